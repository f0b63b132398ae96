"""What one conversion is told, and what it collects on its way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

Image = Callable[[str, str, str, str], str | None]
Link = Callable[[str], str]


@dataclass(slots=True)
class Context:
    """What one conversion needs and collects."""

    rich: bool  # an article; else a comment, which has no code and nothing struck out
    link: Link
    image: Image
    notes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)  # shortcodes to be written as comments after the paragraph
    footnotes: list[str] = field(default_factory=list)
    footnote_texts: Mapping[str, str] = field(default_factory=dict)
    attached: Sequence[str] = ()  # the ids of the images that a bare [gallery] shows
    plain: bool = False  # no emphasis, this time
    marked: bool = False  # there was some, and not only around whole words: it has to be looked at
    marks: list[str] = field(default_factory=list)  # open around the text: strong within strong is nothing new

    def note(self, what: str) -> None:
        if what not in self.notes:
            self.notes.append(what)

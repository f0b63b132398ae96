"""What goes into a rendering and what comes out of it."""

from dataclasses import dataclass

from ..htmltext import plain_text


@dataclass(frozen=True, slots=True)
class Figure:
    """An image that a text may show."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A source that a text may cite. `lead` and `rest` are the parts of its full form, as HTML: the authors (or, where
    there are none, the title), and what follows the year.
    """

    names: str  # as in "Swogger and Lee"
    year: str
    lead: str
    rest: str

    @property
    def short(self) -> str:
        """As in "Swogger 2019"."""
        return f"{self.names} {self.year}"

    @property
    def sorting(self) -> tuple[str, str, str]:
        """What puts it into its place among others: by author, year and title, whatever the case."""
        return (plain_text(self.lead).casefold(), self.year, plain_text(self.rest).casefold())


@dataclass(frozen=True, slots=True)
class Rendered:
    """A text as HTML, and what its writer should hear of."""

    html: str
    contents: str  # links to its headings; empty for few headings
    citations: tuple[str, ...]  # the keys of what it cites, in order of appearance
    unknown: tuple[str, ...]  # keys that no source has
    missing_images: tuple[str, ...]  # addresses of images that cannot be shown

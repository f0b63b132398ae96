"""Reads the patterns of `rules/*.txt`, which are tables of regular expressions, long and best read one to a paragraph.

    NAME =              a pattern with a name, which others of the file can hold as {NAME}; words.txt's are known to all
        first line
        |second line    joined without anything between
    == section          rules follow
    - kind 2            one rule, with what its heading says
        its pattern

Every repetition in them is bounded: no text may cost more than its length. And what a text has nothing of is not looked
for in it at all: see `Text`.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import ClassVar

from .prefilter import keys, name_of, needed

FOLDER = Path(__file__).parent / "rules"
_HELD = re.compile(r"\{([A-Z_]+)\}")


class Pattern:
    """A regular expression that is compiled when it is first looked for: all of them take a second, and no command that
    reads no comment should wait for that. A web server does it before its first visitor comes: `prepare`.
    """

    made: ClassVar[list["Pattern"]] = []

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        Pattern.made.append(self)
        _by_key.cache_clear()

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        if end == sys.maxsize and isinstance(text, Text) and self not in text.worth_looking_for:
            return None  # `_may_be_in`, written out: it is asked a thousand times for a comment
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.match(text, start, end) if self._may_be_in(text, end) else None

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start, end) if self._may_be_in(text, end) else iter(())

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled.sub(instead, text) if self._may_be_in(text) else text

    def _may_be_in(self, text: str, end: int = sys.maxsize) -> bool:
        """Not asked where a text is cut off: what is a word before the cut may be none in the text."""
        return not isinstance(text, Text) or end != sys.maxsize or self in text.worth_looking_for


class Text(str):
    """A text in which many patterns are looked for. Those of which it has nothing are told at once."""

    __slots__ = ("__dict__",)

    @cached_property
    def worth_looking_for(self) -> set[Pattern]:
        by_key, found = _by_key(), set[Pattern]()
        for key in by_key.keys() & keys(self):
            for stretch, patterns in by_key[key].items():
                if stretch in self:
                    found |= patterns
        return found

    def part(self, text: str) -> "Text":
        """A stretch of it that begins and ends where its words do: what the whole has not, this has not."""
        found = Text(text)
        found.worth_looking_for = self.worth_looking_for
        return found


@cache
def _by_key() -> dict[str, dict[str, set[Pattern]]]:
    """All patterns by what a text needs for them: by a stretch of it, under one of its `keys`."""
    found: dict[str, dict[str, set[Pattern]]] = {}
    all_needed = needed()
    for pattern in Pattern.made:
        for key, stretch in all_needed.get(name_of(pattern.pattern)) or [["", ""]]:
            found.setdefault(key, {}).setdefault(stretch, set()).add(pattern)
    return found


def prepare() -> None:
    """Compile them all, and learn what a text needs for each."""
    for pattern in Pattern.made:
        pattern.compiled  # noqa: B018 - looked at, it is there
    _by_key()


@dataclass
class Rules:
    """What a file holds: patterns by name, and rules by section, each with its heading."""

    names: dict[str, str] = field(default_factory=dict)
    sections: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def pattern(self, name: str) -> Pattern:
        return Pattern(self.names[name])

    def whole_words(self, name: str) -> Pattern:
        return Pattern(rf"\b(?:{self.names[name]})\b")

    def patterns(self, section: str) -> list[tuple[str, Pattern]]:
        return [(head, Pattern(pattern)) for head, pattern in self.sections[section]]

    def bare(self, section: str) -> list[Pattern]:
        """Where the headings say nothing."""
        return [Pattern(pattern) for _head, pattern in self.sections[section]]


@cache
def rules(file: str) -> Rules:
    """The patterns of `rules/<file>.txt`."""
    found = Rules(dict(rules("words").names) if file != "words" else {})
    section = ""
    for head, pattern in _paragraphs((FOLDER / f"{file}.txt").read_text()):
        if head.startswith("== "):
            section = head.removeprefix("== ")
            found.sections[section] = []
            continue
        whole = _HELD.sub(lambda held: found.names[held[1]], pattern)
        if head.startswith("-"):
            found.sections[section].append((head.removeprefix("-").strip(), whole))
        else:
            found.names[head.removesuffix(" =")] = whole
    return found


def _paragraphs(text: str) -> Iterator[tuple[str, str]]:
    """Each heading, and the indented lines under it as one."""
    head, parts = "", []
    for line in [*text.splitlines(), ""]:
        if line.startswith("    "):
            parts.append(line.strip())
        elif line and not line.startswith("#"):
            if head:
                yield head, "".join(parts)
            head, parts = line, []
    yield head, "".join(parts)

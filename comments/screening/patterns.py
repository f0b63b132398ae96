"""Reads the patterns of `rules/*.txt`, which are tables of regular expressions, long and best read one to a paragraph.

    NAME =              a pattern with a name, which others of the file can hold as {NAME}; words.txt's are known to all
        first line
        |second line    joined without anything between
    == section          rules follow
    - kind 2            one rule, with what its heading says
        its pattern

Every repetition in them is bounded: no text may cost more than its length.
"""

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "rules"
_HELD = re.compile(r"\{([A-Z_]+)\}")


class Pattern:
    """A regular expression that is compiled when it is first looked for: all of them take a second, and no command that
    reads no comment should wait for that. A web server does it before its first visitor comes: `prepare`.
    """

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        _MADE.append(self)

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        return self.compiled.match(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start, end)

    def sub(self, instead: str | Callable[[re.Match[str]], str], text: str) -> str:
        return self.compiled.sub(instead, text)


_MADE: list[Pattern] = []


def prepare() -> None:
    """Compile them all."""
    for pattern in _MADE:
        pattern.compiled  # noqa: B018 - looked at, it is there


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

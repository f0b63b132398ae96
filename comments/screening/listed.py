"""Words that a site looks for itself: whole words and phrases, found in whatever letters, accents and disguise.

Pure, like its neighbours: the lists are a parameter. Who keeps them: comments/word_lists.py.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from django.utils.functional import Promise

from .finding import Finding, Label
from .unmasked import Unmasked, unmask
from .words import COMMON

MOST_LINES, LONGEST, MOST_WORDS = 2000, 80, 8
Entry = tuple[str, ...]
Token = tuple[str, int, int]  # a word, and where it stands in the unmasked text

_TOKEN = re.compile(r"[^\W_]+")
# Digits that stand for letters, as "plu9" does not but "pr1ce" does; tried beside what is written.
_LETTERS = (str.maketrans("01345780", "oieastbo"), str.maketrans("01345780", "oleastbo"))


@dataclass(slots=True)
class Node:
    """What can follow some words, and the entry that they are. A list is a tree of these: a text is read once, however
    many lines begin alike.
    """

    entry: Entry = ()
    following: "dict[str, Node]" = field(default_factory=dict)


@dataclass(frozen=True)
class Words:
    """One list: what to look for, which label it gives, and the reason as moderators read it."""

    label: Label
    reason: str | Promise
    lines: tuple[str, ...]

    @cached_property
    def root(self) -> Node:
        root = Node()
        for entry in map(normalised, self.lines):
            node = root
            for word in entry:
                node = node.following.setdefault(word, Node())
            node.entry = entry
        return root

    def has(self, word: str) -> bool:
        """Whether this word by itself is a line."""
        return bool((node := self.root.following.get(word)) and node.entry)


@dataclass(frozen=True, slots=True)
class Match:
    entry: str  # the line of the list, normalised
    start: int
    end: int


def lines_of(typed: str) -> list[str]:
    """The lines that hold something."""
    return [line.strip() for line in typed.splitlines() if line.strip()]


def normalised(line: str) -> Entry:
    """The words of a line as they are compared: plain small letters, look-alikes and disguise undone."""
    return tuple(word for word, _start, _end in _tokens(unmask(line, quotes=True)))


def matches(read: Unmasked, words: Words) -> Iterator[Match]:
    """Where a line of the list stands in a text."""
    tokens = _tokens(read)
    spelled = [_spellings(word) for word, _start, _end in tokens]
    for at, (_word, start, _end) in enumerate(tokens):
        nodes = [words.root]
        for last in range(at, len(tokens)):
            nodes = [node.following[one] for node in nodes for one in spelled[last] if one in node.following]
            if not nodes:
                break
            yield from (Match(" ".join(node.entry), start, tokens[last][2]) for node in nodes if node.entry)
    yield from _spelled_out(tokens, words)


def _spelled_out(tokens: list[Token], words: Words) -> Iterator[Match]:
    """Single letters in a row that make a word of the list: "p l u g"."""
    for single, run in groupby(tokens, key=lambda token: len(token[0]) == 1):
        letters = list(run)
        if not single or len(letters) < 3:
            continue
        for at in range(len(letters) - 2):
            for end in range(at + 3, min(len(letters), at + 25) + 1):
                word = "".join(token[0] for token in letters[at:end])
                if words.has(word):
                    yield Match(word, letters[at][1], letters[end - 1][2])


def _tokens(read: Unmasked) -> list[Token]:
    return [(match[0], *match.span()) for match in _TOKEN.finditer(read.text)]


def _spellings(word: str) -> tuple[str, ...]:
    if word.isalpha() or word.isdigit():
        return (word,)
    return tuple({word, *(word.translate(table) for table in _LETTERS)})


def findings(text: str, lists: Iterable[Words], name: str = "") -> list[Finding]:
    """What the lists find, each with the reason that its list gives."""
    read = (unmask(name, field="name", quotes=True), unmask(text, quotes=True))
    return [
        part.finding(words.label, "word-list", (match.start, match.end), words.reason)
        for part in read
        for words in lists
        for match in matches(part, words)
    ]


def repeated(lines: Iterable[str]) -> list[str]:
    """Lines that say the same as one before them, as they are compared."""
    counts = Counter(map(normalised, lines))
    return [" ".join(entry) for entry, count in counts.items() if count > 1]


def too_common(line: str) -> bool:
    """Whether nearly every comment would match: a letter, a short number, or nothing but the commonest words."""
    entry = normalised(line)
    return all(len(word) == 1 or word in COMMON or (word.isdigit() and len(word) < 4) for word in entry)

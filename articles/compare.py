"""Two texts side by side, with the words marked that differ. Pure functions; the work is bounded for any two texts."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

CELLS = 40_000  # a stretch without landmarks is compared word by word up to this many pairs, and replaced whole beyond
AROUND = 1  # unchanged paragraphs shown before and after a change
Match = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words in a row. `mark`: whether they are on this side only."""

    text: str
    mark: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph in both texts. `skipped`: instead of it, so many that are the same in both are left out."""

    before: list[Piece]
    after: list[Piece]
    changed: bool = False
    skipped: int = 0


def compare(before: str, after: str) -> list[Row]:
    """The paragraphs of two texts, side by side; of what is the same, only what stands next to a change."""
    rows: list[Row] = []
    old, new = _paragraphs(before), _paragraphs(after)
    for was, became, same in _stretches(old, new):
        if same:
            rows += [Row([Piece(text, False)], [Piece(text, False)]) for text in was]
        else:
            rows += [_changed(*pair) for pair in zip_longest(was, became, fillvalue="")]
    return list(_folded(rows))


def count_words(before: str, after: str) -> tuple[int, int]:
    """How many words were added and removed, wherever they stand."""
    old, new = Counter(before.split()), Counter(after.split())
    return (new - old).total(), (old - new).total()


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.replace("\r", "").split("\n") if line.strip()]


def _changed(before: str, after: str) -> Row:
    left, right = list[Piece](), list[Piece]()
    for was, became, same in _stretches(re.findall(r"\s+|\w+|[^\w\s]", before), re.findall(r"\s+|\w+|[^\w\s]", after)):
        left += [Piece("".join(was), not same)] if was else []
        right += [Piece("".join(became), not same)] if became else []
    return Row(left, right, changed=True)


def _folded(rows: list[Row]) -> Iterator[Row]:
    """The rows without the long stretches in which nothing changed."""
    near = {at + step for at, row in enumerate(rows) if row.changed for step in range(-AROUND, AROUND + 1)}
    skipped = 0
    for at, row in enumerate(rows):
        if at in near:
            if skipped:
                yield Row([], [], skipped=skipped)
            skipped = 0
            yield row
        else:
            skipped += 1
    if skipped:
        yield Row([], [], skipped=skipped)


def _stretches(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
    """Both lists cut into stretches that are the same or differ, in order."""
    start = _same_at_start(old, new)
    end = _same_at_start(old[start:][::-1], new[start:][::-1])
    if start:
        yield old[:start], new[:start], True
    yield from _between(old[start : len(old) - end], new[start : len(new) - end])
    if end:
        yield old[-end:], new[-end:], True


def _same_at_start(old: Sequence[str], new: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
    a = b = 0
    for at, there in [*_landmarks(old, new), (len(old), len(new))]:
        yield from _small(old[a:at], new[b:there])
        if at < len(old):
            yield old[at : at + 1], new[there : there + 1], True
        a, b = at + 1, there + 1


def _small(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[Sequence[str], Sequence[str], bool]]:
    """A stretch between two landmarks, by the standard library's comparison where that is quick."""
    if len(old) * len(new) > CELLS:
        yield old, new, False
    elif old or new:
        for kind, a, a_end, b, b_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            yield old[a:a_end], new[b:b_end], kind == "equal"


def _landmarks(old: Sequence[str], new: Sequence[str]) -> list[Match]:
    """What occurs once in both, as far as it kept its order: the longest rising run (patience sorting)."""
    once, there = _singles(old), _singles(new)
    pairs = [(at, there[item]) for item, at in once.items() if item in there]
    tops, piles, below = list[int](), list[int](), list[int]()
    for number, (_, place) in enumerate(pairs):
        pile = bisect_left(tops, place)
        below.append(piles[pile - 1] if pile else -1)
        tops[pile : pile + 1], piles[pile : pile + 1] = [place], [number]
    run, number = list[Match](), piles[-1] if piles else -1
    while number >= 0:
        run.append(pairs[number])
        number = below[number]
    return run[::-1]


def _singles(items: Sequence[str]) -> dict[str, int]:
    counts = Counter(items)
    return {item: at for at, item in enumerate(items) if counts[item] == 1}

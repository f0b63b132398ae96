"""Charts as plain numbers that a template draws as SVG: fluid, without a script and without a style of their own.

Lengths are percentages, so that a chart is as readable on a telephone as on a desk. They are strings, because a
template would write 1.5 as 1,5 in German. Words stand beside the SVG, where they can wrap; what a screen reader says is
in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a bar, from `start` on; of a column, from its top on."""

    kind: str  # its class in the stylesheet
    start: str
    length: str


@dataclass(frozen=True, slots=True)
class Bar:
    label: Any
    value: Any  # as it is written at its end
    told: str  # its pieces in words
    pieces: list[Piece]
    mark: str = ""  # where a line stands across it


@dataclass(frozen=True, slots=True)
class Column:
    title: str
    at: str
    width: str
    pieces: list[Piece]


@dataclass(frozen=True, slots=True)
class Chart:
    """`key` is the beginning of the ids in the page."""

    key: str
    title: Any
    legend: Mapping[str, Any]  # words by class, of what is in it
    bars: Sequence[Bar] = ()
    columns: Sequence[Column] = ()
    told: str = ""  # columns in words
    top: int = 0  # what the upper line stands for


@dataclass(frozen=True, slots=True)
class Given:
    """A bar before it is drawn: the length of each piece by its class. `told`: the pieces in words, where their lengths
    are no counts.
    """

    label: Any
    value: Any
    pieces: Mapping[str, float]
    mark: float = 0
    told: str = ""


def bars(key: str, title: Any, given: Iterable[Given], legend: Mapping[str, Any] | None = None) -> Chart:
    """One bar below the other, all to one scale. What the legend names and no bar has is left out."""
    rows, words = list(given), legend or {}
    most = max((max(sum(row.pieces.values()), row.mark) for row in rows), default=0) or 1
    drawn = [
        Bar(
            row.label,
            row.value,
            row.told or in_words(row.pieces, words),
            _pieces(row.pieces, most),
            mark=_percent(row.mark, most) if row.mark else "",
        )
        for row in rows
    ]
    there = {kind for row in rows for kind, length in row.pieces.items() if length} | {"mark"}
    return Chart(key, title, {kind: name for kind, name in words.items() if kind in there}, bars=drawn)


def in_words(pieces: Mapping[str, float], words: Mapping[str, Any]) -> str:
    return "; ".join(f"{words[kind]}: {length}" for kind, length in pieces.items() if length and kind in words)


def columns(
    key: str,
    title: Any,
    told: str,
    given: Sequence[tuple[str, Mapping[str, float]]],
    legend: Mapping[str, Any],
) -> Chart:
    """One column beside the other; each has a title and the height of its pieces by class."""
    most = _round_up(max((sum(pieces.values()) for _, pieces in given), default=0))
    step = 100 / max(len(given), 1)
    drawn = [
        Column(title, f"{number * step + step * 0.12:.2f}%", f"{step * 0.76:.2f}%", _stack(pieces, most))
        for number, (title, pieces) in enumerate(given)
    ]
    return Chart(key, title, legend, columns=drawn, told=told, top=most)


def _pieces(pieces: Mapping[str, float], most: float) -> list[Piece]:
    drawn, start = [], 0.0
    for kind, length in pieces.items():
        if length > 0:
            drawn.append(Piece(kind, _percent(start, most), _percent(length, most)))
            start += length
    return drawn


def _stack(pieces: Mapping[str, float], most: float) -> list[Piece]:
    """From the ground up."""
    drawn, height = [], 0.0
    for kind, length in pieces.items():
        if length > 0:
            height += length
            drawn.append(Piece(kind, _percent(most - height, most), _percent(length, most)))
    return drawn


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}%"


def _round_up(most: float) -> int:
    """A number that is good to read at the upper line: 1, 2, 3, 4, 5, 6, 8, 10, 20 …"""
    ten = 1
    while True:
        for first in (1, 2, 3, 4, 5, 6, 8):
            if first * ten >= most:
                return first * ten
        ten *= 10


@dataclass(frozen=True, slots=True)
class Table:
    """What a chart shows, in numbers: the heads of its columns, and rows that begin with their name."""

    heads: Sequence[Any]
    rows: Sequence[Sequence[Any]]

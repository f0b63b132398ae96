"""Reads the labelled texts for disclosure: honest.txt, disclosure.txt and pairs.txt."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
UNSEEN = "~ "


class Sample(NamedTuple):
    kinds: frozenset[str]  # none: an honest comment
    name: str
    text: str
    unseen: bool  # written before the rules, and not looked at while they were made


def lines(file: str) -> list[str]:
    return [line for line in (FOLDER / file).read_text().split("\n") if line and not line.startswith("#")]


@cache
def samples(file: str) -> tuple[Sample, ...]:
    found = []
    for line in lines(file):
        *kinds, name, text = fields(line.removeprefix(UNSEEN), 3 if file.endswith("disclosure.txt") else 2)
        given = frozenset(kind for part in kinds for kind in part.split(","))
        found.append(Sample(given, name, text.replace("\\n", "\n"), line.startswith(UNSEEN)))
    return tuple(found)


def fields(line: str, count: int) -> list[str]:
    """The parts between bars; a name may be empty."""
    return [part.strip() for part in line.split("|", count - 1)]


def pairs() -> list[tuple[str, ...]]:
    """Nearly the same comment twice: the first tells who somebody is, the second does not."""
    return [tuple(line.split(" | ")) for line in lines("pairs.txt")]

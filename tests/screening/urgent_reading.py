"""Reads the sets that the urgent findings are measured on: urgent.txt, calm.txt and urgent_pairs.txt."""

from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
UNSEEN, TWIN = "~ ", " || "


class Sample(NamedTuple):
    kind: str  # the class, as in [past]
    text: str
    unseen: bool  # written before the rules, and not looked at until they were done
    twin: str = ""  # of a pair: the one that is not urgent


@cache
def samples(name: str) -> tuple[Sample, ...]:
    found, kind = [], ""
    for line in (FOLDER / name).read_text().splitlines():
        if line.startswith("["):
            kind = line.strip("[]")
        elif line and not line.startswith("#"):
            text, _, twin = line.removeprefix(UNSEEN).partition(TWIN)
            found.append(Sample(kind, text, line.startswith(UNSEEN), twin))
    return tuple(found)

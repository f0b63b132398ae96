"""Reads the sets that the labels of the field are measured on: field_*.txt."""

from functools import cache
from typing import NamedTuple

from .reading import UNSEEN, fields, lines

FIRST = ("field_honest.txt", "field_unwanted.txt")
ROUNDS = ("field_later.txt", "field_third.txt", "field_fourth.txt")
HONEST = ("field_hard.txt", "field_fifth.txt")  # nothing else in them
LEARN = (*FIRST, "field_learn.txt", *ROUNDS[:2], *HONEST)  # what the weights are learnt from, but for the unseen


class Sample(NamedTuple):
    labels: frozenset[str]  # none: an honest comment
    name: str
    text: str
    unseen: bool  # never looked at while the rules were made


@cache
def samples(file: str) -> tuple[Sample, ...]:
    found = []
    for line in lines(file):
        labels, name, text = fields(line.removeprefix(UNSEEN), 3)
        given = frozenset(filter(None, labels.split(",")))
        found.append(Sample(given, name, text.replace("\\n", "\n"), line.startswith(UNSEEN)))
    return tuple(found)

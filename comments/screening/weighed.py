"""Weighs a text by weights that were learnt: what stands in it, and what each of that says."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

BIAS = "bias"


def runs(found: Sequence[str]) -> set[str]:
    """The words, what stands side by side, and what has one word between; a text has a beginning and an end."""
    words = ["^", *found, "$"]
    gaps = (f"{one} * {other}" for one, other in zip(words, words[2:], strict=False))
    return {*words, *(f"{one} {other}" for one, other in pairwise(words)), *gaps}


@cache
def _weights(file: Path) -> dict[str, float]:
    lines = (line.rsplit("\t", 1) for line in file.read_text().splitlines())
    return {feature: int(weight) / 100 for feature, weight in lines}


def weighed(features: set[str], file: Path) -> float:
    """How much a text with these features is like those that the weights in `file` were learnt from."""
    known = _weights(file)
    return known[BIAS] + sum(known.get(feature, 0) for feature in features) / sqrt(len(features))

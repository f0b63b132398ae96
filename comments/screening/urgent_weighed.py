"""A second opinion on urgent words: learnt from the labelled texts, for sentences that no rule foresees.

Each word, pair of words and pair with a gap has a weight in urgent_weights.txt; the sum says how much a text is like
the urgent ones. `python -m tests.screening.weighing` learns them anew. Asked only where no rule has found anything.
"""

import re
from functools import cache
from itertools import pairwise
from math import sqrt
from pathlib import Path

WEIGHTS = Path(__file__).parent / "urgent_weights.txt"
BIAS = "bias"
ENOUGH = 1.0  # so that few calm ones are over it; docs/screening.md says how many
LENGTH = range(6, 60)  # words: shorter ones are left to the rules, longer ones say too much else
_WORDS = re.compile(r"[a-z]+|\d+|[.,?]")
_LIFE = re.compile(
    r"\b(?:di(?:e|ed|es|ying)|dead|death|kill\w*|suicid\w*|liv(?:e|es|ing)|life|alive|end(?:ing)?|"
    r"goodbye|myself|here)\b"
)


def features(folded: str) -> set[str]:
    """The words of a folded text, what stands side by side, and what has one word between."""
    words = ["^", *_WORDS.findall(re.sub(r"\d+", "0", folded)), "$"]
    gaps = (f"{one} * {other}" for one, other in zip(words, words[2:], strict=False))
    return {*words, *(f"{one} {other}" for one, other in pairwise(words)), *gaps}


@cache
def weights() -> dict[str, float]:
    lines = (line.rsplit("\t", 1) for line in WEIGHTS.read_text().splitlines())
    return {feature: int(weight) / 100 for feature, weight in lines}


def weigh(folded: str) -> float:
    known, found = weights(), features(folded)
    return known[BIAS] + sum(known.get(feature, 0) for feature in found) / sqrt(len(found))


def kind(folded: str) -> str:
    return "suicide" if _LIFE.search(folded) else "overdose"

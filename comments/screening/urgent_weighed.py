"""A second opinion on urgent words: learnt from the labelled texts, for sentences that no rule foresees.

Each word, pair of words and pair with a gap has a weight in urgent_weights.txt; the sum says how much a text is like
the urgent ones. `python -m tests.screening.weighing` learns them anew. Asked only where no rule has found anything.
"""

import re
from pathlib import Path

from .weighed import runs, weighed

WEIGHTS = Path(__file__).parent / "urgent_weights.txt"
ENOUGH = 1.0  # so that few calm ones are over it; docs/screening.md says how many
LENGTH = range(6, 60)  # words: shorter ones are left to the rules, longer ones say too much else
_WORDS = re.compile(r"[a-z]+|\d+|[.,?]")
_LIFE = re.compile(
    r"\b(?:di(?:e|ed|es|ying)|dead|death|kill\w*|suicid\w*|liv(?:e|es|ing)|life|alive|end(?:ing)?|"
    r"goodbye|myself|here)\b"
)


def features(folded: str) -> set[str]:
    """The words of a folded text, what stands side by side, and what has one word between."""
    return runs(_WORDS.findall(re.sub(r"\d+", "0", folded)))


def weigh(folded: str) -> float:
    return weighed(features(folded), WEIGHTS)


def kind(folded: str) -> str:
    return "suicide" if _LIFE.search(folded) else "overdose"

"""A second opinion on offers and requests: learnt from the labelled texts, for what no rule foresees.

Each word, pair of words and pair with a gap has a weight in sourcing_weights.txt, where drugs, apps, sums and the like
stand for all of their kind. `python -m tests.screening.field_weighing` learns them anew. Asked only about short texts
in which no rule has found anything, and never about those that tell, warn or speak of help.
"""

import re
from pathlib import Path

from .asking import is_trade
from .patterns import rules
from .trading import SAFE
from .unmasked import Unmasked
from .weighed import runs, weighed

WEIGHTS = Path(__file__).parent / "sourcing_weights.txt"
ENOUGH = 0.6
LENGTH = range(3, 45)  # words
_RULES = rules("weighed")
PAST = _RULES.pattern("PAST")
_KINDS = _RULES.patterns("kinds")
_WORDS = re.compile(r"[A-Z]{3,}|[a-z]+|\d+|[.,?:/]")


def features(text: str) -> set[str]:
    """What stands in a text of small letters: words and kinds of words, alone, side by side, and around another."""
    for kind, pattern in _KINDS:
        text = pattern.sub(f" {kind} ", text)
    return runs(_WORDS.findall(re.sub(r"\d+", "0", text)))


def weigh(text: str) -> float:
    return weighed(features(text), WEIGHTS)


def is_like_sourcing(read: Unmasked) -> bool:
    """Whether a short text reads like an offer or a request, and nothing in it says that it is something else."""
    if read.text.count(" ") + 1 not in LENGTH or "¶" in read.text:
        return False
    if not is_trade(read.text):
        return False
    return not (PAST.search(read.text) or SAFE.search(read.text)) and weigh(read.text) > ENOUGH

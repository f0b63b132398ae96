"""The signs of an offer, each with its weight: a way to get in touch, a price by the piece, shipping, payment, stock.

None is enough alone. What counts is their sum over the sentences that are neither a story, nor a warning, nor about
what is given out for free; see `sourcing`. The patterns are in rules/trading.txt.
"""

from dataclasses import dataclass

from .patterns import Pattern, rules


@dataclass(frozen=True, slots=True)
class Sign:
    kind: str
    weight: float
    pattern: Pattern


_RULES = rules("trading")


def _sign(heading: str, pattern: Pattern) -> Sign:
    kind, weight = heading.split()
    return Sign(kind, float(weight), pattern)


SIGNS = [_sign(heading, pattern) for heading, pattern in _RULES.patterns("signs")]
PRODUCT = _RULES.pattern("PRODUCT")

# What speaks against it: a past, a warning, one's family, what is given out; or somebody else is told of.
SAFE = _RULES.whole_words("SAFE")
AGAINST = [SAFE, *(_RULES.pattern(name) for name in ("WARNED", "STORY", "FAMILY"))]
OTHERS = _RULES.pattern("OTHERS")
# Somebody offers company, not drugs.
COMPANY = _RULES.pattern("COMPANY")

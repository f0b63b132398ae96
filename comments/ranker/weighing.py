"""What counts say of a text: naive Bayes, bounded so that no single word decides. Pure."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from .tokens import Token

STRONGEST = 40  # tokens that are weighed
FEWEST = 4  # a text of two known words is not twice as sure as one of eight
CAP = 3.0  # the most that one token says: as if it were twenty times as frequent in one kind
DOUBT, SMOOTHING = 3.0, 1.0  # see `_says`
LATE = 0.005  # of the published comments, so many may score above the bar
LOWEST_BAR = 1.0
UNSURE = 4.0  # how much higher the bar is while few are known: divided by the root of their number
Pair = tuple[int, int]  # in how many wanted, and in how many unwanted comments


@dataclass
class Counts:
    """In how many comments each token stood, and how many there were."""

    wanted: int = 0
    unwanted: int = 0
    of: Mapping[str, Pair] = field(default_factory=dict)

    def without(self, found: Iterable[Token]) -> "Counts":
        """As if this wanted comment had never been learned; for its own tokens."""
        known = [token.name for token in found if token.name in self.of]
        of = {name: (self.of[name][0] - 1, self.of[name][1]) for name in known}
        return Counts(self.wanted - 1, self.unwanted, of)


def learned(comments: Iterable[tuple[Sequence[Token], bool]]) -> Counts:
    """The counts of these comments, each with whether it was unwanted. For measuring."""
    kinds: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    totals = [0, 0]
    for found, unwanted in comments:
        totals[unwanted] += 1
        kinds[unwanted].update(token.name for token in found)
    of = {name: (kinds[0][name], kinds[1][name]) for name in kinds[0].keys() | kinds[1].keys()}
    return Counts(totals[0], totals[1], of)


def weighed(found: Iterable[Token], counts: Counts) -> list[tuple[float, Token]]:
    """The tokens that say most, strongest first, each with what it says: above zero against the comment."""
    said = [(_says(token, counts), token) for token in found if any(counts.of.get(token.name, ()))]
    return sorted(said, key=lambda one: -abs(one[0]))[:STRONGEST]


def _says(token: Token, counts: Counts) -> float:
    """The logarithm of how much more frequent a token is among unwanted comments, as far as two ways of counting agree:
    the first takes little from what was seen a few times, the second little from not being among few comments.
    """
    wanted, unwanted = counts.of[token.name]
    often_wanted, often_unwanted = wanted / max(1, counts.wanted), unwanted / max(1, counts.unwanted)
    share, seen = often_unwanted / (often_wanted + often_unwanted), wanted + unwanted
    share = (DOUBT / 2 + seen * share) / (DOUBT + seen)
    one = math.log(share / (1 - share))
    other = math.log((unwanted + SMOOTHING) / (counts.unwanted + 2 * SMOOTHING))
    other -= math.log((wanted + SMOOTHING) / (counts.wanted + 2 * SMOOTHING))
    says = token.weight * min(one, other, key=abs) if one * other > 0 else 0.0
    return max(-CAP, min(CAP if token.may_raise else 0.0, says))


def score(found: Iterable[Token], counts: Counts) -> float:
    """How much a text reads like what was unwanted; zero: as much as not. Divided by the root of how much was weighed,
    so that a long text is not further from zero for its length alone.
    """
    said = [says for says, _token in weighed(found, counts)]
    return sum(said) / math.sqrt(max(FEWEST, len(said)))


def bar(published: Iterable[Sequence[Token]], counts: Counts) -> float:
    """The score from which on a comment waits behind others: what hardly any of these published comments would have
    had, each looked at as if it had not been learned itself.
    """
    scores = sorted(score(found, counts.without(found)) for found in published)
    if not scores:
        return math.inf
    highest = scores[min(int(len(scores) * (1 - LATE)), len(scores) - 1)]
    return max(LOWEST_BAR, highest) + UNSURE / math.sqrt(len(scores))

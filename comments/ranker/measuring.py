"""How well the ranker parts two kinds of comments: on what it has not seen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..models import Comment
from .counts import verdicts
from .tokens import Token, tokens
from .weighing import bar, learned, score

Case = tuple[Sequence[Token], bool]  # a comment and whether it was unwanted
NEWEST = 20_000  # decisions that are looked at
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Figures:
    """Of comments that were not learned: the area under the ROC curve, and how many of each kind would wait behind."""

    auc: float
    wanted: int
    unwanted: int
    wanted_behind: int
    unwanted_behind: int


def measured(train: Sequence[Case], test: Sequence[Case]) -> Figures:
    """Learn the first, in memory, and judge the second."""
    counts = learned(train)
    height = bar([found for found, unwanted in train if not unwanted][-400:], counts)
    scored = [(score(found, counts), unwanted) for found, unwanted in test]
    behind = [unwanted for one, unwanted in scored if one > height]
    unwanted = sum(unwanted for _score, unwanted in scored)
    return Figures(auc(scored), len(scored) - unwanted, unwanted, len(behind) - sum(behind), sum(behind))


def auc(scored: Iterable[tuple[float, bool]]) -> float:
    """The area under the ROC curve: how often an unwanted comment scores higher than a wanted one, ties half."""
    ordered = sorted(scored, key=lambda one: one[0])
    ranks, at = 0.0, 0
    while at < len(ordered):
        end = at
        while end < len(ordered) and ordered[end][0] == ordered[at][0]:
            end += 1
        ranks += (at + 1 + end) / 2 * sum(unwanted for _score, unwanted in ordered[at:end])
        at = end
    unwanted = sum(unwanted for _score, unwanted in ordered)
    wanted = len(ordered) - unwanted
    return (ranks - unwanted * (unwanted + 1) / 2) / (unwanted * wanted)


def decided() -> list[Case]:
    """This site's own decisions, the oldest first, as far as something is learned of them."""
    newest = list(Comment.objects.learnable().order_by("-decided_at", "-pk").values_list("pk", flat=True)[:NEWEST])
    keys, cases = newest[::-1], list[Case]()
    for start in range(0, len(keys), AT_ONCE):
        rows = Comment.objects.only("pk", "name", "text").in_bulk(keys[start : start + AT_ONCE])
        found = verdicts(list(rows.values()))
        some = [key for key in keys[start : start + AT_ONCE] if key in found]
        cases += [(tokens(rows[key].text, rows[key].name), found[key]) for key in some]
    return cases

"""What the counts say of comments: which read like what was unwanted here, and because of which of their words."""

from collections.abc import Iterable, Sequence

from ..models import Comment, Learned, Model
from . import counts
from .tokens import Token, tokens
from .weighing import Counts, bar, score, weighed

FEWEST = 20  # decisions of each kind before anything is said
PUBLISHED = 400  # of the latest ones, by which the bar is set
QUOTED, LONGEST_QUOTE = 5, 40  # words in a reason, and letters of each
MEANS_SOMETHING = 0.3  # what a word must say to be a reason


class Judge:
    """Says which comments read like what was unwanted. Keeps its bar until something else was learned."""

    def __init__(self) -> None:
        self._bar, self._of = 0.0, (0, 0, "")

    def unwanted(self, comments: Sequence[Comment]) -> set[int]:
        """Those over the bar, by key."""
        model = _model()
        if model is None or not comments:
            return set()
        state = (model.wanted, model.unwanted, model.made_with)
        if state != self._of:
            self._bar, self._of = _bar(model), state
        cut = {comment.pk: tokens(comment.text, comment.name) for comment in comments}
        known = _counts(model, cut.values())
        return {key for key, found in cut.items() if score(found, known) > self._bar}


def reasons(text: str, name: str = "") -> list[str]:
    """The words of a text that speak most against it, as they stand in it; nothing where little was learned."""
    model = _model()
    if model is None:
        return []
    found = tokens(text, name)
    said = weighed(found, _counts(model, [found]))
    quotes: list[str] = []
    for says, token in said:
        quote = " ".join(token.quote.split())[:LONGEST_QUOTE]
        if says > MEANS_SOMETHING and quote and not any(_overlap(quote, other) for other in quotes):
            quotes.append(quote)
    return quotes[:QUOTED]


def _overlap(one: str, other: str) -> bool:
    return one.lower() in other.lower() or other.lower() in one.lower()


def _model() -> Model | None:
    """The model, if it is whole and has seen enough."""
    return Model.objects.filter(made_with=counts.made_with(), wanted__gte=FEWEST, unwanted__gte=FEWEST).first()


def _bar(model: Model) -> float:
    rows = Learned.objects.filter(unwanted=False).order_by("-pk").select_related("comment")[:PUBLISHED]
    published = [tokens(row.comment.text, row.comment.name) for row in rows]
    return bar(published, _counts(model, published))


def _counts(model: Model, cut: Iterable[Sequence[Token]]) -> Counts:
    names = {counts.key_of(token.name): token.name for found in cut for token in found}
    return Counts(model.wanted, model.unwanted, {names[key]: pair for key, pair in counts.looked_up(names).items()})

"""What a moderator should know of a comment, for a whole page at once: each question is one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.timesince import timesince

from harmblog.prepared import Prepared

from .. import safety
from ..models import Claim, Comment, Contact, Decision, DeskNote, SecondOpinion
from ..models.contact import Record
from ..screening.finding import Label
from .claims import claims_on
from .places import Status
from .queue import PAGE, keys_of, latest_decisions
from .signs import in_words
from .targets import Clock, clock

NOTES_UNDER = Prepared(lambda *keys: safety.under(keys), *PAGE)
PRINTS = Prepared(lambda *keys: Contact.objects.filter(comment__in=keys).values_list("pk", "fingerprint"), *PAGE)
OPINIONS = Prepared(lambda *keys: SecondOpinion.objects.filter(comment__in=keys).select_related("asked_by"), *PAGE)
NOTES = Prepared(
    lambda *keys: DeskNote.objects.filter(comment__in=keys).values_list("comment").annotate(Count("pk")), *PAGE
)


@dataclass
class Item:
    """A comment and what is known of it."""

    comment: Comment
    age: str  # since it came
    signs: Sequence[str | Promise]
    writer: Record | None  # what became of the same writer's other comments
    decision: Decision | None  # the latest
    opinion: SecondOpinion | None
    claim: Claim | None  # of somebody else
    notes: int
    clock: Clock | None  # while it waits

    @property
    def is_graphic(self) -> bool:
        """Folded, so that nobody reads it unprepared."""
        return Label.GRAPHIC in self.comment.labels.split()

    @property
    def is_urgent(self) -> bool:
        hidden = (
            self.decision is not None and self.decision.act == Decision.Act.HIDE
        )  # by reports, to be looked at soon
        return self.comment.lane == Comment.Lane.URGENT and self.clock is not None and not hidden


def items(comments: Sequence[Comment], moderator: Any) -> list[Item]:
    """The comments of a page, in their order, each with what is known."""
    page, keys = list(comments), keys_of(comments)
    safety.give(page, safety.by_comment(NOTES_UNDER.rows(*keys)))
    writers, decisions = Contact.objects.same_writer(page, dict(PRINTS.rows(*keys))), latest_decisions(page)
    claims = {key: claim for key, claim in claims_on(page).items() if claim.moderator_id != moderator.pk}
    opinions = {opinion.pk: opinion for opinion in OPINIONS.objects(*keys)}
    notes = dict(NOTES.rows(*keys))
    return [
        Item(
            comment,
            age=timesince(comment.received_at),
            signs=in_words(comment),
            writer=writers.get(comment.pk),
            decision=decisions.get(comment.pk),
            opinion=opinions.get(comment.pk),
            claim=claims.get(comment.pk),
            notes=notes.get(comment.pk, 0),
            clock=clock(comment) if comment.status == Status.PENDING else None,
        )
        for comment in page
    ]

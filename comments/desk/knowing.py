"""What a moderator should know of a comment, for a whole page at once: each question is one query."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.utils.functional import Promise

from .. import safety
from ..models import Claim, Comment, Contact, Decision, DeskNote, SecondOpinion
from ..models.contact import Record
from ..screening.finding import Label
from .claims import claims_on
from .places import Status
from .queue import latest_decisions
from .signs import in_words
from .targets import Clock, clock


@dataclass
class Item:
    """A comment and what is known of it."""

    comment: Comment
    signs: list[Promise]
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
    """The comments, in their order, each with what is known."""
    page = list(comments)
    safety.attach(page)
    writers, decisions = Contact.objects.same_writer(page), latest_decisions(page)
    claims = {key: claim for key, claim in claims_on(page).items() if claim.moderator_id != moderator.pk}
    opinions = SecondOpinion.objects.filter(comment__in=page).select_related("asked_by").in_bulk()
    notes = dict(DeskNote.objects.filter(comment__in=page).values_list("comment").annotate(Count("pk")))
    return [
        Item(
            comment,
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

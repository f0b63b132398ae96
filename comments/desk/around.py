"""What stands around a comment: its thread, and what moderators did and noted before."""

from dataclasses import dataclass
from typing import Any

from ..models import Comment, Decision, DeskNote, MessageTemplate

ABOVE = 3  # parents that are shown
BESIDE = 3  # other replies to the same
BELOW = 5  # replies to it
LOOKED_THROUGH = 50  # for published ones
EARLIER = 30  # decisions, and notes


@dataclass
class Around:
    """In reading order."""

    above: list[Comment]
    beside: list[Comment]
    below: list[Comment]
    decisions: list[Decision]
    notes: list[DeskNote]
    texts: list[MessageTemplate]  # of whoever looks

    @property
    def has_thread(self) -> bool:
        return bool(self.above or self.beside or self.below)


def with_its_thread(public_id: str) -> Comment | None:
    """A comment with its article and the parents above it, in one query. None where nothing is left of it."""
    above = "__".join(["parent"] * ABOVE)
    return Comment.objects.said().select_related("article", above).filter(public_id=public_id).first()


def around(comment: Comment, moderator: Any) -> Around:
    """Six queries, of so many rows each."""
    below, beside = _answers(comment.pk), [key for key in _answers(comment.parent_id) if key != comment.pk]
    shown = Comment.objects.approved().in_bulk([*below, *beside])
    decisions = Decision.objects.filter(comment=comment).select_related("moderator").order_by("-pk")
    notes = DeskNote.objects.filter(comment=comment).select_related("moderator").order_by("-pk")
    return Around(
        above=_above(comment),
        beside=[shown[key] for key in beside if key in shown][:BESIDE][::-1],
        below=[shown[key] for key in below if key in shown][:BELOW][::-1],
        decisions=list(decisions[:EARLIER])[::-1],
        notes=list(notes[:EARLIER])[::-1],
        texts=list(MessageTemplate.objects.filter(moderator=moderator).order_by("title")),
    )


def _answers(key: int | None) -> list[int]:
    """The latest answers to a comment, whatever their state: from the index alone, which a planner might not take for
    whole rows where most comments answer none.
    """
    answers = Comment.objects.filter(parent=key) if key else Comment.objects.none()
    return list(answers.order_by("-pk").values_list("pk", flat=True)[:LOOKED_THROUGH])


def _above(comment: Comment) -> list[Comment]:
    found, at = list[Comment](), comment
    while len(found) < ABOVE and at.parent:  # so many are loaded with it
        at = at.parent
        found.append(at)
    return found[::-1]

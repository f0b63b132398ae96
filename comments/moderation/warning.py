"""Puts safety notes under comments, and takes them away."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from harmblog.pagecache import bump

from ..models import Comment, Decision, SafetyNote, SafetyTemplate
from .deciding import Outcome, as_seen, finish, move
from .holding import take
from .recording import decided, write_log

Act, Status = Decision.Act, Comment.Status


@transaction.atomic
def warn(seen: str, *, key: str, moderator: Any, expected: str = Status.APPROVED) -> Outcome:
    """Put the note `key` under a comment, where it is still as `expected` and as it was `seen`. What is not published
    yet is published in the same act, with the note under it from the first moment. The same note twice changes
    nothing. Raises ValueError for a state, or a note, that does not exist, or not any more.
    """
    in_use = SafetyTemplate.objects.filter(key=key, retracted_at=None, texts__isnull=False)
    template = in_use.distinct().first()
    if template is None or Status(expected) == Status.WITHDRAWN:
        raise ValueError(f"there is no safety note {key}, or no comment to put it under")
    public_id, revision = as_seen(seen)
    outcome = Outcome()
    comment = Comment.objects.filter(public_id=public_id).first()
    if comment is None:
        outcome.missing = 1
    elif expected != Status.APPROVED:
        step = {"before": Status(expected), "after": Status.APPROVED, "moderator": moderator}
        move(comment, outcome, act=Act.APPROVE, revision=revision, **step)
        if outcome.done:
            _put(comment, template, outcome, moderator)
        finish(outcome)
    elif take(Comment.objects.with_status(Status.APPROVED).filter(pk=comment.pk, revision=revision)):
        _put(comment, template, outcome, moderator)
        _tell(outcome)
    else:
        outcome.lost.append(comment)
    return outcome


def _put(comment: Comment, template: SafetyTemplate, outcome: Outcome, moderator: Any) -> None:
    at = timezone.now()
    given = {"moderator": moderator, "at": at}
    if SafetyNote.objects.get_or_create(comment=comment, template=template, defaults=given)[1]:
        comment.status = Status.APPROVED  # held: it is this
        outcome.done.append(decided(comment, act=Act.WARN, moderator=moderator, at=at, batch=outcome.batch))


def _tell(outcome: Outcome) -> None:
    """Of acts that leave a comment what it is: nothing that waits for a decision ends with them."""
    write_log(*outcome.done)
    if any(row.after == Status.APPROVED for row in outcome.done):
        bump(articles=False, takes_away=False)


@transaction.atomic
def unwarn(public_id: str, *, key: str, moderator: Any) -> Outcome:
    """Take the note `key` away from under a comment. One that is not there is none to take away."""
    outcome = Outcome()
    comment = Comment.objects.said().filter(public_id=public_id).first()
    if comment is None or not take(Comment.objects.said().filter(pk=comment.pk)):
        outcome.missing = 1
        return outcome
    comment.refresh_from_db(fields=["status"])
    if SafetyNote.objects.filter(comment=comment, template__key=key).delete()[0]:
        outcome.done.append(decided(comment, act=Act.UNWARN, moderator=moderator, batch=outcome.batch))
        _tell(outcome)
    return outcome


def take_back_warning(made: Decision, comment: Comment, outcome: Outcome, moderator: Any) -> None:
    """Undo of `warn`: the note goes, if it is still the one of that act, and nobody has decided otherwise since. What
    was published with it is taken back after it, by its own row of the batch.
    """
    as_it_was = take(Comment.objects.with_status(made.after).filter(pk=comment.pk))
    if as_it_was and SafetyNote.objects.filter(comment=comment, at=made.at).delete()[0]:
        comment.status = made.after  # held: it is this
        step = {"act": Act.UNDO, "moderator": moderator, "undoes": made, "batch": outcome.batch}
        outcome.done.append(decided(comment, **step))
    else:
        outcome.lost.append(comment)

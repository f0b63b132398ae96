"""A second opinion: a moderator leaves a comment to somebody else, and says so."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from ..models import Comment, Decision, SecondOpinion
from .deciding import Outcome, as_seen
from .holding import take
from .recording import decided, write_log

Act, Status = Decision.Act, Comment.Status


def ask(seen: str | Sequence[str], *, moderator: Any) -> Outcome:
    """Hold one or several waiting comments for somebody else, as they were `seen`. It goes on waiting; a
    decision ends it. Asking for what is held already changes nothing more.
    """
    texts = dict(map(as_seen, [seen] if isinstance(seen, str) else seen))
    outcome = Outcome()
    with transaction.atomic():
        for comment in Comment.objects.filter(public_id__in=texts).order_by("pk"):
            waiting = Comment.objects.with_status(Status.PENDING).filter(pk=comment.pk)
            if not take(waiting.filter(revision=texts[comment.public_id])):
                outcome.lost.append(comment)
                continue
            comment.status = Status.PENDING
            SecondOpinion.objects.get_or_create(comment=comment, defaults={"asked_by": moderator})
            outcome.done.append(decided(comment, act=Act.ASK, moderator=moderator, batch=outcome.batch))
        outcome.missing = len(texts) - len(outcome.done) - len(outcome.lost)
        write_log(*outcome.done)
    return outcome


def take_back_question(made: Decision, comment: Comment, outcome: Outcome, moderator: Any) -> None:
    """Undo of `ask`: the comment waits for anybody again."""
    held = take(Comment.objects.with_status(Status.PENDING).filter(pk=comment.pk))
    if held and SecondOpinion.objects.filter(comment=comment).delete()[0]:
        comment.status = Status.PENDING
        step = {"act": Act.UNDO, "moderator": moderator, "undoes": made, "batch": outcome.batch}
        outcome.done.append(decided(comment, **step))
    else:
        outcome.lost.append(comment)

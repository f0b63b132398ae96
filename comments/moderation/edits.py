"""The moderators' answers to what commenters sent later: newer texts of published comments, and objections.

Each names what was looked at, and is done whole or not at all. None can be taken back: the old text is overwritten.
"""

from typing import Any

from django.db import transaction
from django.db.models import F

from harmblog.pagecache import bump

from .. import erasing, ranker
from ..models import Comment, Decision, Edit, Objection, Original
from .holding import Gone, hold
from .recording import decided, write_log

Act, Status = Decision.Act, Comment.Status


@transaction.atomic
def approve_edit(public_id: str, token: str, *, moderator: Any) -> None:
    """Let a newer text take the place of the published one, which is gone with this. Raises Gone."""
    now, newer = _seen(public_id, token)
    words = {"name": newer.name, "text": newer.text, "html": newer.html, "labels": newer.labels}
    ranker.unlearn([now])
    Comment.objects.filter(pk=now.pk).update(**words, revision=F("revision") + 1)
    newer.delete()
    for model in (Objection, Original):  # of a redaction, which is overtaken
        model._default_manager.filter(comment=now).delete()
    erasing.note_text(now, now)
    _log(now, Act.CHANGE, moderator)
    bump(articles=False)
    erasing.finish()


@transaction.atomic
def refuse_edit(public_id: str, token: str, *, moderator: Any, reason: str = "") -> None:
    """Keep the published text; the newer one is gone with this. Raises Gone."""
    now, newer = _seen(public_id, token)
    newer.delete()
    _log(now, Act.KEEP, moderator, reason)
    erasing.finish()


@transaction.atomic
def let_stand(public_id: str, *, moderator: Any) -> None:
    """Answer an objection: the decision stays as it is. Raises Gone where no objection waits any more."""
    objection = Objection.objects.waiting().filter(comment__public_id=public_id).select_related("comment").first()
    if objection is None:
        raise Gone
    now = hold(objection.comment)
    if not Objection.objects.waiting().filter(comment=now).delete()[0]:
        raise Gone
    _log(now, Act.KEEP, moderator)
    erasing.finish()


def _seen(public_id: str, token: str) -> tuple[Comment, Edit]:
    """A published comment, held, and its newer text, if it is still the one that was looked at."""
    published = Comment.objects.with_status(Status.APPROVED).filter(public_id=public_id).first()
    if published is None:
        raise Gone
    now = hold(published)
    newer = Edit.objects.waiting().filter(comment=now, token=token).first()
    if newer is None:
        raise Gone
    return now, newer


def _log(comment: Comment, act: str, moderator: Any, reason: str = "") -> None:
    why = Decision.Reason(reason).value if reason else ""
    write_log(decided(comment, act=act, moderator=moderator, reason=why))

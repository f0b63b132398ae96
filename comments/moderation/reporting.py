"""What readers' reports do: they join, and hide a comment that many report, where the site wants that. A moderator's
decision ends them.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from harmblog.pagecache import bump

from .. import ranker
from ..models import Comment, Decision, Report
from .deciding import as_seen
from .holding import Gone, hold
from .recording import decided, write_log

Act, Status = Decision.Act, Comment.Status
NOT_AGAIN = dt.timedelta(days=1)  # so long, reports hide nothing that a moderator has just looked at because of some


@transaction.atomic
def report(comment: Comment, reason: str, *, counts: bool) -> None:
    """Note that a reader thinks a published comment should not be there. `counts`: nobody from there reported it
    before today; otherwise only the reason is noted. What is not published any more is reported in vain.
    """
    try:
        now = hold(comment)  # so that no decision in between ends a report that came after it
    except Gone:
        return
    if now.status != Status.APPROVED:
        return
    joined = Report.objects.get_or_create(comment=now, reason=Report.Reason(reason), defaults={"count": 0})[0]
    if counts:
        Report.objects.filter(pk=joined.pk).update(count=F("count") + 1)
        if _is_to_be_hidden(now):
            _hide(now)


def _is_to_be_hidden(comment: Comment) -> bool:
    enough = settings.REPORTS_HIDE_AFTER
    if enough < 1:
        return False
    counted = Report.objects.filter(comment=comment).aggregate(sum=Sum("count"))["sum"]
    return counted >= enough and not _was_just_answered(comment)


def _was_just_answered(comment: Comment) -> bool:
    made = Decision.objects.filter(comment=comment)
    answers = [Act.LEAVE, Act.HIDE, Act.APPROVE] if made.filter(act=Act.HIDE).exists() else [Act.LEAVE]
    return made.filter(act__in=answers, at__gt=timezone.now() - NOT_AGAIN).exists()


def _hide(comment: Comment) -> None:
    """Until a moderator has decided: no machine rejects anything, and its writer reads on the receipt what it is."""
    changes = {"status": Status.PENDING, "decided_at": None, "repeat_hash": None, "lane": Comment.Lane.URGENT}
    changes["sorted_at"] = None
    ranker.unlearn([comment])
    Comment.objects.filter(pk=comment.pk).update(**changes)
    write_log(decided(comment, act=Act.HIDE, after=Status.PENDING))
    bump(articles=False)


@transaction.atomic
def leave(seen: str, *, reports: Iterable[int], moderator: Any) -> None:
    """Answer the reports of a published comment that were looked at: it stays as it is. One that came since stays
    open. Raises Gone where the comment, its text or the reports are not what was seen.
    """
    public_id, revision = as_seen(seen)
    published = Comment.objects.with_status(Status.APPROVED).filter(public_id=public_id).first()
    if published is None:
        raise Gone
    now = hold(published)
    if (now.status, now.revision) != (Status.APPROVED, revision):
        raise Gone
    if not Report.objects.filter(comment=now, pk__in=list(reports)).delete()[0]:
        raise Gone
    write_log(decided(now, act=Act.LEAVE, moderator=moderator))

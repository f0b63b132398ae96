"""Reads the desk's lists: by keyset, so that the thousandth page costs what the first does, and without counting."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from ..models import Comment, Contact, Decision
from ..moderation import LEADS_TO
from .signs import in_words

PER_PAGE = 25
COUNTED = 1000  # waiting comments are counted up to here, and "1,000+" after: a full count would grow with a flood


@dataclass
class Listing:
    """One page of the desk: the comments, what moderators should know of each, and where the next page begins."""

    comments: list[Comment]
    next: str


def listing(status: str, after: str) -> Listing:
    """The page of comments with `status` that begins after the cursor `after`. Waiting ones come by lane, then oldest
    first, the others latest decision first. A cursor that makes no sense begins at the beginning.
    """
    comments = Comment.objects.with_status(status).select_related("article", "parent")
    if status == Comment.Status.PENDING:
        comments = comments.filter(_waits_behind(after)).order_by("lane", "pk")
    else:
        # Said aloud, so that the index which leaves out all that waits can serve.
        comments = comments.filter(_decided_before(after), decided_at__isnull=False).order_by("-decided_at", "-pk")
    found = list(comments[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    _add_what_moderators_know(page)
    return Listing(page, next=_cursor(page[-1]) if len(found) > PER_PAGE else "")


def _cursor(last: Comment) -> str:
    return f"{last.decided_at.isoformat()}_{last.pk}" if last.decided_at else f"{last.lane}_{last.pk}"


def _waits_behind(cursor: str) -> Q:
    if not re.fullmatch("[0-9]_[0-9]{1,18}", cursor):
        return Q()
    lane, pk = map(int, cursor.split("_"))
    return Q(lane__gte=lane) & (Q(lane__gt=lane) | Q(pk__gt=pk))


def _decided_before(cursor: str) -> Q:
    moment, _, pk = cursor.partition("_")
    try:
        at, key = dt.datetime.fromisoformat(moment).astimezone(dt.UTC), int(pk)
    except (ValueError, OverflowError):
        return Q()
    return Q(decided_at__lte=at) & (Q(decided_at__lt=at) | Q(pk__lt=key))


def _add_what_moderators_know(page: list[Comment]) -> None:
    approved_before = Contact.objects.approved_before(page)
    latest = latest_decisions(page)
    for comment in page:
        comment.approved_before = approved_before.get(comment.pk, 0)  # type: ignore[attr-defined]
        comment.latest_decision = latest.get(comment.pk)  # type: ignore[attr-defined]
        comment.signs = in_words(comment)  # type: ignore[attr-defined]


def latest_decisions(page: list[Comment]) -> dict[int | None, Decision]:
    """The last line of the log on each of these comments, by the comment's key."""
    decisions = Decision.objects.filter(comment__in=page).select_related("moderator").order_by("pk")
    return {decision.comment_id: decision for decision in decisions}


def waiting() -> int:
    """How many comments wait, counted up to COUNTED + 1."""
    return Comment.objects.with_status(Comment.Status.PENDING).values("pk")[: COUNTED + 1].count()


def last_act(moderator: Any) -> list[Decision]:
    """The rows of what this moderator did last, if it can still be taken back."""
    mine = Decision.objects.filter(moderator=moderator).order_by("-pk")
    last = mine.first()
    if last is None or last.act not in LEADS_TO:  # taken back already, or an answer that overwrote something
        return []
    return list(mine.standing().filter(batch=last.batch))

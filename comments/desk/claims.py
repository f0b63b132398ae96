"""Who has a comment open: a lease of a few minutes, which others see. It keeps nobody out: a decision has a guard."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from harmblog.prepared import Prepared

from ..models import Claim, Comment
from .queue import PAGE, keys_of

RUNNING = Prepared(
    lambda now, *keys: Claim.objects.filter(comment__in=keys, until__gt=now).select_related("moderator"),
    *(dt.datetime, *PAGE),
)
LEASE = dt.timedelta(minutes=5)


def claim(comment: Comment, moderator: Any) -> Claim:
    """Take the lease, or prolong one's own; where somebody else has it, that one. Returns whoever's it is now."""
    now = timezone.now()
    mine = Claim(comment=comment, moderator=moderator, until=now + LEASE)
    free = Q(until__lte=now) | Q(moderator=moderator)
    if not Claim.objects.filter(free, comment=comment).update(moderator=moderator, until=mine.until):
        Claim.objects.bulk_create([mine], ignore_conflicts=True)  # one of two who try wins
    return Claim.objects.select_related("moderator").filter(comment=comment).first() or mine


def claims_on(page: Sequence[Comment]) -> dict[int, Claim]:
    """Who has which comment of a page open now, by the comment's key. One query."""
    return {running.pk: running for running in RUNNING.objects(timezone.now(), *keys_of(page))}


def release(comment: Comment, moderator: Any) -> None:
    """Give one's own lease back."""
    Claim.objects.filter(comment=comment, moderator=moderator).delete()

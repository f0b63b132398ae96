"""Who has a comment open: a lease of a few minutes, which others see. It keeps nobody out: a decision has a guard."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ..models import Claim, Comment

LEASE = dt.timedelta(minutes=5)


def claim(comment: Comment, moderator: Any) -> Claim:
    """Take the lease, or prolong one's own; where somebody else has it, that one. Returns whoever's it is now."""
    now = timezone.now()
    mine = Claim(comment=comment, moderator=moderator, until=now + LEASE)
    free = Q(until__lte=now) | Q(moderator=moderator)
    if not Claim.objects.filter(free, comment=comment).update(moderator=moderator, until=mine.until):
        Claim.objects.bulk_create([mine], ignore_conflicts=True)  # one of two who try wins
    return Claim.objects.select_related("moderator").filter(comment=comment).first() or mine


def claims_on(comments: Iterable[Comment]) -> dict[int, Claim]:
    """Who has which of these open now, by the comment's key. One query."""
    now = timezone.now()
    running = Claim.objects.filter(comment__in=list(comments), until__gt=now).select_related("moderator")
    return {running_claim.pk: running_claim for running_claim in running}


def release(comment: Comment, moderator: Any) -> None:
    """Give one's own lease back."""
    Claim.objects.filter(comment=comment, moderator=moderator).delete()

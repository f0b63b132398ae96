"""How long somebody should wait at most, and how long this one has."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from ..models import Comment

URGENT, OTHERS = 2, 48  # hours


@dataclass(frozen=True, slots=True)
class Clock:
    """For templates: `due` is when the target is reached, for `timesince` and `timeuntil`."""

    started: dt.datetime
    due: dt.datetime
    is_late: bool


def clock(comment: Comment) -> Clock:
    urgent = comment.lane == Comment.Lane.URGENT
    name, hours = ("URGENT_TARGET_HOURS", URGENT) if urgent else ("WAITING_TARGET_HOURS", OTHERS)
    due = comment.received_at + dt.timedelta(hours=getattr(settings, name, hours))
    return Clock(comment.received_at, due, is_late=timezone.now() >= due)

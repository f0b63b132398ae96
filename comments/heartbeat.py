"""That a worker is at work: it notes the time in the database now and then, where every web machine can see it."""

import datetime as dt
import time

from django.utils import timezone

from .models import Heartbeat

PAUSE = 15.0  # seconds between two beats: each is a write
LATE = dt.timedelta(minutes=10)  # the longest of a worker's rounds on a large site takes some minutes


class Heart:
    """One worker's."""

    def __init__(self) -> None:
        self.due = time.monotonic()

    def follow(self) -> None:
        """Each round, and cheap: note the time, if the last note is old enough."""
        if time.monotonic() >= self.due:
            self.due = time.monotonic() + PAUSE
            Heartbeat.objects.update_or_create(pk=1, defaults={"at": timezone.now()})


def last() -> dt.datetime | None:
    """When a worker was last at work; None: never."""
    return Heartbeat.objects.values_list("at", flat=True).filter(pk=1).first()


def is_late(now: dt.datetime | None = None) -> bool:
    """Whether no worker has been at work for too long."""
    at = last()
    return at is None or at < (now or timezone.now()) - LATE

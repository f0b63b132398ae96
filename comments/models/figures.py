"""Counts of what was decided, who was sent a digest, and when the worker was last at work."""

from django.conf import settings
from django.db import models


class Tally(models.Model):
    """How often something was decided in a month, by act and reason; counted when it is over, for everybody to see.
    With the act "waited": the hours within which half of them were decided on.
    """

    month = models.CharField(max_length=7)  # as in 2026-11
    act = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, blank=True, default="")
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("month", "act", "reason", name="tally_once")]

    def __str__(self) -> str:
        return f"{self.month} {self.act}"


class Digest(models.Model):
    """That a moderator was mailed how much waits, so that nobody is mailed twice on one day."""

    moderator = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    day = models.DateField()

    def __str__(self) -> str:
        return f"digest of {self.day}"


class Heartbeat(models.Model):
    """One row: when a worker was last at work, so that it is noticed when none is."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"at work {self.at}"


class DataCheck(models.Model):
    """One row: when the worker last read all of the database, and how much of it was damaged."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()
    wrong = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.wrong} at {self.at:%Y-%m-%d}"

"""The append-only log: a chain in which each line holds a keyed hash over the one before.

Not managed by Django: it would make the table of SQLite anew for a later change, and lose its triggers without a word.
Migration 0007 makes both. Holds ids, never a text or an address, so that nothing in it has ever to be erased.
"""

from django.db import models
from django.utils import timezone


class LogLine(models.Model):
    """Who did what, when, to which comment. `comments.log` appends; nothing changes or deletes, see the triggers."""

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 …, without a gap
    at = models.DateTimeField()
    act = models.CharField(max_length=20)
    subject = models.CharField(max_length=40)  # a comment's public id, or another thing's id
    actor = models.BigIntegerField()  # of an account; 0: the commenter, or a program of ours
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    mac = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "comments_logline"

    def __str__(self) -> str:
        return f"{self.number} {self.act}"


class LogHead(models.Model):
    """One row: the newest line, so that a missing end is found, and so that those who append wait for each other."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField()
    mac = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "comments_loghead"

    def __str__(self) -> str:
        return str(self.number)


class LogCheck(models.Model):
    """One row: when the worker last read the log, and how much was wrong. A reminder, not a proof: `verify_log` is."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField(default=timezone.now)
    wrong = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.wrong} at {self.at:%Y-%m-%d}"

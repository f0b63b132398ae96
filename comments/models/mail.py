"""Mails on their way. A row holds neither the address nor a word of what is sent."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone

from .comment import Comment
from .contact import SealedField


class Mail(models.Model):
    """One mail to one person, written when it is sent. Its id is the Message-ID, so that it stays the same."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm"  # whether an address wants to hear from here
        DECISION = "decision"
        REPLY = "reply"
        ERASE = "erase"  # whether somebody who asks to be forgotten reads that mailbox

    class State(models.TextChoices):
        WAITING = "waiting"
        HANDING = "handing"  # being handed over: if the worker dies now, nobody knows whether it arrived
        SENT = "sent"
        UNKNOWN = "unknown"  # died while handing over: reported, never sent again
        FAILED = "failed"  # given up, reported
        DROPPED = "dropped"  # no longer wanted

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=Kind)
    # What it is about; its Contact has the address. None for ERASE, which has the typed address itself, sealed.
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="+")
    sealed = SealedField(null=True)
    once = models.CharField(max_length=100, unique=True)  # what must not be mailed twice, as in decision-17
    recipient = models.CharField(max_length=64, blank=True, default="", db_index=True)  # fingerprint, for the caps
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)  # a worker is at it
    sent_at = models.DateTimeField(null=True)
    # The two links in it, each for one purpose; hashes, and for a time.
    link_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique
    stop_hash = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - unique
    expires_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=10, blank=True, default="")  # of ERASE: "address" or "all"

    class Meta:
        indexes = [
            # By its state, all of them: SQLite does not see that a state is one of two that a condition names.
            models.Index("state", "due_at", name="mail_by_state"),
            models.Index("lease_until", name="mail_handing", condition=Q(state="handing")),
            models.Index("created_at", name="mail_request", condition=Q(kind="erase")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} mail {self.id}"

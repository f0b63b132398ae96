"""Sealed addresses, what is kept of them, and those that never want to hear from here."""

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.db.models import Count
from django.utils import timezone

from ..vault import Sealed
from .comment import Comment


class SealedField(models.BinaryField):
    """Keeps a `Sealed`: the month, a bar, the ciphertext. Serialised (dumpdata) it is `<sealed>`, like printed."""

    def from_db_value(self, value: Any, expression: object, connection: object) -> Sealed | None:
        if value is None:
            return None
        month, _, ciphertext = bytes(value).partition(b"|")
        return Sealed(month.decode(), ciphertext)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if isinstance(value, Sealed):
            value = value.month.encode() + b"|" + value.ciphertext
        return super().get_db_prep_value(value, connection, prepared)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj))


class ContactQuerySet(models.QuerySet["Contact"]):
    def untold(self) -> "ContactQuerySet":
        """Those that nobody asked to be told by."""
        return self.filter(tell_decision=False, tell_replies=False)

    def wanting(self) -> "ContactQuerySet":
        """Those that asked to be told, and of whom nobody knows yet whether the mailbox is theirs."""
        asked = self.exclude(tell_decision=False, tell_replies=False)
        return asked.filter(confirmed_at=None, sealed__isnull=False)

    def leave_alone(self) -> int:
        """Boxes off, addresses destroyed; the fingerprints stay for their time."""
        return self.update(tell_decision=False, tell_replies=False, sealed=None)

    def approved_before(self, comments: Sequence[Comment]) -> dict[int, int]:
        """How many other comments from the same address were approved, by comment id. Two queries for any number."""
        prints = {
            key: found for key, found in self.filter(comment__in=comments).values_list("pk", "fingerprint") if found
        }
        approved = self.filter(fingerprint__in=prints.values(), comment__status=Comment.Status.APPROVED)
        counts = dict(approved.values_list("fingerprint").annotate(Count("pk")))
        itself = {comment.pk for comment in comments if comment.status == Comment.Status.APPROVED}
        return {key: counts.get(found, 0) - (key in itself) for key, found in prints.items()}


class Contact(models.Model):
    """The sealed address of a commenter, a row of its own: forgetting it is a DELETE.

    Nobody wants to be told: the address goes with the decision (`sealed` None), the fingerprint after its window.
    """

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    month = models.CharField(max_length=7)  # of the sealing key, as in 2026-11
    sealed = SealedField(null=True)
    tell_decision = models.BooleanField(default=False, db_default=False)
    tell_replies = models.BooleanField(default=False, db_default=False)
    # When its owner answered our one mail. Until then nothing else is sent.
    confirmed_at = models.DateTimeField(null=True)
    # Kept by the worker, which alone has the key. None: not seen by it yet. Empty: it could not be opened.
    fingerprint = models.CharField(max_length=64, null=True, db_index=True)  # noqa: DJ001

    objects = ContactQuerySet.as_manager()

    def __str__(self) -> str:
        return "<sealed>"


class Blocked(models.Model):
    """An address that asked never to be written to again, as the worker's keyed hash."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return "<sealed>"

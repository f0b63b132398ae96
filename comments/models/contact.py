"""Sealed addresses, what is kept of them, and those that never want to hear from here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from ..vault import Sealed
from .comment import Comment
from .decision import Decision


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

    def same_writer(self, comments: Sequence[Comment], prints: Mapping[int, str | None]) -> dict[int, "Record"]:
        """What became of other comments from the same address, by comment id. `prints`: of their addresses, where
        there are any. One query for any number.
        """
        prints = {key: found for key, found in prints.items() if found}
        if not prints:
            return {}
        theirs = self.filter(fingerprint__in=prints.values(), comment__decided_at__isnull=False)
        rows = theirs.values_list("fingerprint", "comment__status").annotate(Count("pk"))
        counts = Counter({(found, status): count for found, status, count in rows})
        counts.subtract((prints.get(comment.pk, ""), comment.status) for comment in comments if comment.decided_at)
        refused = (Comment.Status.REJECTED, Comment.Status.SPAM)
        return {
            key: Record(counts[found, Comment.Status.APPROVED], sum(counts[found, status] for status in refused))
            for key, found in prints.items()
        }

    def of_known_writers(self, waiting: Sequence[Comment]) -> set[int]:
        """Those of these waiting comments, by id, whose address has something approved, and nothing that was spam or
        offered drugs. Three queries for any number.
        """
        prints = {
            key: found for key, found in self.filter(comment__in=waiting).values_list("pk", "fingerprint") if found
        }
        of_theirs = self.filter(fingerprint__in=set(prints.values())).values_list("fingerprint", flat=True)
        approved = of_theirs.filter(comment__status=Comment.Status.APPROVED)
        sourcing = Decision.objects.standing().filter(
            comment=OuterRef("pk"), act=Decision.Act.REJECT, reason=Decision.Reason.SOURCING
        )
        rejected = Q(Exists(sourcing), comment__status=Comment.Status.REJECTED)
        unwanted = of_theirs.filter(Q(comment__status=Comment.Status.SPAM) | rejected)
        known = set(approved.distinct()) - set(unwanted.distinct())
        return {key for key, found in prints.items() if found in known}


@dataclass(frozen=True, slots=True)
class Record:
    """How many comments of one writer were approved, and how many were rejected or marked as spam."""

    approved: int
    rejected: int


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

    class Meta:
        indexes = [
            models.Index("comment", name="contact_to_screen", condition=Q(fingerprint=None)),
            models.Index("comment", name="contact_to_ask", condition=Q(confirmed_at=None, sealed__isnull=False)),
        ]

    def __str__(self) -> str:
        return "<sealed>"


class Blocked(models.Model):
    """An address that asked never to be written to again, as the worker's keyed hash."""

    fingerprint = models.CharField(max_length=64, primary_key=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return "<sealed>"

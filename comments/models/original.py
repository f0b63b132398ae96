"""What stood where a moderator removed words, sealed like an address."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.utils import timezone

from .comment import Comment
from .contact import SealedField

KEPT = dt.timedelta(days=30)


class Original(models.Model):
    """The name and text of a comment before its first redaction: sealed, and gone after 30 days."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    sealed = SealedField()
    at = models.DateTimeField(default=timezone.now)
    # Who wants the redaction taken back; the worker, which alone can open it, puts the words back.
    restore_for = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return "<sealed>"

    @property
    def until(self) -> dt.datetime:
        """When it is deleted."""
        return self.at + KEPT

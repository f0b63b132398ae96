"""Break-glass: somebody asks to see what is sealed, somebody else agrees, the worker opens it, once."""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class RevealQuerySet(models.QuerySet["Reveal"]):
    def told_of(self, comment: Comment) -> "RevealQuerySet":
        """Those that the writer of a comment is told of: what was opened, whether or not somebody then looked."""
        told = self.filter(comment=comment, opened_at__isnull=False)
        return told.defer("answer", "public_key").order_by("opened_at")


class Reveal(models.Model):
    """One request to see an address or an original. What was opened is here for minutes, sealed to a key that only the
    browser of whoever asked has.
    """

    class What(models.TextChoices):
        ADDRESS = "address", _("the address")
        ORIGINAL = "original", _("the words that were removed")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a second person")
        AGREED = "agreed", _("agreed to")
        OPENED = "opened", _("opened, not looked at yet")
        SHOWN = "shown", _("shown")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("not used in time")
        GONE = "gone", _("there was nothing any more")

    OPEN = (State.ASKED, State.AGREED, State.OPENED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    what = models.CharField(max_length=10, choices=What)
    reason = models.TextField(_("reason"), max_length=1000)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    shown_at = models.DateTimeField(null=True)
    public_key = models.BinaryField()  # of the browser that asked
    answer = models.BinaryField(null=True)  # sealed to that key; deleted when it was shown

    objects = RevealQuerySet.as_manager()

    class Meta:
        # Superusers have every right; these two are looked for in somebody's groups, see `reveal.may`.
        permissions = [("ask_to_reveal", "Can ask to see what is sealed"), ("agree_to_reveal", "Can agree to that")]
        indexes = [models.Index("asked_at", name="reveal_to_open", condition=models.Q(state="agreed"))]

    def __str__(self) -> str:
        return f"request {self.id}"

"""Comments, their sealed addresses and the log of decisions.

`Comment.objects.approved()` is the one name for what may be seen, on every surface. Only `moderation.py` writes a
status. A comment has no attribute that leads to its `Contact`, and an article none that leads to its comments.
"""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from harmblog.text import ID_ALPHABET

from .vault import Sealed

NAME_LENGTH = 80


def random_id() -> str:
    """A comment's public id, of 59 bits: says nothing of when it was written, or after what."""
    return get_random_string(12, ID_ALPHABET)


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reading rules, as adjectives that chain."""

    def approved(self) -> "CommentQuerySet":
        """What may be seen. Only on articles that may be seen too: a comment under a draft stays with it."""
        # EXISTS rather than IN: one key look-up a comment, however many articles there are.
        shown = Article.objects.published().filter(pk=OuterRef("article_id"))
        return self.filter(Exists(shown), status=Comment.Status.APPROVED)

    def with_status(self, status: str) -> "CommentQuerySet":
        """For staff pages."""
        return self.filter(status=status)


class Comment(models.Model):
    """What somebody wrote under an article. Pending unless somebody decided otherwise."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        SPAM = "spam", _("Spam")

    # related_name "+": an article must not lead to comments past approved(), nor a comment to its hidden replies.
    # No index of its own: a planner would take it for the page, and walk past all that waits.
    article = models.ForeignKey(Article, models.CASCADE, related_name="+", db_index=False, verbose_name=_("article"))
    parent = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("reply to")
    )
    public_id = models.CharField(max_length=12, unique=True, default=random_id, editable=False)
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    text = models.TextField(_("text"))
    html = models.TextField(editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    received_at = models.DateTimeField(_("received at"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    receipt_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 - unique
    repeat_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - unique while waiting

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comment", "Can decide on comments")]
        indexes = [
            # Partial: a flood that only waits costs the public pages nothing, neither in reading nor in writing.
            models.Index("article", "id", name="comment_on_page", condition=Q(status="approved")),
            models.Index(
                F("decided_at").desc(), F("id").desc(), name="comment_in_feed", condition=Q(status="approved")
            ),
            models.Index("id", name="comment_waiting", condition=Q(status="pending")),
            models.Index(
                "status",
                F("decided_at").desc(),
                F("id").desc(),
                name="comment_decided",
                condition=Q(decided_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint("repeat_hash", name="comment_once_while_waiting", condition=Q(status="pending")),
        ]

    def __str__(self) -> str:
        return f"comment {self.public_id}"

    def get_absolute_url(self) -> str:
        return f"{self.article.get_absolute_url()}#comment-{self.public_id}"


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
    """The sealed address of a commenter, a row of its own: forgetting it is a DELETE."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    month = models.CharField(max_length=7)  # of the sealing key, as in 2026-11
    sealed = SealedField()
    # Kept by the worker, which alone has the key. None: not seen by it yet. Empty: it could not be opened.
    fingerprint = models.CharField(max_length=64, null=True, db_index=True)  # noqa: DJ001

    objects = ContactQuerySet.as_manager()

    def __str__(self) -> str:
        return "<sealed>"


class Ping(models.Model):
    """A pingback or trackback of an imported blog: kept apart from what people wrote, and shown nowhere."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # pingback or trackback
    name = models.CharField(max_length=300)
    url = models.TextField()
    text = models.TextField()
    received_at = models.DateTimeField()
    was_approved = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.kind} from {self.url}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> "DecisionQuerySet":
        """Decisions that were neither taken back nor overruled."""
        return self.filter(undone_by=None, comment__status=F("after"))


class Decision(models.Model):
    """One line of the log: who did what to which comment, and when. Holds no text and no address."""

    class Act(models.TextChoices):
        APPROVE = "approve", _("approved")
        REJECT = "reject", _("rejected")
        SPAM = "spam", _("marked as spam")
        UNDO = "undo", _("taken back")

    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="+")
    act = models.CharField(max_length=10, choices=Act)
    before = models.CharField(max_length=10, choices=Comment.Status)
    after = models.CharField(max_length=10, choices=Comment.Status)
    # PROTECT: an account that decided is switched off, not deleted, so the log keeps its who.
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    batch = models.UUIDField(db_index=True)  # decisions that were made in one act, and are undone in one
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("moderator", F("id").desc(), name="decision_of_moderator")]

    def __str__(self) -> str:
        return f"{self.get_act_display()} at {self.at:%Y-%m-%d %H:%M}"

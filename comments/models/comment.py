"""Comments: what readers wrote.

`Comment.objects.approved()` is the one name for what may be seen, on every surface. Only `moderation` writes a
status. A comment has no attribute that leads to its `Contact`, and an article none that leads to its comments.
"""

import datetime as dt

from django.db import connection, models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from harmblog.text import ID_ALPHABET

NAME_LENGTH = 80
UNREAD_TOO_LONG = dt.timedelta(days=30)  # the moderators are reminded then


def random_id() -> str:
    """A comment's public id, of 59 bits: says nothing of when it was written, or after what."""
    return get_random_string(12, ID_ALPHABET)


def page_url(article: Article, number: int) -> str:
    """The address of a page of an article's discussion; the first is the article's own."""
    return reverse("discussion-page", args=[article.slug, number]) if number > 1 else article.get_absolute_url()


IN_LANE = "(SELECT COUNT(*) FROM (SELECT 1 FROM comments_comment WHERE status = %s AND lane = %s LIMIT %s) AS few)"


class CommentQuerySet(models.QuerySet["Comment"]):
    """Reading rules, as adjectives that chain."""

    def approved(self) -> "CommentQuerySet":
        """What may be seen. Only on articles that may be seen too: a comment under a draft stays with it."""
        # EXISTS rather than IN: one key look-up a comment, however many articles there are.
        shown = Article.objects.published().filter(pk=OuterRef("article_id"))
        return self.filter(Exists(shown), status=Comment.Status.APPROVED)

    def approved_under(self, article: int) -> "CommentQuerySet":
        """The same under one article, by key, that its reader may see: it is not asked again whether that is so."""
        return self.filter(article=article, status=Comment.Status.APPROVED)

    def with_status(self, status: str) -> "CommentQuerySet":
        """For staff pages."""
        return self.filter(status=status)

    def waiting_by_lane(self, most: int) -> dict[int, int]:
        """How many wait in each lane, each counted up to `most`: one small query for every page of the desk."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join([IN_LANE] * len(Comment.Lane))}",
                [value for lane in Comment.Lane.values for value in (Comment.Status.PENDING.value, lane, most)],
            )
            return dict(zip(Comment.Lane.values, cursor.fetchone(), strict=True))

    def unread_since(self, now: dt.datetime | None = None) -> "CommentQuerySet":
        """Those that nobody has read for too long."""
        late = (now or timezone.now()) - UNREAD_TOO_LONG
        return self.filter(status=Comment.Status.PENDING, received_at__lte=late)

    def heads_of_lanes(self) -> "CommentQuerySet":
        """The first that waits in each lane. By key, so that a flood which waits costs nothing."""
        waiting = Comment.objects.filter(status=Comment.Status.PENDING).order_by("rank", "pk").values("pk")
        return self.filter(pk__in=[Subquery(waiting.filter(lane=lane)[:1]) for lane in Comment.Lane.values])

    def to_sort(self) -> "CommentQuerySet":
        """What waits and has not been put in its place yet, in the order of the partial index."""
        return self.filter(status=Comment.Status.PENDING, sorted_at=None).order_by("pk")

    def learnable(self) -> "CommentQuerySet":
        """What somebody decided on, with its words still; the site's own answers are nobody's decision."""
        decided = [Comment.Status.APPROVED, Comment.Status.REJECTED, Comment.Status.SPAM]
        return self.filter(status__in=decided, by_site=False).exclude(text="")

    def withdrawn(self) -> "CommentQuerySet":
        """Places whose words were taken back; one is shown, without any, where others have replied."""
        return self.filter(status=Comment.Status.WITHDRAWN)

    def said(self) -> "CommentQuerySet":
        """All that still has words, or had them until a rule forgot them."""
        return self.exclude(status=Comment.Status.WITHDRAWN)


class Comment(models.Model):
    """What somebody wrote under an article. Pending unless somebody decided otherwise."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        APPROVED = "approved", _("Approved")
        REJECTED = "rejected", _("Rejected")
        SPAM = "spam", _("Spam")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Lane(models.IntegerChoices):
        """Where in the queue. It orders, and decides nothing."""

        URGENT = 0, _("Urgent")
        ORDINARY = 1, _("Ordinary")
        SLOW = 2, _("Likely spam or sourcing")

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
    words_hash = models.CharField(max_length=64, unique=True, null=True, editable=False)  # noqa: DJ001 - unique
    repeat_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - unique while waiting
    # Counts the texts: a decision names the one that the moderator saw.
    revision = models.PositiveIntegerField(default=1, db_default=1, editable=False)
    lane = models.PositiveSmallIntegerField(_("lane"), choices=Lane, default=Lane.ORDINARY, db_default=Lane.ORDINARY)
    labels = models.CharField(_("labels"), max_length=200, blank=True, default="", db_default="")  # spaces between
    indexable = models.BooleanField(_("search engines may show it"), default=False, db_default=False)
    # Within a lane: 0 for a writer of whom something was approved before, 1 for everybody else. Order, and no more.
    rank = models.PositiveSmallIntegerField(default=1, db_default=1, editable=False)
    # When the worker put it in its place by the words that this site has learned. None: not yet, and it waits as well.
    sorted_at = models.DateTimeField(null=True, editable=False)
    # Of the discussion; given with the first publication and kept for good (`moderation.placing`). 0: none yet.
    page = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    by_site = models.BooleanField(_("an answer of the site"), default=False, db_default=False, editable=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        permissions = [("moderate_comment", "Can decide on comments")]
        indexes = [
            # Partial: a flood that only waits costs the public pages nothing, neither in reading nor in writing.
            # `status` again at its end: else SQLite reads each row to see what the condition says already.
            models.Index("article", "page", "id", "status", name="comment_on_page", condition=Q(status="approved")),
            models.Index(
                "article",
                F("decided_at").desc(),
                F("id").desc(),
                name="comment_in_article_feed",
                condition=Q(status="approved"),
            ),
            models.Index(
                F("decided_at").desc(), F("id").desc(), name="comment_in_feed", condition=Q(status="approved")
            ),
            models.Index("lane", "rank", "id", "status", name="comment_in_lane", condition=Q(status="pending")),
            models.Index("received_at", name="comment_waits_since", condition=Q(status="pending")),
            models.Index("received_at", name="comment_repeat_kept", condition=Q(repeat_hash__isnull=False)),
            # `sorted_at`, which is always empty in it: else SQLite prefers another index of what waits.
            models.Index("sorted_at", "id", name="comment_to_sort", condition=Q(status="pending", sorted_at=None)),
            models.Index("article", "page", name="comment_withdrawn", condition=Q(status="withdrawn")),
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
        return f"{page_url(self.article, self.page)}#comment-{self.public_id}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether only its place is left."""
        return self.status == self.Status.WITHDRAWN

    @property
    def seen(self) -> str:
        """The comment and its text's number, as a moderator's form names what was looked at."""
        return f"{self.public_id}-{self.revision}"

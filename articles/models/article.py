"""Articles and pages. `Article.objects.published()` is the one name for what the public may see."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmblog.markup import article_html
from harmblog.models import ShownModel, ShownQuerySet
from harmblog.text import without_controls, without_unprintable

from .slugs import SLUG_LENGTH, unique_slug
from .topic import Topic

TITLE_LENGTH, SUMMARY_LENGTH = 200, 600
EARLIEST, LATEST = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (1900, 3000))  # a year typed wrongly is neither


def site_language() -> str:
    """The language that the site is in, unless an article says otherwise."""
    return settings.LANGUAGE_CODE


class ArticleQuerySet(ShownQuerySet):
    """Reading rules, as adjectives that chain."""

    def published(self) -> "ArticleQuerySet":
        """What the public may see now; a scheduled article joins by the clock."""
        return self.filter(status=Article.Status.PUBLISHED, published_at__lte=timezone.now())

    def in_stream(self) -> "ArticleQuerySet":
        """Without the standing pages: what lists, feeds and the archive are made of."""
        return self.filter(kind=Article.Kind.ARTICLE)

    def newest_first(self) -> "ArticleQuerySet":
        return self.order_by("-published_at", "-pk")

    def for_list(self) -> "ArticleQuerySet":
        """With all that a list of articles shows, and without the bodies: three queries for any number."""
        return self.newest_first().select_related("author").prefetch_related("topics").defer("body", "body_html")

    def next_change(self) -> dt.datetime | None:
        """The next moment at which a page changes by the clock alone: an article appears or its comments close."""
        now = timezone.now()
        public = self.filter(status=Article.Status.PUBLISHED)
        appears = public.filter(published_at__gt=now).aggregate(at=Min("published_at"))["at"]
        # "Never" is often typed as a day at the end of time, after which there is no day to close on.
        days = public.filter(comments_close_on__range=(timezone.localdate(now), dt.date(9000, 1, 1)))
        last_day = days.aggregate(on=Min("comments_close_on"))["on"]
        closes = timezone.make_aware(dt.datetime.combine(last_day + dt.timedelta(1), dt.time())) if last_day else None
        return min((moment for moment in (appears, closes) if moment), default=None)


class Article(ShownModel):
    """A text with its state. The Markdown in `body` is rendered into `body_html` when it is saved, and only then."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Article")
        PAGE = "page", _("Page")  # About, Help, House rules: not in the stream

    TEXT = ("title", "summary", "content_note", "body")  # what a revision keeps

    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ARTICLE, db_default="article", editable=False)
    title = models.CharField(_("title"), max_length=TITLE_LENGTH)
    slug = models.SlugField(
        _("slug"),
        max_length=SLUG_LENGTH,
        unique=True,
        blank=True,
        allow_unicode=True,
        help_text=_("The last part of the address. Left empty, it is made from the title."),
    )
    summary = models.TextField(
        _("summary"),
        max_length=SUMMARY_LENGTH,
        blank=True,
        help_text=_("One or two sentences for lists, feeds and search engines."),
    )
    body = models.TextField(_("body"), help_text=_("Markdown. The title is the first heading; begin yours with ##."))
    body_html = models.TextField(editable=False)
    contents_html = models.TextField(
        db_default="", editable=False, blank=True
    )  # the table of contents; empty for few headings
    # Keys of sources with spaces between, in order of appearance. No JSONField: its check is refused by a SQLite that
    # trusts no schema.
    citations = models.TextField(db_default="", editable=False, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="articles", verbose_name=_("author")
    )
    topics = models.ManyToManyField(Topic, related_name="articles", blank=True, verbose_name=_("topics"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(
        _("published at"),
        null=True,
        blank=True,
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
        help_text=_("Left empty, a published article gets the present time. A time to come schedules it."),
    )
    is_pinned = models.BooleanField(
        _("pinned"), default=False, db_default=False, help_text=_("Stays on top of the front page.")
    )
    language = models.CharField(_("language"), max_length=12, default=site_language, db_default="en")
    translation_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("translation of"),
        help_text=_("The article that this one says in another language."),
    )
    reviewed_on = models.DateField(
        _("reviewed on"), null=True, blank=True, help_text=_("The day on which somebody last checked the facts.")
    )
    edition = models.PositiveIntegerField(
        default=0, db_default=0, editable=False
    )  # the revision being worked on; 0: none yet
    shown_edition = models.PositiveIntegerField(
        default=0, db_default=0, editable=False
    )  # the revision that readers see
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    content_note = models.CharField(
        _("content note"),
        max_length=200,
        blank=True,
        help_text=_("Shown before the text, as in: Describes an overdose."),
    )
    comments_open = models.BooleanField(_("comments open"), default=True)
    comments_close_on = models.DateField(
        _("comments close after"), null=True, blank=True, help_text=_("The last day on which comments are taken.")
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        indexes = [
            models.Index(
                F("published_at").desc(), F("id").desc(), name="article_public", condition=Q(status="published")
            ),
            models.Index("published_at", name="article_pinned", condition=Q(is_pinned=True)),
            models.Index("comments_close_on", name="article_closing", condition=Q(comments_close_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="article_published_has_time", condition=Q(status="draft") | Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        for name in ("title", "summary", "content_note"):
            setattr(self, name, without_controls(getattr(self, name)))
        self.body = without_unprintable(self.body)
        self.slug = self.slug or unique_slug(Article, self.title, fallback="article")
        self.body_html = article_html(self.body)
        self._give_a_time()
        super().save(*args, **kwargs)

    def _give_a_time(self) -> None:
        if self.status == self.Status.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()

    def clean(self) -> None:
        self._give_a_time()
        if not self.body.strip():
            raise ValidationError({"body": _("An article needs some text.")})

    def get_absolute_url(self) -> str:
        return reverse(self.kind, args=[self.slug])

    @property
    def byline(self) -> str:
        """The author's public name. Never the account name, which is half of a log-in."""
        return self.author.get_full_name() or settings.SITE_NAME

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and bool(self.published_at and self.published_at > timezone.now())

    @property
    def accepts_comments(self) -> bool:
        """Whether comments are taken today."""
        return self.comments_open and not (self.comments_close_on and timezone.localdate() > self.comments_close_on)


class PageManager(models.Manager[Article]):
    """Pages only."""

    def get_queryset(self) -> ArticleQuerySet:
        return ArticleQuerySet(self.model, using=self._db).filter(kind=Article.Kind.PAGE)


class Page(Article):
    """A standing page: an article outside the stream, with an address of its own at the top of the site."""

    objects = PageManager()  # type: ignore[assignment,misc]

    class Meta:
        proxy = True
        verbose_name = _("page")
        verbose_name_plural = _("pages")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = self.Kind.PAGE
        super().save(*args, **kwargs)

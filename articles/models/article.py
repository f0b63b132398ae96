"""Articles and pages. `Article.objects.published()` is the one name for what the public may see."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmblog.markup import Rendered
from harmblog.models import ShownModel
from harmblog.text import without_controls, without_unprintable

from ..index import forget, index_many
from ..rendering import render
from .querysets import ArticleQuerySet
from .slugs import SLUG_LENGTH, leads_elsewhere, unique_slug
from .topic import Topic

TITLE_LENGTH, SUMMARY_LENGTH = 200, 600
EARLIEST, LATEST = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (1900, 3000))  # a year typed wrongly is neither


def site_language() -> str:
    """The language that the site is in, unless an article says otherwise."""
    return settings.LANGUAGE_CODE


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
    contents_html = models.TextField(db_default="", editable=False, blank=True)  # empty where there are few headings
    # Keys of the sources that it cites, with spaces between, in order of appearance. No JSONField: its check is
    # refused by a SQLite that trusts no schema.
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
    # The numbers of the revision being worked on and of the one that readers see; 0: none yet.
    edition = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    shown_edition = models.PositiveIntegerField(default=0, db_default=0, editable=False)
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
            # Alone it tells what a list shows, where, how much there is and of when: no row is read for that.
            models.Index(
                "status", "kind", F("published_at").desc(), F("id").desc(), "updated_at", name="article_in_stream"
            ),
            models.Index(
                "status",
                "kind",
                F("published_at").desc(),
                F("id").desc(),
                name="article_pinned",
                condition=Q(is_pinned=True),
            ),
            models.Index(fields=["language"], name="article_language"),  # which languages there are
            models.Index("comments_close_on", name="article_closing", condition=Q(comments_close_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                name="article_published_has_time", condition=Q(status="draft") | Q(published_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        for name in ("title", "summary", "content_note"):
            setattr(self, name, without_controls(getattr(self, name)))
        self.body = without_unprintable(self.body)
        self.slug = self.slug or unique_slug(Article, self.title, fallback="article")
        self.render()
        self._give_a_time()
        super().save(*args, **kwargs)
        index_many(Article.objects.filter(pk=self.pk))  # what is stored, which may be less than what is set here

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        forget([self.pk])
        return super().delete(*args, **kwargs)

    def render(self) -> Rendered:
        """Draw the body anew, without saving it."""
        rendered = render(self.body, self.language)
        self.body_html, self.contents_html = rendered.html, rendered.contents
        self.citations = " ".join(rendered.citations)
        return rendered

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
        """The author's public name, if there is one. Never the account name, which is half of a log-in."""
        return self.author.get_full_name()

    @property
    def is_scheduled(self) -> bool:
        return self.status == self.Status.PUBLISHED and bool(self.published_at and self.published_at > timezone.now())

    @property
    def accepts_comments(self) -> bool:
        """Whether comments are taken today."""
        return self.comments_open and not (self.comments_close_on and timezone.localdate() > self.comments_close_on)

    @property
    def is_discussed(self) -> bool:
        """Whether a discussion belongs under it: under every article, and under a page whose comments are open."""
        return self.kind == self.Kind.ARTICLE or self.accepts_comments


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

    def clean(self) -> None:
        super().clean()
        if self.slug and leads_elsewhere(self.slug):
            taken = _("The site itself has something at /%(slug)s/. Choose another slug.") % {"slug": self.slug}
            raise ValidationError({"slug": taken})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kind = self.Kind.PAGE
        self.slug = self.slug or unique_slug(
            Article, self.title, fallback="page", free=lambda s: not leads_elsewhere(s)
        )
        super().save(*args, **kwargs)

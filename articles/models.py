"""Articles and topics. `Article.objects.published()` is the one name for what the public may see."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Min, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from harmblog.markup import article_html
from harmblog.models import ShownModel, ShownQuerySet
from harmblog.text import without_controls, without_unprintable

SLUG_LENGTH = 200
EARLIEST, LATEST = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (1900, 3000))  # a year typed wrongly is neither


def unique_slug(model: "type[Topic] | type[Article]", text: str, *, fallback: str) -> str:
    """A slug made from `text` that no other row of `model` has: sleep, then sleep-2, sleep-3 and so on."""
    base = slugify(text, allow_unicode=True)[: SLUG_LENGTH - 8].strip("-") or fallback
    taken = set(model._default_manager.filter(slug__startswith=base).values_list("slug", flat=True))
    slug, number = base, 2
    while slug in taken:
        slug, number = f"{base}-{number}", number + 1
    return slug


class Topic(ShownModel):
    """What articles are about; each has a page."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=SLUG_LENGTH, unique=True, blank=True, allow_unicode=True)
    description = models.TextField(_("description"), max_length=500, blank=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.name, self.description = without_controls(self.name), without_controls(self.description)
        self.slug = self.slug or unique_slug(Topic, self.name, fallback="topic")
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])


class ArticleQuerySet(ShownQuerySet):
    """Reading rules, as adjectives that chain."""

    def published(self) -> "ArticleQuerySet":
        """What the public may see now; a scheduled article joins by the clock."""
        return self.filter(status=Article.Status.PUBLISHED, published_at__lte=timezone.now())

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

    title = models.CharField(_("title"), max_length=200)
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
        max_length=300,
        blank=True,
        help_text=_("One or two sentences for lists, feeds and search engines."),
    )
    body = models.TextField(_("body"), help_text=_("Markdown. The title is the first heading; begin yours with ##."))
    body_html = models.TextField(editable=False)
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
        return reverse("article", args=[self.slug])

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

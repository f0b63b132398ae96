"""Topics: what articles are about."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmblog.models import ShownModel, ShownQuerySet
from harmblog.text import without_controls

from .slugs import SLUG_LENGTH, unique_slug


class TopicQuerySet(ShownQuerySet):
    def featured(self) -> "TopicQuerySet":
        """Those that the front page names."""
        return self.filter(is_featured=True)


class Topic(ShownModel):
    """What articles are about; each has a page."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=SLUG_LENGTH, unique=True, blank=True, allow_unicode=True)
    description = models.TextField(_("description"), max_length=500, blank=True)
    is_featured = models.BooleanField(
        _("on the front page"),
        default=True,
        db_default=True,
        help_text=_("Its own page and feed are there in any case."),
    )

    objects = TopicQuerySet.as_manager()

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

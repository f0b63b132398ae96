"""Who writes: what readers may know of an author."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmblog.markup import article_html
from harmblog.models import ShownModel, ShownQuerySet
from harmblog.text import without_unprintable

from .slugs import SLUG_LENGTH, unique_slug


class Profile(ShownModel):
    """An author's page. The name is the account's full name; the account name itself is never shown."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile", verbose_name=_("author")
    )
    slug = models.SlugField(_("slug"), max_length=SLUG_LENGTH, unique=True, blank=True, allow_unicode=True)
    biography = models.TextField(
        _("biography"), max_length=2000, blank=True, help_text=_("Markdown. A few sentences about who writes here.")
    )
    biography_html = models.TextField(editable=False, blank=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        verbose_name = _("author page")
        verbose_name_plural = _("author pages")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.biography = without_unprintable(self.biography)
        self.slug = self.slug or unique_slug(Profile, self.name, fallback="author")
        self.biography_html = article_html(self.biography)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])

    @property
    def name(self) -> str:
        return self.user.get_full_name()

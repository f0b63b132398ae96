"""Who writes: what readers may know of an author."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from harmblog.htmltext import plain_text
from harmblog.language import speaking
from harmblog.markup import article_html
from harmblog.models import ShownModel, ShownQuerySet
from harmblog.text import without_unprintable

from .article import Article
from .slugs import SLUG_LENGTH, unique_slug


class ProfileQuerySet(ShownQuerySet):
    def named(self) -> "ProfileQuerySet":
        """Those under a name that readers may know."""
        return self.exclude(user__first_name="", user__last_name="").select_related("user")

    def public(self) -> "ProfileQuerySet":
        """Those with a page: under such a name, and with something to say or to read."""
        writing = Article.objects.published().in_stream().filter(author=OuterRef("user"))
        return self.named().filter(~Q(biography="") | Exists(writing))


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

    objects = ProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("author page")
        verbose_name_plural = _("author pages")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.biography = without_unprintable(self.biography)
        self.slug = self.slug or unique_slug(Profile, self.name, fallback="author")
        with speaking(settings.LANGUAGE_CODE):  # as the page does, whoever saves it
            self.biography_html = article_html(self.biography)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("author", args=[self.slug])

    @property
    def name(self) -> str:
        return self.user.get_full_name()

    @property
    def summary(self) -> str:
        """The biography as plain text."""
        return plain_text(self.biography_html)

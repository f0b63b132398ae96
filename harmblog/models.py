"""The pages' generation number, what it means for a model to be shown on them, and the site's own words."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from .markup import short_html
from .navigation import Link, navigation, navigation_errors
from .staff.models import AuthenticatorApp, Passkey, RecoveryCode, StaffSession
from .text import without_controls, without_unprintable

__all__ = [
    "AuthenticatorApp",
    "Generation",
    "Imported",
    "Passkey",
    "RecoveryCode",
    "ShownModel",
    "ShownQuerySet",
    "Site",
    "StaffSession",
    "bump",
]


class Generation(models.Model):
    """One row, which counts the changes of what a reader can see."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


def bump() -> None:
    """Make every kept page unreachable. Called last inside the transaction of the change itself, so that both or
    neither happen: a process killed after the commit cannot leave a stale page behind.
    """
    row = Generation.objects.filter(pk=1)
    if not row.update(number=F("number") + 1):
        Generation.objects.get_or_create(pk=1)
        row.update(number=F("number") + 1)


class ShownQuerySet(models.QuerySet[Any]):
    """Rows that readers see: deleting several at once is a change of the pages too."""

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        result = super().delete()
        bump()
        return result

    # As Django's own: no manager deletes everything.
    delete.queryset_only = True  # type: ignore[attr-defined]


class ShownModel(models.Model):
    """A row that readers see: saving or deleting it renews the pages. What passes by that (`update` on a query,
    `article.topics.add`) does not: call `bump` after it.
    """

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        bump()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        result = super().delete(*args, **kwargs)
        bump()
        return result


class Site(ShownModel):
    """One row: the site's name and words, edited by admins. Where it is not there yet, the settings speak."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name"), max_length=100)
    tagline = models.CharField(_("line under the name"), max_length=200, blank=True)
    navigation = models.TextField(
        _("navigation"),
        blank=True,
        help_text=_("One link a line, as in: Help | /help/. They follow Articles and Archive."),
    )
    footer = models.TextField(_("footer"), blank=True, help_text=_("Markdown, on every page."))
    footer_html = models.TextField(editable=False, blank=True)
    licence = models.CharField(_("licence"), max_length=100, blank=True, help_text=_("As in CC BY-SA 4.0."))
    licence_url = models.URLField(_("address of the licence"), blank=True)
    review_after = models.PositiveSmallIntegerField(
        _("months after which an article is due for review"), default=12, help_text=_("0: never.")
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("site")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        for name in ("name", "tagline", "licence"):
            setattr(self, name, without_controls(getattr(self, name)))
        self.footer = without_unprintable(self.footer)
        self.pk, self.footer_html = 1, short_html(self.footer)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if wrong := navigation_errors(self.navigation):
            raise ValidationError({"navigation": wrong})
        if self.licence_url and not self.licence:
            raise ValidationError({"licence": _("Name the licence that the address below leads to.")})

    @property
    def links(self) -> list[Link]:
        """The navigation, as far as it can be read."""
        return navigation(self.navigation)

    @classmethod
    def current(cls) -> "Site":
        """The site's row. Where it is not there, or has no name yet, the settings speak. One query by primary key."""
        site = cls.objects.filter(pk=1).first() or cls()
        return site if site.name else site._as_set()

    @classmethod
    def without_database(cls) -> "Site":
        """What the settings say, for the page that has to be shown when the database fails."""
        return cls()._as_set()

    def _as_set(self) -> "Site":
        self.name, self.tagline = settings.SITE_NAME, settings.SITE_TAGLINE
        return self


class Imported(models.Model):
    """What was brought here from another site, by the name that it had there; nothing is brought twice."""

    origin = models.CharField(max_length=300)  # the other site's address
    kind = models.CharField(max_length=20)
    external_id = models.CharField(max_length=100)
    object_id = models.BigIntegerField(null=True)  # None: looked at and left out

    class Meta:
        constraints = [models.UniqueConstraint("origin", "kind", "external_id", name="imported_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id} of {self.origin}"

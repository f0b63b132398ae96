"""The pages' generation number, what it means for a model to be shown on them, and the site's own words."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from .markup import short_html
from .navigation import Link, navigation, navigation_errors
from .pages import outside
from .pages.mark import of_this_site
from .prepared import Prepared
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


PAGES, ARTICLES = 1, 2  # rows of the table of generations


class Generation(models.Model):
    """Two rows: one counts the changes of what a reader can see, the other those of articles and topics among them."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


def bump(*, articles: bool = True, takes_away: bool = True) -> None:
    """Make every kept page unreachable. Called last inside the transaction of the change itself, so that both or
    neither happen: a process killed after the commit cannot leave a stale page behind for longer than a second.

    `articles=False`: only a comment has changed, so what was counted of all articles still holds. `takes_away=False`:
    something is only added, and nginx may go on showing a page from before while nothing answers.
    """
    if articles:
        _count_on(ARTICLES)
    number, mark = _count_on(PAGES), of_this_site()
    before = mark.number
    mark.renew()  # for what is drawn inside this transaction

    def say() -> None:
        # Of two whose commits come one upon the other, the first may be the last to say so.
        present = mark.number
        mark.renew(present if present != before and present > number else number)
        if takes_away:
            outside.another_name()

    transaction.on_commit(say, robust=True)


def _count_on(row: int) -> int:
    with connection.cursor() as cursor:
        for _attempt in range(2):
            cursor.execute("UPDATE harmblog_generation SET number = number + 1 WHERE id = %s RETURNING number", [row])
            if rows := cursor.fetchall():
                return rows[0][0]
            Generation.objects.get_or_create(pk=row)  # the very first change
    raise Generation.DoesNotExist


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
        site = THE_SITE.first() or cls()
        return site if site.name else site._as_set()

    @classmethod
    def without_database(cls) -> "Site":
        """What the settings say, for the page that has to be shown when the database fails."""
        return cls()._as_set()

    def _as_set(self) -> "Site":
        self.name, self.tagline = settings.SITE_NAME, settings.SITE_TAGLINE
        return self


THE_SITE = Prepared(lambda: Site.objects.filter(pk=1))


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

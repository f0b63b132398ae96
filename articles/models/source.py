"""Sources: what an article's claims rest on, cited in the text by key, as in [@swogger2019]."""

from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from harmblog.markup import CITATION_KEY
from harmblog.models import ShownModel, ShownQuerySet
from harmblog.text import without_controls


class Source(ShownModel):
    """One publication of the site's library; any number of articles may cite it."""

    class Kind(models.TextChoices):
        ARTICLE = "article", _("Journal article")
        BOOK = "book", _("Book")
        CHAPTER = "chapter", _("Chapter in a book")
        REPORT = "report", _("Report")
        WEB = "web", _("Web page")
        OTHER = "other", _("Something else")

    key = models.CharField(
        _("key"),
        max_length=100,
        unique=True,
        validators=[
            RegexValidator(rf"^{CITATION_KEY}\Z", _("Letters, digits and simple marks only, as in swogger2019."))
        ],
        help_text=_("What the text cites it by: [@swogger2019]."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ARTICLE)
    authors = models.TextField(
        _("authors"),
        blank=True,
        help_text=_("One a line, family name first: Swogger, Marc. An organisation goes on a line as it is."),
    )
    year = models.CharField(_("year"), max_length=20, blank=True)
    title = models.CharField(_("title"), max_length=1000)
    container = models.CharField(
        _("published in"), max_length=500, blank=True, help_text=_("The journal, book, series or site.")
    )
    doi = models.CharField(_("DOI"), max_length=250, blank=True, help_text=_("As in 10.1000/xyz123."))
    url = models.URLField(_("address"), max_length=1000, blank=True)
    accessed_on = models.DateField(_("accessed on"), null=True, blank=True)

    objects = ShownQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.key

    def save(self, *args: Any, **kwargs: Any) -> None:
        for name in ("authors", "year", "title", "container"):
            setattr(self, name, without_controls(getattr(self, name)).strip())
        super().save(*args, **kwargs)

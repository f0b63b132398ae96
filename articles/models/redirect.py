"""Addresses that used to lead somewhere, and still do."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .article import Article
from .topic import Topic


class Redirect(models.Model):
    """An old address of an article or a topic. It names the thing, not its next address, so there are no chains."""

    old_path = models.CharField(
        _("old address"),
        max_length=800,
        unique=True,
        help_text=_("From the first slash, as in /2019/05/sleep/ or /?p=12"),
    )
    article = models.ForeignKey(
        Article, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("article")
    )
    topic = models.ForeignKey(Topic, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("topic"))

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        constraints = [
            models.CheckConstraint(
                name="redirect_leads_to_one",
                condition=Q(article=None, topic__isnull=False) | Q(article__isnull=False, topic=None),
            ),
        ]

    def __str__(self) -> str:
        return self.old_path

"""What was written when: revisions, text that was not saved yet, who is at it, and links for a private look."""

import secrets

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .article import SUMMARY_LENGTH, TITLE_LENGTH, Article

KEY_BYTES = 24  # of a preview link: more than anybody can guess


def preview_key() -> str:
    """The secret part of a preview link's address."""
    return secrets.token_urlsafe(KEY_BYTES)


class Text(models.Model):
    """The words of an article at one moment; the same four everywhere (`Article.TEXT`)."""

    title = models.CharField(_("title"), max_length=TITLE_LENGTH, blank=True)
    summary = models.TextField(_("summary"), max_length=SUMMARY_LENGTH, blank=True)
    content_note = models.CharField(_("content note"), max_length=200, blank=True)
    body = models.TextField(_("body"), blank=True)

    class Meta:
        abstract = True


class Revision(Text):
    """A saved text. Never changed; the article's `edition` names the one that is being worked on, its
    `shown_edition` the one that readers see.
    """

    class Kind(models.TextChoices):
        SAVED = "saved", _("saved")
        RESTORED = "restored", _("restored")
        ASIDE = "aside", _("kept aside: somebody else had saved first")

    article = models.ForeignKey(Article, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SAVED)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("editor"))
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        constraints = [models.UniqueConstraint("article", "number", name="revision_number_once")]

    def __str__(self) -> str:
        return f"revision {self.number}"


class UnsavedText(Text):
    """What an editor has typed and not saved, of an article or (None) of one that is not there yet."""

    article = models.ForeignKey(Article, models.CASCADE, null=True, related_name="+")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    based_on = models.PositiveIntegerField(default=0)  # the edition that was opened
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint("editor", "article", name="unsaved_once"),
            models.UniqueConstraint("editor", name="unsaved_new_once", condition=models.Q(article=None)),
        ]

    def __str__(self) -> str:
        return f"text of {self.at:%Y-%m-%d %H:%M}, not saved"


class Editing(models.Model):
    """Who has an article open, and when their editor was last heard of."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("article", "editor", name="editing_once")]

    def __str__(self) -> str:
        return f"{self.editor} at {self.seen_at:%H:%M}"


class PreviewLink(models.Model):
    """A private address of an article being written, for somebody without an account. Deleted, it is closed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="preview_links")
    key = models.CharField(max_length=64, unique=True, default=preview_key, editable=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"preview link until {self.expires_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("private-preview", args=[self.key])

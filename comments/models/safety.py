"""Safety notes: what readers should know beside a comment that is published all the same."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from harmblog.language import own_names

from .comment import Comment


class SafetyTemplate(models.Model):
    """What a safety note is about, in words for moderators. Its texts are versions, in several languages."""

    key = models.SlugField(_("key"), max_length=40, unique=True)
    title = models.CharField(_("title, for moderators"), max_length=100)
    retracted_at = models.DateTimeField(_("retracted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("safety note")
        verbose_name_plural = _("safety notes")

    def __str__(self) -> str:
        return self.title


class SafetyTextQuerySet(models.QuerySet["SafetyText"]):
    def newest(self) -> "SafetyTextQuerySet":
        """The present version in each language."""
        same = SafetyText.objects.filter(template=OuterRef("template"), language=OuterRef("language"))
        return self.filter(~Exists(same.filter(version__gt=OuterRef("version"))))


class SafetyText(models.Model):
    """One version of a safety note in one language; never changed, only followed by a newer one."""

    template = models.ForeignKey(SafetyTemplate, models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=600)
    source = models.CharField(_("source"), max_length=300)
    source_url = models.URLField(_("address of the source"), max_length=500, blank=True)
    reviewed_on = models.DateField(_("reviewed on"))
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = SafetyTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a safety note")
        verbose_name_plural = _("texts of a safety note")
        constraints = [models.UniqueConstraint("template", "language", "version", name="safety_text_version")]

    def __str__(self) -> str:
        return f"{own_names().get(self.language, self.language)} {self.version}"


class SafetyNote(models.Model):
    """A safety note under one comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    template = models.ForeignKey(SafetyTemplate, models.PROTECT, related_name="+")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("comment", "template", name="safety_note_once")]

    def __str__(self) -> str:
        return f"safety note on {self.comment_id}"

"""What this site has learned from its own decisions, and the words that its admins look for."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Learned(models.Model):
    """That a comment was counted, and as what. What is forgotten is subtracted first."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    unwanted = models.BooleanField()

    def __str__(self) -> str:
        return f"learned {self.comment_id}"


class Token(models.Model):
    """In how many wanted and unwanted comments a word stood. The word is a keyed hash: no table holds what was said."""

    key = models.BigIntegerField(primary_key=True)
    wanted = models.IntegerField(default=0)
    unwanted = models.IntegerField(default=0)

    def __str__(self) -> str:
        return str(self.key)


class Model(models.Model):
    """One row: how many comments were learned, and by which way of cutting words and which key."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    wanted = models.IntegerField(default=0)
    unwanted = models.IntegerField(default=0)
    made_with = models.CharField(max_length=64, blank=True, default="")

    def __str__(self) -> str:
        return self.made_with


class WordList(models.Model):
    """Words that admins want to be told of: they label and sort, and never decide."""

    class Label(models.TextChoices):
        SOURCING = "sourcing", _("sourcing")
        VENDOR = "vendor", _("a link to a vendor")
        SPAM = "spam", _("spam")
        URGENT = "urgent", _("urgent")
        DOSE = "dose", _("a claim about doses or mixtures")

    label = models.CharField(_("label"), max_length=20, choices=Label)
    words = models.TextField(_("words"), max_length=20_000)
    reason = models.CharField(_("reason, as moderators read it"), max_length=200)
    is_active = models.BooleanField(_("in use"), default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("list of words")
        verbose_name_plural = _("lists of words")

    def __str__(self) -> str:
        return f"{self.get_label_display()}: {self.reason}"

"""Images: the description that stands for each, and where its files are."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from harmblog.models import ShownModel, ShownQuerySet
from harmblog.text import ID_ALPHABET


def image_key() -> str:
    """What an article's text calls an image by, as in ![](image:k3f7q2xw)."""
    return get_random_string(8, ID_ALPHABET)


class Image(ShownModel):
    """An uploaded image, re-encoded: `widths` are the pixels of its files, `name` begins their names."""

    key = models.CharField(max_length=8, unique=True, default=image_key, editable=False)
    name = models.CharField(max_length=100, editable=False)
    widths = models.CharField(max_length=60, editable=False)  # as in "480 960 1440"
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(
        _("description"),
        max_length=500,
        blank=True,
        help_text=_("What somebody who cannot see the image should know of it."),
    )
    is_decorative = models.BooleanField(
        _("only decoration"), default=False, help_text=_("It says nothing that the text does not say.")
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded at"), default=timezone.now, editable=False)

    objects = ShownQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at", "-pk"]
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = [
            models.CheckConstraint(name="image_is_described", condition=Q(is_decorative=True) | ~Q(alt="")),
        ]

    def __str__(self) -> str:
        return self.alt or self.key

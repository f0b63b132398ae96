"""Images kept: their files in Django's storage, named by content; their rows; and what a page needs of them.

A file is never changed and may belong to several rows: the same image uploaded twice is stored once.
"""

import hashlib
import logging
import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO

from django.conf import settings
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from harmblog.markup import Figure
from harmblog.text import without_controls

from .models.image import Image
from .uploads import Cleaned, Refused

__all__ = ["Cleaned", "Refused", "delete_image", "figures", "markdown", "read_image", "store_image"]

DEFAULT_WIDTH = 960  # for browsers and feed readers that do not choose

log = logging.getLogger(__name__)


def file_names(image: Image) -> dict[int, str]:
    """The name of an image's file in the storage for each width, smallest first."""
    return {int(width): f"{image.name}-{width}.webp" for width in image.widths.split()}


def read_image(file: BinaryIO) -> Cleaned:
    """Make clean images of what was uploaded. Raises Refused."""
    # Pillow is loaded with the first image: no reader's page needs it, nor the worker.
    from . import pixels

    return pixels.read_image(file)


@transaction.atomic
def store_image(cleaned: Cleaned, *, alt: str, is_decorative: bool, uploaded_by: User) -> Image:
    """Keep an image. Raises Refused when the storage does not take it; then nothing is left of it."""
    digest = hashlib.sha256(b"".join(cleaned.files.values())).hexdigest()[:16]
    image = Image(
        name=f"images/{digest}",
        widths=" ".join(map(str, cleaned.files)),
        width=cleaned.width,
        height=cleaned.height,
        alt=without_controls(alt).strip(),
        is_decorative=is_decorative,
        uploaded_by=uploaded_by,
    )
    _wait_for_others(image)
    written: list[str] = []
    try:
        for name, data in zip(file_names(image).values(), cleaned.files.values(), strict=True):
            if not _is_there(name, data):
                written.append(name)
                _write(name, data)
    except Exception as error:  # each storage has errors of its own
        log.exception("An image could not be stored")
        _try_to_remove(written)
        raise Refused(_("The image could not be stored just now. Nothing else is lost; try again later.")) from error
    image.save()
    return image


def _wait_for_others(image: Image) -> None:
    """Until nobody else is deleting these very files. (On SQLite, a transaction is alone anyway.)"""
    list(Image.objects.select_for_update().filter(name=image.name).order_by("pk").values_list("pk"))


def _is_there(name: str, data: bytes) -> bool:
    """Whether the whole file is there: a process killed while writing leaves a part of one."""
    return default_storage.exists(name) and default_storage.size(name) == len(data)


def _write(name: str, data: bytes) -> None:
    default_storage.delete(name)
    kept_as = default_storage.save(name, ContentFile(data))
    if kept_as != name:  # somebody wrote the same file in this moment, and ours got another name
        default_storage.delete(kept_as)


def _try_to_remove(names: list[str]) -> None:
    for name in names:
        try:
            default_storage.delete(name)
        except Exception:  # the storage is what is broken
            log.exception("A file of an image that was not stored could not be removed")


@transaction.atomic
def delete_image(image: Image) -> None:
    """Delete an image, and its files where no other one uses them. The files go first: if the storage fails (Refused),
    the row is still there to try again from.
    """
    _wait_for_others(image)
    if not Image.objects.filter(name=image.name).exclude(pk=image.pk).exists():
        try:
            for name in file_names(image).values():
                default_storage.delete(name)
        except Exception as error:
            log.exception("An image could not be deleted")
            raise Refused(
                _("The files could not be deleted just now. The image is still listed; try again.")
            ) from error
    image.delete()


def figure(image: Image) -> Figure:
    """What a page needs to show an image."""
    address = {width: f"{settings.MEDIA_URL}{name}" for width, name in file_names(image).items()}
    return Figure(
        src=address[max((width for width in address if width <= DEFAULT_WIDTH), default=min(address))],
        srcset=", ".join(f"{url} {width}w" for width, url in address.items()),
        width=image.width,
        height=image.height,
        alt="" if image.is_decorative else image.alt,
    )


def figures(keys: Iterable[str]) -> Mapping[str, Figure]:
    """The images of an article by their keys, in one query. A key that there is no image for is left out."""
    wanted = set(keys)
    return {image.key: figure(image) for image in Image.objects.filter(key__in=wanted)} if wanted else {}


def markdown(image: Image, caption: str = "") -> str:
    """What to write into an article where the image belongs."""
    alt = "" if image.is_decorative else _escaped(r"[\\\[\]`<&]", image.alt)
    title = _escaped(r"[\\\"&]", caption)
    return f'![{alt}](image:{image.key} "{title}")' if title else f"![{alt}](image:{image.key})"


def _escaped(special: str, text: str) -> str:
    """On one line, and with nothing in it that would end it early."""
    return re.sub(special, r"\\\g<0>", " ".join(text.split()))

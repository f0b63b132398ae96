"""Attachments: found in a copy of the old site's uploads, cleaned like any upload, and known to the texts by what they
were called there. Without a copy they are listed, so that nobody finds out years later.
"""

import posixpath
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.contrib.auth.models import User
from django.db import transaction

from articles.images import Cleaned, Refused, markdown, read_image, store_image
from articles.models import Image
from articles.pixels import WIDTHS, cleaned_before
from articles.uploads import MAX_BYTES
from harmblog.text import ID_ALPHABET

from .. import own
from ..records import Item
from .addresses import holds_address
from .articles import class_of, moment
from .authors import Authors
from .memory import name_for
from .run import Run, plain

KIND = "attachment"
ALT_LENGTH = 500
_UPLOADS = re.compile(r"/(?:wp-content/uploads|media)/+(.+)")
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w+$)|-scaled(?=\.\w+$)|-rotated(?=\.\w+$)")


class Unusable(Exception):
    """A file cannot become an image here. Its message says why."""


def bring(path: Path, *, alt: str, author: int, own: bool = False) -> Image:
    """Clean and store an image, like any upload; `own`: as it is, if it is one that we have cleaned before. One without
    a description is decoration until somebody gives it one: a wrong description would be worse for who hears it.
    Raises Unusable.
    """
    try:
        cleaned = (own and cleaned_before(_of_all_widths(path))) or _cleaned(path)
        uploaded_by = User.objects.get(pk=author)
        return store_image(cleaned, alt=alt, is_decorative=not alt, uploaded_by=uploaded_by)
    except Refused as refused:
        raise Unusable("; ".join(refused.messages)) from None
    except OSError as error:
        raise Unusable(f"the file cannot be read ({error.strerror})") from None


def _cleaned(path: Path) -> Cleaned:
    with path.open("rb") as file:
        return read_image(file)


def _of_all_widths(path: Path) -> dict[int, bytes]:
    """The files of an image of ours, of which this is the largest."""
    name, _dash, largest = path.stem.rpartition("-")
    widths = sorted({*WIDTHS, int(largest)} if re.fullmatch("[0-9]{1,4}", largest) else ())
    files = {width: path.with_name(f"{name}-{width}.webp") for width in widths}
    return {
        width: file.read_bytes()
        for width, file in files.items()
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= MAX_BYTES
    }


NOT_KEPT = "dry-run"  # the key of an image where nothing is stored: the texts are converted as if it were here


class Attachments:
    """The attachments of a file, by number and by path."""

    def __init__(self, run: Run, authors: Authors) -> None:
        self._run, self._authors = run, authors
        self._keys: dict[str, str] = {}
        self._of_item: dict[str, list[str]] = {}
        self.listed: dict[str, list[str]] = {}

    def arrive(self, item: Item) -> None:
        """One more attachment."""
        ledger, line = self._run.ledger, class_of(item)
        name = name_for(item.id or item.guid or item.link or f"item {item.number}")
        known = self._run.memory.known(KIND, [name])
        if name in known:
            ledger.here[line] += 1
            self._remember(item, _key_of(known[name]))
            return
        try:
            key = self._bring(item, name)
        except Unusable as reason:
            ledger.left_out(line, str(reason))
            address = item.attachment_url or item.guid
            shown = address if address and not holds_address(address) else item.place
            self.listed.setdefault(str(reason), []).append(shown)
            return
        ledger.made[line] += 1
        self._remember(item, key)

    def of_item(self, identity: str) -> list[str]:
        """The numbers of the attachments that were uploaded to an item."""
        return self._of_item.get(identity, [])

    def markdown(self, source: str, identity: str, alt: str, caption: str) -> str | None:
        """The image as a text calls it, by its number or its address; None for one that is not here."""
        key = self._keys.get(f"#{identity}") if identity else None
        key = key or self._keys.get(_path(source))
        if not key:
            return None
        image = Image(key=key, alt=plain(alt, ALT_LENGTH))
        return markdown(image, plain(caption, 1000))

    def _remember(self, item: Item, key: str) -> None:
        if key:
            self._keys[f"#{item.id}"] = self._keys[_path(item.attachment_url)] = key
            self._of_item.setdefault(item.parent, []).append(item.id)

    def _bring(self, item: Item, name: str) -> str:
        """The key that texts call it by."""
        if not self._run.media:
            raise Unusable("no folder of files was given (--media)")
        path = find(self._run.media, item)
        author = self._authors.of(item.creator)
        meta = dict(item.meta)
        extra = own.of_item(item.meta)
        alt = own.words(extra, "alt", ALT_LENGTH) or plain(meta.get("_wp_attachment_image_alt", ""), ALT_LENGTH)
        if not alt and not extra:
            alt = plain(item.title, ALT_LENGTH)
            self._run.ledger.remark("images described by their title only, or not at all: worth a look", item.place)
        if author is None:
            return NOT_KEPT
        with transaction.atomic():
            image = bring(path, alt=alt, author=author, own=self._run.own)
            self._say_what_we_said(image, item, extra)
            self._run.memory.keep(KIND, {name: image.pk})
        return image.key

    def _say_what_we_said(self, image: Image, item: Item, extra: dict[str, Any]) -> None:
        """A file of our own names the image as its texts do."""
        key, at = own.words(extra, "key", 8), moment(item.date, item.date_gmt).utc
        if re.fullmatch(f"[{ID_ALPHABET}]{{8}}", key) and not Image.objects.filter(key=key).exists():
            image.key = key
        image.uploaded_at = at or image.uploaded_at
        image.save()


def _key_of(pk: int | None) -> str:
    return Image.objects.filter(pk=pk or 0).values_list("key", flat=True).first() or ""


def _path(source: str) -> str:
    """A file by its place under the uploads, whatever its host, and the original of a smaller copy."""
    return _SIZE.sub("", _under_uploads(source))


def _under_uploads(address: str) -> str:
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:
        return ""
    found = _UPLOADS.search(path)
    return found[1] if found else path.lstrip("/")


def find(folder: Path, item: Item) -> Path:
    """The file of an attachment in the folder, and nowhere else. Raises Unusable."""
    root = folder.resolve()
    attached = dict(item.meta).get("_wp_attached_file", "")
    for place in (_under_uploads(item.attachment_url), attached):
        relative = posixpath.normpath(place).lstrip("/")
        if not place or "\0" in place or relative.startswith(".."):
            continue
        try:
            path = (root / relative).resolve()
            if path.is_relative_to(root) and path.is_file():
                return path
        except (OSError, RuntimeError):  # a name that is too long, or links in a circle
            continue
    raise Unusable("not found in the folder of files")

"""Images and what can be played: the site's own form of an image, or a link. Nothing is embedded."""

import re
from urllib.parse import urlsplit

from .context import Context
from .escape import escaped
from .inline import link_to
from .tree import Node

_ITSELF = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp)(?:\?|$)|attachment_id=", re.IGNORECASE)


def picture(node: Node, context: Context, caption: str = "", identity: str = "") -> list[str]:
    """An `img` with the caption that belongs to it."""
    get = node.attributes.get
    source = next((at for at in (get("src"), get("data-src")) if at and not at.startswith("data:")), "")
    if not source:
        context.note("image without an address dropped")
        return [escaped(caption, rich=True)] if caption else []
    known = re.search(r"\bwp-image-(\d+)", get("class", ""))
    identity = known[1] if known else get("data-id", "") or identity
    return image(source, identity, get("alt", ""), caption, context)


def image(source: str, identity: str, alt: str, caption: str, context: Context) -> list[str]:
    """The site's own form of an image, or a link to it."""
    alt = " ".join(alt.split())
    if made := context.image(source, identity, alt, caption):
        return [made]
    if not source:
        context.note(f"image of a gallery that is not in the file: {identity}")
        return []
    label = f"Image: {alt}" if alt else "Image"
    return [link_to(escaped(label, rich=True), source, context), *([escaped(caption, rich=True)] if caption else [])]


def media_link(source: str, name: str, context: Context) -> list[str]:
    """A link to something to play, or to an embedded page."""
    if not source:
        context.note(f"{name.lower()} without an address dropped")
        return []
    source = f"https:{source}" if source.startswith("//") else source
    place = (urlsplit(source).hostname or source) if name == "Embedded" else source.rpartition("/")[2] or source
    return [link_to(escaped(f"{name}: {place}", rich=True), source, context)]


def note_link(link: Node, context: Context) -> None:
    """A link around an image or block is dropped. A picture's link to itself needs no word."""
    href = link.attributes.get("href", "")
    if href and not _ITSELF.search(href):
        context.note(f"link around an image or block dropped: {href[:200]}")

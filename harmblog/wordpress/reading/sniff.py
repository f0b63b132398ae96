"""Is this a WordPress export at all? If not, what is it, and what can be done."""

import re

from django.utils.translation import gettext as _

from ..records import Report
from .source import Source

NO_DOCTYPE = "document type or entity declaration ignored"
PROLOGUE = "text before the XML prologue skipped"
NO_NAMESPACE = "namespace of WordPress not declared"
_LOOK = 1024 * 1024  # characters in which the beginning has to be found

_START = re.compile(r"<(?:rss|channel|item)[\s>]")
_NAMESPACE = re.compile(r"""xmlns(?::[\w.-]+)?\s*=\s*["']https?://wordpress\.org/export/""")
_ELEMENT = re.compile(r"<wp:\w+[\s/>]")
_USUAL_PROLOGUE = re.compile(
    r"\ufeff?(?:<\?xml[^>]*\?>)?(?:\s|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*",
    re.DOTALL,
)


class NotWordPress(ValueError):
    """The file is no WordPress export; the message says what to do."""


def find_start(source: Source, report: Report) -> None:
    """Move the source to the first element of a WordPress export, or raise NotWordPress."""
    _refuse_binary(source.head)
    source.ahead(_LOOK)
    text = source.buffer
    usual = _USUAL_PROLOGUE.match(text, 0, _LOOK)
    start = _START.search(text, usual.end() if usual else 0, _LOOK)
    declared = _NAMESPACE.search(text, 0, _LOOK)
    if not start or not (declared or _ELEMENT.search(text, 0, _LOOK)):
        raise NotWordPress(_what_it_is(text[:_LOOK], feed=bool(start)))
    if not usual or usual.end() != start.start():
        report.repaired(PROLOGUE, 1)
    if "<!DOCTYPE" in text[: start.start()]:
        report.repaired(NO_DOCTYPE, 1)
    source.position = start.start()
    if not declared:
        report.repaired(NO_NAMESPACE, source.line())


def _refuse_binary(head: bytes) -> None:
    if not head:
        raise NotWordPress(_("The file is empty. Please export again from WordPress: Tools, Export, All content."))
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh")):
        raise NotWordPress(_("This is a packed archive. Please unpack it first, then import each .xml file in it."))


def _what_it_is(text: str, *, feed: bool) -> str:
    beginning = text.lstrip("\ufeff \t\r\n")[:2000].lower()
    if not beginning:
        return _("The file holds no text. Please export again from WordPress: Tools, Export, All content.")
    if "<disqus" in beginning or "disqus.com" in beginning:
        return _("This is an export from Disqus. Please use the import for Disqus instead.")
    if beginning.startswith(("{", "[")):
        return _("This is JSON. Please export from WordPress as XML: Tools, Export, All content.")
    if beginning.startswith("<!doctype html") or "<html" in beginning:
        return _(
            "This is a web page, perhaps the page for signing in. "
            "Please download the export again from WordPress: Tools, Export, All content."
        )
    if feed or "<feed" in beginning:
        return _("This is a feed, which holds only the latest posts. Please export: Tools, Export, All content.")
    return _("This is not a WordPress export. It is made in WordPress under Tools, Export, All content: a file in XML.")

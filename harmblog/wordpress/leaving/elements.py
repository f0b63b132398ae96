"""WXR's elements as text: every value is safe in XML, whatever it holds."""

import datetime as dt
import html
from collections.abc import Mapping
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

from harmblog.text import without_unprintable

from .. import own

NEVER = "0000-00-00 00:00:00"


def element(name: str, value: object = "") -> str:
    """A short value."""
    return f"<{name}>{escape(without_unprintable(str(value)))}</{name}>\n"


def cdata(name: str, value: str) -> str:
    """A text. What would end it early is split over two."""
    return f"<{name}><![CDATA[{without_unprintable(value).replace(']]>', ']]]]><![CDATA[>')}]]></{name}>\n"


def words(name: str, value: str) -> str:
    """A short text on one line, with WordPress' own escaping: it keeps names and titles as HTML."""
    return cdata(name, html.escape(" ".join(value.split()), quote=False))


def filed_under(kind: str, slug: str, name: str) -> str:
    """A topic of an item."""
    shown = html.escape(name, quote=False)
    return f"<category domain={quoteattr(kind)} nicename={quoteattr(slug)}><![CDATA[{shown}]]></category>\n"


def meta(kind: str, key: str, value: str) -> str:
    """Meta of an item (post) or comment."""
    return f"<wp:{kind}meta>\n{cdata('wp:meta_key', key)}{cdata('wp:meta_value', value)}</wp:{kind}meta>\n"


def our_meta(kind: str, data: Mapping[str, object]) -> str:
    """What WordPress has no word for."""
    return meta(kind, own.META, own.write(data))


def dates(name: str, at: dt.datetime | None) -> str:
    """A time, on the clock of this site's wall and in UTC."""
    local = f"{timezone.localtime(at, timezone.get_default_timezone()):%Y-%m-%d %H:%M:%S}" if at else NEVER
    return element(name, local) + element(f"{name}_gmt", f"{at.astimezone(dt.UTC):%Y-%m-%d %H:%M:%S}" if at else NEVER)


def published(at: dt.datetime | None) -> str:
    """A time as feeds have it."""
    return element("pubDate", format_datetime(at.astimezone(dt.UTC)) if at else "")

"""CSL-JSON in: what Zotero and its kin call their exchange format."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from ..models.source import Source
from .common import MOST, Entry, Refusal, doi_of, entry, organisation, person, too_many, year_of

Kind = Source.Kind
KINDS = {
    **dict.fromkeys(("article-journal", "article-magazine", "article-newspaper", "article", "review"), Kind.ARTICLE),
    **dict.fromkeys(("book", "classic", "collection", "periodical"), Kind.BOOK),
    **dict.fromkeys(("chapter", "paper-conference", "entry-encyclopedia", "entry-dictionary", "entry"), Kind.CHAPTER),
    **dict.fromkeys(("report", "thesis", "standard", "legislation", "regulation"), Kind.REPORT),
    **dict.fromkeys(("webpage", "post", "post-weblog", "website"), Kind.WEB),
}


def read_csl(text: str) -> list[Entry | Refusal]:
    """Every entry of a text: a list, one alone, or a list under "items"."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        place = _("line %(number)s") % {"number": error.lineno}
        return [Refusal(place, "", _("This is not valid JSON from here on."))]
    except (ValueError, RecursionError):
        return [Refusal("", "", _("This is not JSON that can be read."))]
    items = found.get("items", [found]) if isinstance(found, dict) else found
    if not isinstance(items, list):
        return [Refusal("", "", _("A list of entries was expected."))]
    read = [_read(number, item) for number, item in enumerate(items[:MOST], 1)]
    return [*read, too_many(_place(MOST + 1))] if len(items) > MOST else read


def _place(number: int) -> str:
    return _("entry %(number)s") % {"number": number}


def _read(number: int, item: Any) -> Entry | Refusal:
    place = _place(number)
    if not isinstance(item, dict):
        return Refusal(place, "", _("This is not an entry."))
    kind = KINDS.get(_text(item.get("type")), Kind.OTHER)
    cover = item.get("publisher") if kind in (Kind.BOOK, Kind.REPORT) else None
    values = {
        "kind": kind,
        "authors": "\n".join(_authors(item.get("author") or item.get("editor"))),
        "year": _year(item.get("issued")),
        "title": _text(item.get("title")),
        "container": _text(item.get("container-title")) or _text(cover or item.get("publisher")),
        "doi": doi_of(_text(item.get("DOI"))),
        "url": _text(item.get("URL")),
        "accessed_on": _day(item.get("accessed")),
    }
    return entry(place, _text(item.get("id")), values)


def _text(value: Any) -> str:
    """A text, also where some programs give a list of one or a number."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _authors(names: Any) -> Iterator[str]:
    for name in names if isinstance(names, list) else ():
        if not isinstance(name, dict):
            continue
        particle = _text(name.get("non-dropping-particle")) or _text(name.get("dropping-particle"))
        family = f"{particle} {_text(name.get('family'))}".strip()
        given = ", ".join(filter(None, (_text(name.get("given")), _text(name.get("suffix")))))
        if line := person(family, given) if family else organisation(_text(name.get("literal")) or given):
            yield line


def _numbers(date: Any) -> list[int]:
    """Year, month and day, as many as there are."""
    parts = date.get("date-parts") if isinstance(date, dict) else None
    first = parts[0] if isinstance(parts, list) and parts else []
    numbers = [_text(part) for part in first] if isinstance(first, list) else []
    return [int(number) for number in numbers if number.lstrip("-").isdecimal() and len(number) < 6]


def _year(date: Any) -> str:
    if numbers := _numbers(date):
        return str(numbers[0])
    return year_of(_text(date.get("raw")) or _text(date.get("literal"))) if isinstance(date, dict) else ""


def _day(date: Any) -> dt.date | None:
    numbers = _numbers(date)
    try:
        return dt.date(*numbers[:3]) if len(numbers) >= 3 else None
    except ValueError:
        return None

"""What our own export says beside WordPress' words, so that a site that comes back is the site that left.

One piece of meta for an item or a comment, in JSON: exact where XML is not (line ends, blanks at both ends).
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from harmblog.text import without_unprintable

META = "_harmblog"
GENERATOR = "harmblog"
# Items of types that WordPress has not, by the line of the table they belong to; and what of a row is in them.
CLASSES = {"harmblog_site": "settings", "harmblog_profile": "author pages", "harmblog_source": "sources"}
SITE_FIELDS = ("navigation", "footer", "licence", "licence_url")
SOURCE_FIELDS = ("key", "kind", "authors", "year", "title", "container", "doi", "url", "accessed_on")


def write(data: Mapping[str, object]) -> str:
    """What is not empty, as JSON, the same each time."""
    return json.dumps({key: value for key, value in data.items() if value}, ensure_ascii=False, sort_keys=True)


def read(text: str) -> dict[str, Any]:
    """What a file says in this way; nothing when it is something else. The values are still anybody's."""
    try:
        data = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def of_item(meta: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """What a file says in this way of an item, by the item's meta."""
    return read(dict(meta).get(META, ""))


def words(data: dict[str, Any], name: str, length: int | None = None) -> str:
    """A text of it, or ""; JSON can spell characters that none may hold."""
    value = data.get(name, "")
    return without_unprintable(value)[:length] if isinstance(value, str) else ""

"""What can be read off our own HTML, as nh3 wrote it (attributes in double quotes, nothing left open): its plain words,
and the same with addresses that work elsewhere.
"""

import html
import re
from urllib.parse import urljoin

_TAG = re.compile(r'</?([a-zA-Z][a-zA-Z0-9]*)((?:[^>"]|"[^"]*")*)>')
_IN_A_WORD = {"a", "b", "cite", "code", "del", "em", "i", "small", "span", "strong", "sub"}  # do not end a word
_ADDRESS = re.compile(r'\b(href|src|srcset)="([^"]*)"')


def plain_text(source: str) -> str:
    """The words of an HTML text, on one line."""
    text = _TAG.sub(lambda tag: "" if tag[1].lower() in _IN_A_WORD else " ", source)
    return " ".join(html.unescape(text).split())


def with_absolute_addresses(source: str, base: str) -> str:
    """The same HTML for a place that does not know where it came from, such as a feed reader."""
    return _TAG.sub(lambda tag: _ADDRESS.sub(lambda found: _absolute(found, base), tag[0]), source)


def _absolute(found: re.Match[str], base: str) -> str:
    name, value = found[1], html.unescape(found[2])
    if name == "srcset":
        pairs = (part.split() for part in value.split(",") if part.strip())
        value = ", ".join(" ".join([_join(base, address), *width]) for address, *width in pairs)
    else:
        value = _join(base, value)
    return f'{name}="{html.escape(value)}"'


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:  # not an address at all
        return address

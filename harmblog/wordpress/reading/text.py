"""The text of a field made fit for XML: ampersands and entities."""

import re
from collections.abc import Callable
from html.entities import html5
from xml.sax.saxutils import escape

NAME = r"[A-Za-z_][\w.-]*+(?::[A-Za-z_][\w.-]*+)?+"
LONGEST_ENTITY = 40

ENTITY = "entity that XML does not know"
AMPERSAND = "bare &"
REFERENCE = "reference to a character that XML cannot hold, removed"
CDATA_END = "CDATA end inside a text"

_DUBIOUS = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)(#[0-9]{1,9};|#[xX][0-9a-fA-F]{1,8};|[A-Za-z][A-Za-z0-9]{1,31};)?")

Note = Callable[[str, str], None]


def repaired(text: str, note: Note) -> str:
    """The text with every `&` that begins nothing written out, and HTML's entities as the characters they are."""
    if "]]>" in text:
        note(CDATA_END, "")
        text = text.replace("]]>", "]]&gt;")

    def replace(found: re.Match[str]) -> str:
        reference: str | None = found[1]
        if reference is None:
            note(AMPERSAND, "")
            return "&amp;"
        if reference.startswith("#"):
            number = _number(reference)
            if _legal(number):
                return f"&#{number};"
            note(REFERENCE, f"&{reference}")
            return ""
        note(ENTITY, f"&{reference}")
        return escape(html5.get(reference, f"&{reference}"))

    return _DUBIOUS.sub(replace, text) if "&" in text else text


def quoted(value: str) -> str:
    """An attribute's value between double quotes."""
    return repaired(value, lambda kind, detail: None).replace("<", "&lt;").replace('"', "&quot;")


def whole_until(text: str, start: int) -> int:
    """Up to where a text can be taken without cutting an entity or a CDATA end in two."""
    cut = text.rfind("&", max(start, len(text) - LONGEST_ENTITY))
    return cut if cut >= 0 else max(start, len(text) - 2)


def _number(reference: str) -> int:
    return int(reference[2:-1], 16) if reference[1] in "xX" else int(reference[1:-1])


def _legal(number: int) -> bool:
    return number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or 0x10000 <= number < 0x110000

"""Somebody's e-mail address in what a file says: where it must not come along, and where it is one to write to."""

import html
import re
import unicodedata
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

LENGTH = 254  # RFC 5321
# Anything that could be written to, wider than what is valid; not /@rita. One character on each side is enough: a
# pattern for all of it would look at each piece of a name of megabytes again and again.
_ADDRESS = re.compile(r"[^\s@<>/]@[^\s@<>]")


def holds_address(text: str) -> bool:
    """Whether there could be an address in it, also with entities, percent-encoded, or in wide letters."""
    return bool(_ADDRESS.search(unicodedata.normalize("NFKC", unquote(html.unescape(text)))))


def without(address: str, text: str, instead: str) -> str:
    """A text, in which Markdown's marks may be escaped, with something else in the place of an address."""
    if "@" not in text or not holds_address(address):  # a pattern for each comment would cost more than all the rest
        return text
    letters = (rf"\\?{re.escape(letter)}" for letter in address.strip())
    return re.sub("".join(letters), lambda found: instead, text, flags=re.IGNORECASE)


def address(text: str) -> str:
    """An address as one can write to it, or ""."""
    text = text.strip()
    if len(text) > LENGTH:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text

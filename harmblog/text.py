"""Which characters a text may hold, for comments and articles alike."""

import re
import unicodedata
from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Of ids that people read out: no 0/o, 1/l/i. Each of the 31 characters is just under 5 bits.
ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
# What XML 1.0 cannot hold, so that no feed breaks: controls but tab and line ends, surrogates, two non-characters.
_NOT_IN_XML = "\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff"
# Would turn the text after them around: fit to make a name look like another's. Marks for one letter stay allowed.
_TURNING = "\u202a-\u202e\u2066-\u2069"
_SAID = _("There are invisible control characters in this. Please type it again without them.")
_UNPRINTABLE = re.compile(f"[{_NOT_IN_XML}\x7f-\x9f]")
_CONTROL = re.compile(f"[{_NOT_IN_XML}{_TURNING}\x7f-\x9f]")
# Letters and symbols, says Unicode, but nothing is drawn for them.
_BLANK = set("\u115f\u1160\u2800\u3164\uffa0")
MOST_MARKS = 30  # on one letter: as many as Unicode's own form for streams keeps, and far more than any language has


def normalized(text: str) -> str:
    """As NFKC, for text from outside: letters that look the same are the same. The time for it grows with the square of
    the marks on one letter, so what is too many of them is left out; half a megabyte would take a quarter of an hour.
    """
    if text.isascii() or unicodedata.is_normalized("NFKC", text):
        return text
    return unicodedata.normalize("NFKC", _heaps().sub(r"\1", text))


@cache
def _heaps() -> re.Pattern[str]:
    """More marks than fit on one letter. What is taken apart into a mark first counts as one."""
    signs = map(chr, range(0x300, 0x1F000))
    marks = "".join(sign for sign in signs if unicodedata.combining(unicodedata.normalize("NFKD", sign)[0]))
    return re.compile(f"([{marks}]{{{MOST_MARKS}}})[{marks}]+")


def without_unprintable(text: str) -> str:
    """A long text without what no page can show. Marks of direction stay: writing from right to left needs them."""
    return _UNPRINTABLE.sub("", text)


def without_controls(text: str) -> str:
    """A short text without what no page can show or what turns around the text after it."""
    return _CONTROL.sub("", text)


def refuse_unprintable(value: str) -> None:
    """Raise ValidationError for characters that no keyboard types and no page can show."""
    if _UNPRINTABLE.search(value):
        raise ValidationError(_SAID)


def refuse_control_characters(value: str) -> None:
    """Raise ValidationError for the same, and for what turns around the text after it."""
    if _CONTROL.search(value):
        raise ValidationError(_SAID)


def refuse_invisible(value: str) -> None:
    """Raise ValidationError for a text in which nothing can be seen."""
    if value and not any(unicodedata.category(c)[0] in "LNPS" and c not in _BLANK for c in value):
        raise ValidationError(_("There is nothing to see in this. Please type some letters."))

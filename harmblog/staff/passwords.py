"""Which passwords are refused, without asking anybody: what is on Django's list of 20,000, what is made of it, of this
site's name, of a row of keys, or of the same again and again. No rule about kinds of characters; any length.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from harmblog.models import Site
from harmblog.text import normalized

OF_THE_FIELD = (
    "harmreduction harm reduction harmblog saferuse safer overdose naloxone moderator moderation comments blog drugs "
    "reducciondedaños reduccióndedaños reducciónderiesgos reduçãodedanos reduçãoderiscos réductiondesrisques "
    "schadensminderung drogen password passwort contraseña senha motdepasse passphrase letmein welcome"
).split()
ROWS = (
    "abcdefghijklmnopqrstuvwxyz 01234567890 1234567890 qwertyuiopasdfghjklzxcvbnm qwertzuiopasdfghjkl "
    "azertyuiopqsdfghjklmwxcvbn 1q2w3e4r5t6y7u8i9o0p qazwsxedcrfvtgbyhnujmikolp 1qaz2wsx3edc4rfv5tgb"
).split()
LOOKED_AT = 200  # letters and digits of a very long one: to find repetitions takes the square of the length
LEAST = 8  # letters and digits that must be left, beside what everybody would try


def folded(text: str) -> str:
    """Letters and digits alone, as they are compared."""
    return "".join(filter(str.isalnum, normalized(text).casefold()))


class NotCommon(CommonPasswordValidator):
    """Django's validator, and what people make of what it has when they must write fifteen characters."""

    def validate(self, password: str, user: Any = None) -> None:
        text = folded(password)
        own = self._own(text[:LOOKED_AT], user)
        if self.passwords & {password.strip().casefold(), text} or len(own) < LEAST:
            raise ValidationError(self.get_error_message(), code="password_too_common")

    def _own(self, text: str, user: Any) -> str:
        """What is left when all that is easily guessed is taken out."""
        names = {folded(name) for name in (settings.SITE_NAME, settings.SITE_TAGLINE, Site.current().name)} - {""}
        for word in sorted({*OF_THE_FIELD, *names}, key=len, reverse=True):
            text = text.replace(word, "")
        text = without_rows(text)
        text = text[: period(text)]
        # One or two entries of the list, with a year or an exclamation mark, are what everybody writes.
        core = text.strip("0123456789")
        halves = [(core[:place], core[place:]) for place in range(len(core) + 1)]
        return "" if any(self._is_known(a) and self._is_known(b) for a, b in halves) else text

    def _is_known(self, piece: str) -> bool:
        return not piece or piece in self.passwords

    def get_error_message(self) -> str:
        return _("This password is too easy to guess: it is made of words, keys or numbers that everybody tries.")

    def get_help_text(self) -> str:
        return _("Not a common password, nor one made of this site's name or a row of keys.")


def without_rows(text: str) -> str:
    """Without pieces of four or more keys that follow each other, in either direction."""
    for row in (*ROWS, *(row[::-1] for row in ROWS)):
        for length in range(len(row), 3, -1):
            for start in range(len(row) - length + 1):
                text = text.replace(row[start : start + length], "")
    return text


def period(text: str) -> int:
    """How long the piece is of which a text consists, again and again; the text's length if it does not."""
    sizes = range(1, len(text) // 2 + 1)
    return next((size for size in sizes if text == (text[:size] * len(text))[: len(text)]), len(text))

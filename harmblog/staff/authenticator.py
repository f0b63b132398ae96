"""Codes of an authenticator app (TOTP, by pyotp): half a minute each, one step of clock error, none taken twice.

An app's secret is computed from a seed in the database and the site's key. Whoever has only the database, or only the
key, has nothing. It outlives a change of the key as long as the old one is among SECRET_KEY_FALLBACKS.
"""

import base64
import secrets
from typing import Any

import pyotp
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from pyotp.exceptions import OTPVerificationError

from comments.receipts import keyed_hash, keyed_hashes

from .models import AuthenticatorApp

DIGITS = 6
_PURPOSE = "authenticator app"


def new_seed() -> str:
    return secrets.token_hex(16)


def secret(seed: str) -> str:
    """What an app is given, in the letters in which people type it."""
    return _letters(keyed_hash(_PURPOSE, seed))


def _letters(hash_of_seed: str) -> str:
    return base64.b32encode(bytes.fromhex(hash_of_seed)[:20]).decode()


def address(seed: str, *, username: str, site: str) -> str:
    """The address by which an app takes the secret in."""
    return pyotp.TOTP(secret(seed)).provisioning_uri(name=username, issuer_name=site)


def drawing(text: str, *, label: str) -> SafeString:
    """A QR code as SVG, to stand in a page; black on white in a dark page too, or a camera may not see it."""
    # Loaded when somebody of the staff sets up an app: 2 MB that no reader's page should cost.
    import segno

    drawn = segno.make(text, error="m").svg_inline(scale=5, border=4, light="#fff", title=label, omitsize=True)
    return mark_safe(drawn)  # noqa: S308 - segno escapes the title, and draws the rest


def step_of(code: str, seed: str) -> int | None:
    """The step of time to which a code belongs, if it is one of this app's that are taken now."""
    if len(code) != DIGITS:  # pyotp would spend minutes on a megabyte of accents
        return None
    for hash_of_seed in keyed_hashes(_PURPOSE, seed):
        totp = pyotp.TOTP(_letters(hash_of_seed), digits=DIGITS)
        try:
            return totp.verify_and_get_timecode(code, for_time=timezone.now(), valid_window=1)
        except OTPVerificationError:
            continue
    return None


def proves(user: Any, code: str) -> bool:
    """Whether it is a code of one of the account's apps, not taken before. Of two who send it at once, one is right."""
    for app in AuthenticatorApp.objects.filter(user=user):
        step = step_of(code, app.seed)
        if step is not None:
            newer = AuthenticatorApp.objects.filter(pk=app.pk, last_step__lt=step)
            return bool(newer.update(last_step=step, used_on=timezone.localdate()))
    return False

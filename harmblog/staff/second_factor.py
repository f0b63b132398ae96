"""The second factor of staff: who needs one, who has proved one, and how long that counts as fresh."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from . import sessions
from .models import AuthenticatorApp, Passkey

PROVED = "proved"  # in a session's data: the second at which a factor was proved in it
FRESH = 300  # seconds


def is_fresh(request: HttpRequest) -> bool:
    """Whether whoever asks has proved a second factor within the last five minutes."""
    if not settings.STAFF_SECOND_FACTOR:
        return True
    return is_proved(request) and 0 <= sessions.now() - request.session[PROVED] <= FRESH


def is_proved(request: HttpRequest) -> bool:
    """Whether a second factor was proved in this session."""
    return request.user.is_authenticated and bool(request.session.get(PROVED))


def is_lacking(request: HttpRequest) -> bool:
    """Whether somebody has logged in with a password, and must still prove that it is them."""
    return bool(settings.STAFF_SECOND_FACTOR and request.user.is_authenticated and not is_proved(request))


def has_factor(user: Any) -> bool:
    """Whether an account has one to prove. Recovery codes stand in for one; they are none."""
    return any(kind.objects.filter(user=user).exists() for kind in (AuthenticatorApp, Passkey))


def prove(request: HttpRequest) -> None:
    """Note that it was proved just now. The session goes on under another key."""
    request.session[PROVED] = sessions.now()
    sessions.renew(request)

"""For whoever lost every second factor: all are taken away, so that the next log-in sets up a new one."""

from typing import Any

from django.db import transaction

from . import sessions
from .models import AuthenticatorApp, Passkey, RecoveryCode
from .noting import note


@transaction.atomic
def reset(user: Any, *, by: Any = None) -> int:
    """Take away all factors of an account, and end its log-ins. `by`: an admin, None for the command.
    Returns how many apps and passkeys there were.
    """
    gone = sum(kind.objects.filter(user=user).delete()[0] for kind in (AuthenticatorApp, Passkey))
    RecoveryCode.objects.filter(user=user).delete()
    sessions.of(user).delete()
    note("reset", user, by=by)
    return gone

"""Recovery codes: ten to note down, each works once. Only keyed hashes are kept; they are shown when they are made."""

import secrets
from typing import Any

from comments.receipts import keyed_hash, keyed_hashes
from harmblog.text import normalized

from .models import RecoveryCode

HOW_MANY = 10
FEW = 3  # from which on somebody is told to make new ones
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that looks like another
LENGTH = 12  # 59 bits
_PURPOSE = "recovery code"


def make(user: Any) -> list[str]:
    """New ones; those from before work no more. Called in a transaction. Returns them as they are to be noted."""
    codes = ["".join(secrets.choice(LETTERS) for _ in range(LENGTH)) for _ in range(HOW_MANY)]
    RecoveryCode.objects.filter(user=user).delete()
    hashes = [keyed_hash(_PURPOSE, str(user.pk), code) for code in codes]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=user, code_hash=code_hash) for code_hash in hashes])
    return ["-".join(code[start : start + 4] for start in range(0, LENGTH, 4)) for code in codes]


def proves(user: Any, typed: str) -> bool:
    """Whether it is one of the account's, which is used up by this."""
    code = "".join(filter(str.isalnum, normalized(typed).casefold()))
    hashes = keyed_hashes(_PURPOSE, str(user.pk), code)
    return bool(RecoveryCode.objects.filter(user=user, code_hash__in=hashes).delete()[0])


def left(user: Any) -> int:
    return RecoveryCode.objects.filter(user=user).count()

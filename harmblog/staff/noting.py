"""What happens to an account stands in the append-only log, as numbers and words of ours."""

from typing import Any

from comments import log


def note(act: str, user: Any, *, by: Any, **more: str) -> None:
    """Last in the transaction of what it tells. `by`: an account, or None for a command. `more`: reason, before, after.

    Acts: factor+, factor-, codes (new recovery codes), recovery (one was used up), reset, role, password (another one
    was given by an admin), group (what its members may do was changed).
    """
    log.append([log.Entry(act, str(user.pk), actor=by.pk if by else 0, **more)])

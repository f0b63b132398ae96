"""What did not answer is left alone for some seconds, and then one asks it again and the others wait for what that one
finds: so an absence costs one wait now and then, and not one for everybody who comes.
"""

import time
from collections.abc import Callable

PAUSE = 3.0  # seconds


class Patience:
    """With one thing that may be away."""

    def __init__(self, pause: float = PAUSE, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._pause, self._clock = pause, clock
        self._failing, self._until = False, 0.0

    def may_ask(self) -> bool:
        """Whether to ask it now. Whoever is told so says afterwards what came of it."""
        now = self._clock()
        if now < self._until:
            return False
        if self._failing:
            self._until = now + self._pause
        return True

    def failed(self) -> None:
        self._failing, self._until = True, self._clock() + self._pause

    def answered(self) -> None:
        self._failing, self._until = False, 0.0

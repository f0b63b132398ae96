"""Of the few threads that answer (four, see tools/serve.py), some are left to readers: while somebody holds the
database, each one who writes to it waits for seconds, and four of them would be all there are.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import Error, OperationalError

from .away import is_away

SEATS = 2
PATIENCE = 2.0  # seconds; a comment takes some hundredths


class Busy(OperationalError):
    """Nobody's fault, and over soon, as when the database itself says so."""


class Turns:
    """Who writes when. So many at once; while the database fails, one, by whom it is seen when it no longer does."""

    def __init__(
        self, seats: int = SEATS, patience: float = PATIENCE, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._seats, self._patience, self._clock = seats, patience, clock
        self._changed = threading.Condition()
        self._begun: list[float] = []  # when each of those who write now began
        self._failing = False

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Write inside. OperationalError, if the database fails, or others have waited for it for too long already."""
        began = self._sit_down()
        failing = False
        try:
            yield
        except Error as error:
            failing = is_away(error)
            if failing and not isinstance(error, OperationalError):
                raise Busy("The database broke off") from error
            raise
        finally:
            with self._changed:
                self._begun.remove(began)
                self._failing = failing
                self._changed.notify_all()

    def _sit_down(self) -> float:
        with self._changed:
            while len(self._begun) >= (1 if self._failing else self._seats):
                left = min(self._begun) + self._patience - self._clock()
                if self._failing or left <= 0:
                    raise Busy("Others have waited for the database for too long")
                self._changed.wait(left)
            self._begun.append(self._clock())
            return self._begun[-1]


WRITERS = Turns()

"""Connections that are open and of no use at the moment. To open one costs more than most of what is asked of it:
PostgreSQL starts a process, SQLite reads the schema, and copies its log into the database when the last one is closed.

They belong to the process and not to its threads: the web server ends threads that are idle, and what such a thread
left open would stay so until a rare garbage collection. Only a thread that answers requests (`answer_requests`) is
given one; commands, the worker and whatever looks on its own close theirs, as Django does.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

MOST = 8  # that are kept in one process; a web process has four threads
IDLE = 20.0  # seconds that each is kept for
_here = threading.local()


class Spare:
    """Open connections by what they lead to; the one that came last goes first, so that the others grow old."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._kept = list[tuple[float, object, Any]]()

    def take(self, key: object, is_alive: Callable[[Any], bool]) -> Any:
        """One that still works, or None."""
        while answers_requests() and (found := self._pop(key)) is not None:
            if is_alive(found):
                return found
            found.close()
        return None

    def keep(self, key: object, connection: Any) -> bool:
        """Whether it was taken for later. If not, it is to be closed."""
        if not answers_requests():
            return False
        with self._lock:
            if len(self._kept) >= MOST:
                return False
            self._kept.append((self._clock(), key, connection))
        return True

    def close_old(self) -> None:
        """Close those that nobody has needed for some time."""
        oldest = self._clock() - IDLE
        with self._lock:
            old = [connection for since, _key, connection in self._kept if since < oldest]
            self._kept = [one for one in self._kept if one[0] >= oldest]
        for connection in old:
            connection.close()

    def _pop(self, key: object) -> Any:
        with self._lock:
            for place in reversed(range(len(self._kept))):
                if self._kept[place][1] == key:
                    return self._kept.pop(place)[2]
        return None


SPARE = Spare()


def answer_requests() -> None:
    """Say that this thread answers requests, one after the other."""
    _here.answers_requests = True


def answers_requests() -> bool:
    return getattr(_here, "answers_requests", False)

"""Counts what this process answers. Each process has its own numbers, from its start on."""

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from ..logs import METHODS

GetResponse = Callable[[HttpRequest], HttpResponse]
BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds


class Tally:
    """Numbers of one process. Safe among threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.answers: Counter[tuple[str, str, int]] = Counter()  # by route, method and status
        self.seconds: dict[str, list[int]] = {}  # by route: answers within each of BOUNDS, and all others
        self.total: Counter[str] = Counter()  # microseconds, by route
        self.kept = 0  # pages that left at the door, before Django was asked
        self.drawn = 0  # pages that were made anew

    def answered(self, route: str, method: str, status: int, seconds: float) -> None:
        with self._lock:
            self.answers[route, method, status] += 1
            self.total[route] += round(seconds * 1e6)
            self.seconds.setdefault(route, [0] * (len(BOUNDS) + 1))[bisect_left(BOUNDS, seconds)] += 1

    def hit(self) -> None:
        """A page that was kept was sent. Without a lock, being in the way of every reader: it may miss one."""
        self.kept += 1

    def draw(self) -> None:
        """A page was drawn: nobody here, and on no shelf, had it."""
        with self._lock:
            self.drawn += 1

    def clear(self) -> None:
        with self._lock:
            self.answers.clear()
            self.seconds.clear()
            self.total.clear()
            self.kept = self.drawn = 0


TALLY = Tally()


def count(get_response: GetResponse) -> GetResponse:
    """Middleware: count and time what Django answers."""

    def middleware(request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = get_response(request)
        match = request.resolver_match
        method = request.method if request.method in METHODS else "other"
        TALLY.answered(match.route if match else "(none)", method, response.status_code, time.perf_counter() - began)
        return response

    return middleware

"""Whoever guesses waits, longer each time, and never for good. Counts in memory, by words that are nobody's.

What is counted by is hashed with the salt of the day (`harmblog.block`), so that neither an address nor an account's
name is kept. Each process counts for itself; where several machines count together (`harmblog.counters`), what they say
goes before that.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from django.utils.translation import ngettext

from harmblog import counters
from harmblog.block import SALT, DailySalt

FIRST, LONGEST = 30, 900  # seconds
FORGOTTEN = 3600  # seconds without a failure; longer than the longest wait
KEPT = 10_000  # counters at most; the oldest makes room


class Waits:
    """Failures by a word. The first `free` cost nothing; then each doubles the wait, up to a quarter of an hour.

    A try during a wait is not looked at and does not prolong it. Each try counts until it is known to be right, so
    that many at once are many.
    """

    def __init__(
        self,
        free: int,
        *,
        name: str = "",
        clock: Callable[[], float] = time.monotonic,
        salt: DailySalt = SALT,
        together: Callable[[], counters.Counters | None] = lambda: None,
    ) -> None:
        self._free, self._clock, self._salt, self._lock = free, clock, salt, threading.Lock()
        self._together, self._name = together, name
        self.forget()

    def forget(self) -> None:
        """As if nobody had tried."""
        self._of_salt = self._salt.now()
        self._tries: OrderedDict[str, tuple[int, float, float]] = OrderedDict()  # how many, the last, wait until

    def attempt(self, word: str) -> int:
        """Count a try. 0: go on; else the seconds to wait, and nothing was counted."""
        key = self._key(word)
        here, shared = self._attempt_here(key), self._together()
        waits = {"free": self._free, "first": FIRST, "longest": LONGEST, "kept": FORGOTTEN}
        of_all = shared.attempt(key, self._salt.day, **waits) if shared else None
        return here if of_all is None else of_all

    def _attempt_here(self, key: str) -> int:
        with self._lock:
            if self._of_salt != self._salt.now():
                self.forget()
            now = self._clock()
            count, last, until = self._tries.get(key, (0, now, now))
            if now < until:
                return int(until - now) + 1
            count = 1 if now - last > FORGOTTEN else count + 1
            wait = min(FIRST * 2 ** min(count - self._free, 10), LONGEST) if count >= self._free else 0
            self._tries[key] = (count, now, now + wait)
            self._tries.move_to_end(key)
            while len(self._tries) > KEPT:
                self._tries.popitem(last=False)
            return 0

    def forgive(self, word: str) -> None:
        """It was right: all tries with this word are forgotten."""
        key = self._key(word)
        with self._lock:
            self._tries.pop(key, None)
        if shared := self._together():
            shared.forgive(key)

    def take_back(self, word: str) -> None:
        """It was right, but says nothing of the tries before, which may be somebody else's: only it is not counted."""
        key = self._key(word)
        with self._lock:
            count, last, _until = self._tries.pop(key, (0, 0.0, 0.0))
            if count > 1:
                self._tries[key] = (count - 1, last, last)
        if shared := self._together():
            shared.take_back(key)

    def _key(self, word: str) -> str:
        return self._salt.keyed(b"waits", self._name.encode(), word.encode())


# Log-ins from where somebody is: a household, an office, an exit of Tor.
BY_BLOCK = Waits(10, name="block", together=counters.of_this_site)
# Log-ins and passwords of one account, by the name that was typed.
BY_ACCOUNT = Waits(5, name="account", together=counters.of_this_site)
# Codes of one account.
BY_FACTOR = Waits(5, name="factor", together=counters.of_this_site)


def forget() -> None:
    for waits in (BY_BLOCK, BY_ACCOUNT, BY_FACTOR):
        waits.forget()


def words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    told = ngettext(
        "Those were many tries in a short time. Please wait a minute and try again.",
        "Those were many tries in a short time. Please wait %(minutes)d minutes and try again.",
        minutes,
    )
    return told % {"minutes": minutes}

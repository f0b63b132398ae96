"""A limit for what must not grow with the square of a text: of the processor, for this thread alone. What takes longer
is tried again, since in a long run a collection of garbage may fall into any moment.
"""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
TRIES = 3


def within(seconds: float, act: Callable[[], T]) -> T:
    """What `act` returns, done within so many seconds of the processor."""
    for _ in range(TRIES):
        began = time.thread_time()
        done = act()
        took = time.thread_time() - began
        if took < seconds:
            return done
    raise AssertionError(f"{took:.2f} s of the processor at the last of {TRIES} tries, and {seconds} are allowed")

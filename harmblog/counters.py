"""Counters that all web machines share (LIMITS_URL), and the salt of the day under which they count.

In a Redis that writes nothing to a disk: the salt and each counter end with the day at the latest, and a counter's name
is a hash under that salt. When it does not answer, nobody waits for it: each process goes on counting by itself.
"""

import datetime as dt
import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.conf import settings

from .patience import Patience
from .stores import quick

logger = logging.getLogger(__name__)
T = TypeVar("T")
SALT, COUNTER = "salt:", "count:"
# Each try doubles the wait once those that are free are used up; one during a wait is not counted. What it answers is
# how many seconds there are to wait, 0 for none. The clock is Redis's own, so all machines mean the same by it.
ATTEMPT = """
local free, first, longest, kept = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local now = tonumber(redis.call('TIME')[1])
local ends = tonumber(redis.call('HGET', KEYS[1], 'until') or 0)
if now < ends then return ends - now end
local count = redis.call('HINCRBY', KEYS[1], 'count', 1)
local wait = 0
if count >= free then wait = math.min(first * 2 ^ math.min(count - free, 10), longest) end
redis.call('HSET', KEYS[1], 'until', now + wait)
redis.call('EXPIRE', KEYS[1], kept)
return 0
"""
TAKE_BACK = """
if tonumber(redis.call('HGET', KEYS[1], 'count') or 0) <= 1 then return redis.call('DEL', KEYS[1]) end
redis.call('HSET', KEYS[1], 'until', 0)
return redis.call('HINCRBY', KEYS[1], 'count', -1)
"""


def rest_of(day: dt.date, now: dt.datetime | None = None) -> int:
    """Seconds until the day is over (UTC), at least one."""
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC)
    return max(1, int((end - (now or dt.datetime.now(dt.UTC))).total_seconds()))


class Counters:
    """One Redis. Each answer is None where it did not give one."""

    def __init__(self, url: str) -> None:
        from redis import Redis  # a site without it need not load it

        self._redis: Any = Redis.from_url(url, **quick())
        self._patience = Patience()

    def salt(self, day: dt.date, offered: bytes) -> bytes | None:
        """The salt of a day: `offered`, if nobody has offered one before."""

        def ask(redis: Any) -> bytes:
            name = f"{SALT}{day}"
            redis.set(name, offered, nx=True, ex=rest_of(day))
            return redis.get(name) or offered

        return self._ask(ask)

    def count(self, name: str, seconds: float, day: dt.date) -> int | None:
        """How many came within a window that began with its first, this one included."""

        def ask(redis: Any) -> int:
            ends = min(int(seconds * 1000), rest_of(day) * 1000)
            with redis.pipeline() as both:
                both.set(COUNTER + name, 0, nx=True, px=ends)
                both.incr(COUNTER + name)
                return both.execute()[1]

        return self._ask(ask)

    def was_there(self, name: str, seconds: float, day: dt.date) -> bool | None:
        """Whether this was said within so many seconds before; they begin anew now."""

        def ask(redis: Any) -> bool:
            ends = min(int(seconds * 1000), rest_of(day) * 1000)
            return redis.set(COUNTER + name, 1, px=ends, get=True) is not None

        return self._ask(ask)

    def attempt(self, name: str, day: dt.date, *, free: int, first: int, longest: int, kept: int) -> int | None:
        """Seconds to wait before a guess is looked at; 0: it was counted, and may be."""
        values = free, first, longest, min(kept, rest_of(day))
        return self._ask(lambda redis: int(redis.eval(ATTEMPT, 1, COUNTER + name, *values)))

    def take_back(self, name: str) -> None:
        """One that was right, and says nothing of those before."""
        self._ask(lambda redis: redis.eval(TAKE_BACK, 1, COUNTER + name))

    def forgive(self, name: str) -> None:
        """One that was right, and those before it."""
        self._ask(lambda redis: redis.delete(COUNTER + name))

    def _ask(self, question: Callable[[Any], T]) -> T | None:
        from redis.exceptions import RedisError

        if not self._patience.may_ask():
            return None
        try:
            answer = question(self._redis)
        except (RedisError, OSError) as error:
            logger.warning("The shared counters do not answer (%s); each process counts alone", type(error).__name__)
            self._patience.failed()
            return None
        self._patience.answered()
        return answer

    def on_a_disk(self) -> bool:
        """Whether it would write the salt to a disk, as far as it says."""
        told = {**self._redis.config_get("save"), **self._redis.config_get("appendonly")}
        return bool(told.get("save")) or told.get("appendonly") == "yes"


def of_this_site() -> Counters | None:
    """None: each process counts for itself."""
    return _counters(settings.LIMITS_URL) if settings.LIMITS_URL else None


@lru_cache(4)
def _counters(url: str) -> Counters:
    return Counters(url)

"""Tells a flood from a conversation, without knowing who writes: counts in memory, by the hash of `harmblog.block`.

Nothing is refused or lost by what `signs` says: a comment waits in the slow lane, with words for the moderators. Only
guesses at a secret and many reports (`allowed`) are turned away, for some minutes. Each process counts for itself, and
forgets with the day. Where several machines count together (`harmblog.counters`), what they say goes before that, and
for as long as they cannot be asked each goes on as before.
"""

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext_lazy as _

from harmblog import counters
from harmblog.block import SALT, DailySalt
from harmblog.text import normalized

from .screening.links import SHORTENERS

T = TypeVar("T")
TOO_MANY = _("Those were many tries in a short time. Please wait a few minutes and try again.")
PURPOSES = {"words": (20, 600), "erase": (5, 600), "report": (6, 600)}  # so many tries within so many seconds
A_DAY = 24 * 3600
PER_HOUR = 10  # comments of one block: a household, a hostel, an exit of Tor
PAUSE = 5  # seconds between two comments of one block; who writes one needs longer
KEPT = 10_000  # counters, and texts, at most: about 5 MB; the oldest makes room
LONG = 40  # letters from which on the same words are no coincidence: "Thank you" is
LINKS = 3  # a text with as many is often an advertisement

_LINK = re.compile(r"https?://|\bwww\.", re.I)
_SHORTENED = re.compile(rf"(?<![\w.-]){SHORTENERS}/", re.I)


class Sign(StrEnum):
    """Why a comment waits in the slow lane; kept among its labels."""

    TRAP = "trap"  # a field was filled in that no person sees
    FAST = "fast"
    MANY = "many"
    LINKS = "links"
    REPEATED = "repeated"


class Limiter:
    """Counters that end by themselves. Safe among threads; never holds more than `kept` of a kind."""

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        salt: DailySalt = SALT,
        kept: int = KEPT,
        together: Callable[[], counters.Counters | None] = lambda: None,
    ) -> None:
        self._clock, self._salt, self._kept, self._lock = clock, salt, kept, threading.Lock()
        self._together = together
        self.forget()

    def forget(self) -> None:
        """As if nobody had been here."""
        self._of_salt = self._salt.now()
        self._windows: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()  # when it ends, how many
        self._said: OrderedDict[str, None] = OrderedDict()

    def tries(self, block: str, purpose: str, limit: int, seconds: float) -> bool:
        """Count a try. True for the first `limit` ones of a window, which begins with the first and is never prolonged:
        whoever comes after a flood from the same place waits no longer than it.
        """
        here = self._tries_here(block, purpose, limit, seconds)
        all_counted = self._shared(counters.Counters.count, f"tries {purpose} {block}", seconds)
        return here if all_counted is None else all_counted <= limit

    def _tries_here(self, block: str, purpose: str, limit: int, seconds: float) -> bool:
        with self._lock:
            self._turn_with_the_day()
            now, key = self._clock(), (block, purpose)
            ends, count = self._windows.get(key, (now, 0))
            if ends <= now:
                ends, count = now + seconds, 0
                self._windows.pop(key, None)  # a new window is the youngest
            self._windows[key] = (ends, count + 1)
            self._make_room(now)
            return count < limit

    def paused(self, block: str, purpose: str, seconds: float) -> bool:
        """Whether the time before this was at least so long; each try begins it anew."""
        here = self._paused_here(block, purpose, seconds)
        too_early = self._shared(counters.Counters.was_there, f"pause {purpose} {block}", seconds)
        return here if too_early is None else not too_early

    def _paused_here(self, block: str, purpose: str, seconds: float) -> bool:
        with self._lock:
            self._turn_with_the_day()
            now, key = self._clock(), (block, purpose)
            ends, _count = self._windows.pop(key, (now, 0))
            self._windows[key] = (now + seconds, 1)
            self._make_room(now)
            return ends <= now

    def said(self, text: str) -> bool:
        """Whether a long text was said before today, in whatever letters and spaces."""
        folded = "".join(filter(str.isalnum, normalized(text).casefold()))
        if len(folded) < LONG:
            return False
        here = self._said_here(folded)
        before = self._shared(counters.Counters.was_there, f"text {folded}", A_DAY)
        return here if before is None else before

    def _said_here(self, folded: str) -> bool:
        key = self._salt.keyed(b"text", folded.encode())
        with self._lock:
            self._turn_with_the_day()
            before = key in self._said
            self._said[key] = None
            while len(self._said) > self._kept:
                self._said.popitem(last=False)
            return before

    def _shared(self, ask: Callable[..., T | None], what: str, seconds: float) -> T | None:
        """What the counters of all machines say of something, whose name they get as a hash of the day."""
        if shared := self._together():
            return ask(shared, self._salt.keyed(b"shared", what.encode()), seconds, self._salt.day)
        return None

    def _turn_with_the_day(self) -> None:
        if self._of_salt != self._salt.now():
            self.forget()

    def _make_room(self, now: float) -> None:
        """Drop the oldest: those that have ended, and whatever is too many."""
        while len(self._windows) > self._kept or next(iter(self._windows.values()))[0] <= now:
            self._windows.popitem(last=False)


limiter = Limiter(together=counters.of_this_site)
# Apart, so that what is counted for a day and for minutes do not push each other out.
daily = Limiter(together=counters.of_this_site)


def allowed(block: str, purpose: str) -> bool:
    """Count a try, and say whether it is still within what `PURPOSES` has for it. Those whose block is not known
    are counted together.
    """
    return limiter.tries(block, purpose, *PURPOSES[purpose])


def first_today(block: str, purpose: str) -> bool:
    """Whether nobody from there did this before today, as far as is remembered."""
    return daily.tries(block, purpose, 1, A_DAY)


def signs(block: str, text: str, *, trap: bool) -> set[Sign]:
    """What speaks for a machine or a flood; counts this comment. A block that is not known is nobody's fault."""
    found = {
        Sign.TRAP: trap,
        Sign.FAST: bool(block) and not limiter.paused(block, "pause", PAUSE),
        Sign.MANY: bool(block) and not limiter.tries(block, "comment", PER_HOUR, 3600),
        Sign.LINKS: len(_LINK.findall(text)) >= LINKS or bool(_SHORTENED.search(text)),
        Sign.REPEATED: limiter.said(text),
    }
    return {sign for sign, is_so in found.items() if is_so}

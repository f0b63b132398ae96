"""The pages that this process has in memory: all under one mark, bounded in bytes, found without a lock."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from . import mark
from .page import Page
from .rule import Rule

MOST_RULES = 20_000  # paths of which it is known what they read; forgotten, they are learned again
LONGEST_WAIT = 10.0  # seconds for somebody else who draws the same page


class Kept:
    """Pages by their keys, and by path the rules that make a key."""

    def __init__(self, most: int) -> None:
        self._most, self._size, self._mark = most, 0, b""
        self._pages: dict[str, Page] = {}
        self._rules: dict[str, Rule] = {}
        self._lock = threading.Lock()
        self._drawing = [threading.Lock() for _ in range(64)]

    def find(self, key: str, *, late: bool = False) -> Page | None:
        """The page, if nothing was changed since it was drawn. `late`: even if the clock has changed it."""
        if mark.of_this_site().present() != self._mark:
            self.drop_old()
            return None
        page = self._pages.get(key)
        if page is None or (page.until <= time.time() and not late):
            return None
        page.used = True
        return page

    def find_for(self, path: str, query: str) -> Page | None:
        """The page that a request is for, by what earlier ones have taught of its path."""
        rule = self._rules.get(path)
        key = rule and rule.key(path, query, at_door=True)
        return self.find(key) if key else None

    def put(self, key: str, page: Page, *, drawn_under: bytes) -> None:
        """Keep it, unless something was changed while it was drawn."""
        with self._lock:
            if not drawn_under == self._mark == mark.of_this_site().present():
                return
            self._remove(key)
            self._pages[key] = page
            self._size += page.size
            self._make_room()

    def learn(self, path: str, rule: Rule) -> None:
        """What a view reads of an address."""
        if path not in self._rules:
            if len(self._rules) >= MOST_RULES:
                self._rules.clear()
            self._rules[path] = rule

    def drop_old(self) -> None:
        """Forget all that was kept before the last change: what was erased must not stay in memory either."""
        with self._lock:
            if (present := mark.of_this_site().present()) != self._mark:
                self._pages.clear()
                self._size, self._mark = 0, present

    @contextmanager
    def drawing(self, key: str) -> Iterator[None]:
        """Whoever draws a page holds this; whoever wants the same one waits for it. The locks are few and shared by
        pages that have nothing to do with each other, which costs a wait now and then, and no housekeeping.
        """
        lock = self._drawing[hash(key) % len(self._drawing)]
        mine = lock.acquire(timeout=LONGEST_WAIT)
        try:
            yield
        finally:
            if mine:
                lock.release()

    def _remove(self, key: str) -> None:
        if page := self._pages.pop(key, None):
            self._size -= page.size

    def _make_room(self) -> None:
        """The oldest go, but for those that somebody has asked for since: they get another round."""
        rounds = len(self._pages)
        while self._size > self._most:
            key, page = next(iter(self._pages.items()))
            self._remove(key)
            if page.used and rounds > 0:
                page.used, rounds = False, rounds - 1
                self._pages[key] = page
                self._size += page.size

    def __iter__(self) -> Iterator[Page]:
        return iter(list(self._pages.values()))

    @property
    def size(self) -> int:
        """Bytes."""
        return self._size


PAGES = Kept(settings.PAGES_IN_MEMORY * 2**20)

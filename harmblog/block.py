"""Where a form comes from, as a word that nobody can turn back: enough to count by for a day, and for nothing else.

The door (`security.forget_the_reader`) computes it for POST, and then throws the address away. The salt is random, only
in this process's memory, and another one each day (UTC): yesterday's words fit nothing any more, ours included. Where
several machines count together (`counters`), it is also in the memory that they share, for as long.
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings

from . import counters

AGREED = 10.0  # seconds until the others are asked again: the memory that we share may have been lost meanwhile


def utc_day() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class DailySalt:
    """A secret that is made anew on each day; the old one is dropped then. `agree`: what the other processes say, told
    the day and what we would say; None if they cannot be asked.
    """

    def __init__(
        self,
        day: Callable[[], dt.date] = utc_day,
        agree: Callable[[dt.date, bytes], bytes | None] = lambda _day, salt: salt,
    ) -> None:
        self._today, self._agree, self._lock = day, agree, threading.Lock()
        self._day, self._salt, self._again = day(), secrets.token_bytes(32), 0.0

    def now(self) -> bytes:
        """The salt of today, as far as this process knows it."""
        day = self._today()
        if day == self._day:
            return self._salt
        with self._lock:
            if day != self._day:
                self._salt, self._day, self._again = secrets.token_bytes(32), day, 0.0
            return self._salt

    @property
    def day(self) -> dt.date:
        """The day whose salt it is."""
        return self._day

    def agreed(self) -> bytes:
        """The salt of today, as all processes have it."""
        salt = self.now()
        if time.monotonic() < self._again:
            return salt
        with self._lock:
            if time.monotonic() >= self._again:
                self._salt = self._agree(self._day, self._salt) or self._salt
                self._again = time.monotonic() + AGREED
            return self._salt

    def keyed(self, *parts: bytes) -> str:
        """HMAC-SHA-256 under today's salt, 64 hex digits."""
        return hmac.new(self.agreed(), b"\0".join(parts), hashlib.sha256).hexdigest()


def _with_others(day: dt.date, salt: bytes) -> bytes | None:
    shared = counters.of_this_site()
    return shared.salt(day, salt) if shared else salt


SALT = DailySalt(agree=_with_others)


def of(meta: Mapping[str, Any]) -> str:
    """The keyed hash of the address block that a request comes from; "" where that cannot be said."""
    block = block_of(address(meta))
    return SALT.keyed(b"block", block) if block else ""


def address(meta: Mapping[str, Any]) -> str:
    """The address of whoever asks, as far as it can be believed. In X-Forwarded-For each of our proxies has added, at
    the right, whom it was asked by; all further left is what somebody wrote there. A header too short for
    that came past the proxies, so the connection itself says who it is.
    """
    connection = str(meta.get("REMOTE_ADDR", ""))
    told = str(meta.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    if not 0 < settings.PROXY_HOPS <= len(told):
        return connection
    believed = told[-settings.PROXY_HOPS].strip()
    return believed if block_of(believed) else connection


def block_of(address: str) -> bytes:
    """The whole address in IPv4 (also where it is written as IPv6), the first half in IPv6, which is one household's.
    Empty if it is none.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return b""
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.ipv4_mapped.packed if ip.ipv4_mapped else ip.packed[:8]
    return ip.packed

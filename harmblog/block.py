"""Where a form comes from, as a word that nobody can turn back: enough to count by for a day, and for nothing else.

The door (`security.forget_the_reader`) computes it for POST, and then throws the address away. The salt is random, only
in this process's memory, and another one each day (UTC): yesterday's words fit nothing any more, ours included.
"""

import datetime as dt
import hashlib
import hmac
import ipaddress
import secrets
import threading
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings


def utc_day() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


class DailySalt:
    """A secret that is made anew on each day; the old one is dropped then."""

    def __init__(self, day: Callable[[], dt.date] = utc_day) -> None:
        self._today, self._lock = day, threading.Lock()
        self._day, self._salt = day(), secrets.token_bytes(32)

    def now(self) -> bytes:
        """The salt of today."""
        day = self._today()
        if day == self._day:
            return self._salt
        with self._lock:
            if day != self._day:
                self._salt, self._day = secrets.token_bytes(32), day
            return self._salt

    def keyed(self, *parts: bytes) -> str:
        """HMAC-SHA-256 under today's salt, 64 hex digits."""
        return hmac.new(self.now(), b"\0".join(parts), hashlib.sha256).hexdigest()


SALT = DailySalt()


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

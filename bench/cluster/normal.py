"""When all is normal again: each part is looked at by itself, as one that hangs must not hide the others."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg2
import redis

from bench.cluster import database
from bench.cluster.client import Visit, comment, told
from bench.cluster.net import Machine
from bench.cluster.site import Site

WITHIN = 120.0  # seconds after which we no longer wait
PAUSE = 0.05
DATABASE = "PostgreSQL accepts"
_numbers = itertools.count(1)


def wait(site: Site, path: str) -> dict[str, float]:
    """Seconds until each part did what it is there for, from now on."""
    parts: dict[str, Callable[[], bool]] = {
        DATABASE: lambda: bool(database.ask(site.primary, "SELECT 1")),
        "replica follows": lambda: not site.followed or _follows(site),
        "Redis answers": lambda: _redis_answers(site.redis),
        "worker sorts": lambda: _sorts(site, path),
        "reading through nginx": lambda: site.ask(site.front, Visit(path), within=5).status == 200,
        "commenting through nginx": lambda: told(site.ask(site.front, comment(path, _text()), within=5)) == "kept",
    }
    for web in site.webs:
        parts[f"{web.name} draws a page"] = lambda web=web: _draws(site, web)  # type: ignore[misc]
        parts[f"{web.name} takes a comment"] = lambda web=web: _takes(site, web, path)  # type: ignore[misc]
    began, found = time.monotonic(), dict[str, float]()
    watchers = [threading.Thread(target=_watch, args=(name, part, began, found)) for name, part in parts.items()]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    return {name: found[name] for name in parts}


def _watch(name: str, part: Callable[[], bool], began: float, found: dict[str, float]) -> None:
    while time.monotonic() - began < WITHIN:
        with suppress(psycopg2.Error, redis.RedisError):
            if part():
                found[name] = time.monotonic() - began
                return
        time.sleep(PAUSE)
    found[name] = float("inf")


def _text() -> str:
    return f"Is this taken again, for the {next(_numbers)}th time, we ask."


def _takes(site: Site, web: Machine, path: str) -> bool:
    return told(site.ask(web, comment(path, _text()), within=5)) == "kept"


def _draws(site: Site, web: Machine) -> bool:
    """A page that is never kept."""
    return site.ask(web, Visit(f"/search/?q=water{next(_numbers)}"), within=5).status == 200


def _follows(site: Site) -> bool:
    query = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn >= pg_current_wal_flush_lsn()"
    return bool(database.ask(site.primary, query)) and bool(database.ask(site.replica, "SELECT 1"))


def _redis_answers(machine: Machine) -> bool:
    return bool(redis.Redis(machine.address, socket_timeout=1, socket_connect_timeout=1).ping())


def _sorts(site: Site, path: str) -> bool:
    """The worker looks at what came last, once somebody wrote again."""
    query = "SELECT max(id) FROM comments_comment"
    ((newest,),) = database.ask(site.primary, query)
    if not _takes(site, site.web1, path):
        return False
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        with suppress(psycopg2.Error):
            done = "SELECT 1 FROM comments_comment WHERE id > %s AND sorted_at IS NOT NULL"
            if database.ask(site.primary, done, newest):
                return True
        time.sleep(PAUSE)
    return False

"""What happens to the machines, one after the other, under load; and what was seen meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bench.cluster import net, normal
from bench.cluster.client import Load, Visit
from bench.cluster.moderator import Moderator
from bench.cluster.site import Site

READS, POSTS, RARE = 20.0, 2.0, 0.5  # a second
PAUSE = 2.5  # seconds between two decisions
CALM = 3.0  # seconds before and after


@dataclass(frozen=True)
class Outage:
    """`begin` and `end` do it and undo it; `seconds` lie between."""

    name: str
    seconds: float
    begin: Callable[[], None]
    end: Callable[[], None]


@dataclass(frozen=True)
class Happened:
    """When, by time.monotonic: from its beginning until all was normal again; `parts`: seconds that each took."""

    name: str
    seconds: float
    began: float
    ended: float
    normal: float
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def last(self) -> tuple[str, float]:
        """What took longest to be normal again, and how long."""
        return max(self.parts.items(), key=lambda part: part[1])


def killed(site: Site, *machines: net.Machine) -> tuple[Callable[[], None], Callable[[], None]]:
    def begin() -> None:
        for machine in machines:
            machine.kill()

    def end() -> None:
        for machine in machines:
            site.start(machine)

    return begin, end


def stopped(site: Site) -> tuple[Callable[[], None], Callable[[], None]]:
    """Both databases, as an administrator stops them."""

    def begin() -> None:
        site.pair.stop(site.replica)
        site.pair.stop(site.primary)

    return begin, killed(site, site.primary, site.replica)[1]


def cut_off(machine: net.Machine, *others: net.Machine) -> tuple[Callable[[], None], Callable[[], None]]:
    def begin() -> None:
        for other in others:
            machine.lose(other)

    def end() -> None:
        for other in others:
            machine.find(other)

    return begin, end


def planned(site: Site, *, short: float, long: float) -> list[Outage]:
    """All of them. `short`: seconds of each, `long`: of the one in which PostgreSQL is stopped."""

    return [
        Outage("nothing", short, lambda: None, lambda: None),
        Outage("a web machine killed", short, *killed(site, site.web2)),
        Outage("Redis killed", short, *killed(site, site.redis)),
        Outage("the replica killed", short, *killed(site, site.replica)),
        Outage("the worker killed", short, *killed(site, site.worker)),
        Outage("the primary killed", short, *killed(site, site.primary)),
        Outage("a web machine frozen", short, site.web2.freeze, site.web2.thaw),
        Outage("Redis frozen", short, site.redis.freeze, site.redis.thaw),
        Outage("the replica frozen", short, site.replica.freeze, site.replica.thaw),
        Outage("the primary frozen", short, site.primary.freeze, site.primary.thaw),
        Outage("a web machine's cable pulled", short, site.web2.cut, site.web2.mend),
        Outage("a web machine cut off from both databases", short, *cut_off(site.web2, site.primary, site.replica)),
        Outage("PostgreSQL stopped, both", long, *stopped(site)),
        Outage("the primary lost, the replica promoted", short, site.primary.kill, site.promote),  # the last: for good
    ]


@contextmanager
def loaded(site: Site, moderator: Moderator, paths: list[str], rare: list[str]) -> Iterator[Load]:
    """Readers, commenters and a moderator, for as long as this lasts."""
    for path in paths:  # what was asked for within the last hour
        for place in (site.front, *site.webs):
            site.ask(place, Visit(path))
    load = Load(lambda visit: site.ask(site.front, visit, within=30), paths, visitors=net.VISITORS)
    load.rare = rare
    stop = threading.Event()
    decides = threading.Thread(target=moderator.go_on, args=(stop, load), kwargs={"pause": PAUSE}, daemon=True)
    load.begin(reads=READS, posts=POSTS, rare=RARE)
    decides.start()
    try:
        yield load
    finally:
        stop.set()
        load.end()
        decides.join()


def happen(site: Site, load: Load, outage: Outage, main: str) -> Happened:
    """One outage, on a main page of its own."""
    load.main = main
    time.sleep(CALM)
    began = time.monotonic()
    outage.begin()
    time.sleep(outage.seconds)
    ended = time.monotonic()
    outage.end()
    parts = normal.wait(site, main)
    done = time.monotonic()
    time.sleep(CALM)
    return Happened(outage.name, outage.seconds, began, ended, done, parts)


def during(happened: Happened, at: float) -> bool:
    return happened.began <= at <= happened.normal + CALM

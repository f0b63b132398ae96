"""make bench ARGS=flood: whether memory stays as it is while a million addresses are asked for that nobody knows.

One site, embedded and behind nginx at once, and wrk before both; FLOOD_SECONDS (600) is for how long. Each query string
is another; some are pages' own (`?page=`), some nobody's.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from processes import Signals

from bench import install, load, machine, pages, posting
from bench.stack import Site, Stack

LUA = Path(__file__).with_suffix(".lua")
WANTED = 1_000_000
WITHIN = 0.10  # of what it was at the start
WARM = 0.1  # of the time, until the start is measured: what is kept must be there first
CONNECTIONS = 8
OTHERS = ("/", "/feed/", "/archive/", "/comments/feed/", "/sitemap.xml", "/robots.txt")


Weigh = Callable[[], dict[str, float]]  # MiB of each program


@dataclass(frozen=True)
class Flood:
    """`memory`: MiB of each program at each look, by seconds since the load began. `refused`: neither 2xx nor 3xx."""

    seconds: float
    memory: dict[float, dict[str, float]]
    asked: tuple[int, ...]  # embedded, behind nginx
    refused: int
    broken: int

    def at(self, part: float) -> dict[str, float]:
        """The middle of three looks around a part of the time: one alone may fall into a moment's need."""
        near = sorted(self.memory, key=lambda second: abs(second - part * self.seconds))[:3]
        return {name: statistics.median(self.memory[second][name] for second in near) for name in self.memory[near[0]]}


def measure(seconds: float) -> Flood:
    folder = posting.on_disk()
    stack = Stack(folder, Signals())
    try:
        site = Site(stack, "site")
        paths = site.inside.build(filler=100, comments=2000)
        site.inside.end()
        site.start()
        behind = site.behind_nginx()
        parts = {"web": site.web, "worker": site.worker, "nginx": site.nginx}
        for path in (*paths, *OTHERS):
            for port in (site.port, behind):
                load.fetch(port, path)
        return _flood(seconds, [site.port, behind], [*paths, *OTHERS], lambda: pages.weigh(parts))
    finally:
        stack.stop()
        posting.remove(folder)


def _flood(seconds: float, ports: list[int], paths: list[str], weigh: Weigh) -> Flood:
    began, memory = time.monotonic(), dict[float, dict[str, float]]()
    running = [_wrk(port, paths, seconds, first=number * 10**9) for number, port in enumerate(ports, 1)]
    while any(one.poll() is None for one in running):
        time.sleep(max(0.2, seconds / 120))
        if (now := time.monotonic() - began) < seconds:
            memory[now] = weigh()
    found = [re.search(r"^RESULT (\d+) (\d+) (\d+)$", one.communicate()[0], re.M) for one in running]
    asked, refused, broken = ([int(one[part]) for one in found if one] for part in (1, 2, 3))
    return Flood(seconds, memory, tuple(asked), sum(refused), sum(broken))


def _wrk(port: int, paths: list[str], seconds: float, *, first: int) -> subprocess.Popen[str]:
    words = [install.found("wrk") or "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{round(seconds)}s", "--timeout=20s"]
    env = {"PATH": install.PATH, "PATHS": " ".join(paths), "FROM": str(first)}
    words += ["-H", "Accept-Encoding: gzip", "-s", str(LUA), f"http://127.0.0.1:{port}/"]
    return subprocess.Popen(words, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)


def text(flood: Flood) -> str:
    """As a table, and whether it held."""
    start, middle, end = flood.at(WARM), flood.at(0.5), flood.at(1)
    lines = [f"| memory, MiB | after {WARM:.0%} | in the middle | at the end | change |", "|---|--:|--:|--:|--:|"]
    for name in [*start, "all"]:
        first, half, last = (sum(at.values()) if name == "all" else at[name] for at in (start, middle, end))
        lines.append(f"| {name} | {first:.0f} | {half:.0f} | {last:.0f} | {last / first - 1:+.1%} |")
    change = sum(end.values()) / sum(start.values()) - 1
    each = " embedded, ".join(f"{one:,}" for one in flood.asked)
    missing = f"{flood.refused:,} answers were no page (a number of a page that is not there), {flood.broken} failed."
    said = f"{sum(flood.asked):,} query strings in {flood.seconds:.0f} s ({each} behind nginx); {missing}"
    lines += ["", said]
    lines.append("Memory is flat." if abs(change) <= WITHIN else "**Memory is not flat.**")
    if sum(flood.asked) < WANTED:
        lines.append(f"That was less than the million that is wanted: FLOOD_SECONDS={flood.seconds * 2:.0f}.")
    return "\n".join(lines)


def main() -> int:
    if lacks := [line for line in install.bring() if "taskset" not in line]:
        return "; ".join(lacks)  # type: ignore[return-value]
    seconds = float(os.environ.get("FLOOD_SECONDS") or 600)
    print(f"A flood of {seconds:.0f} s …", flush=True)
    print("\n" + machine.words(Path("/var/tmp"), len(os.sched_getaffinity(0))))  # noqa: S108 - where the site is
    print("\n" + text(measure(seconds)))
    return 0

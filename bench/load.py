"""Asks for one page as fast as it is given, from one core, for a bounded time, from this machine alone."""

from __future__ import annotations

import http.client
import re
import secrets
import socket
import statistics
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import install

LUA = Path(__file__).with_name("load.lua")
CONNECTIONS = 16


@dataclass(frozen=True)
class Rate:
    """What one run of wrk saw: requests a second, and how long the middle one and the slowest hundredth took (ms)."""

    rps: float
    p50: float
    p99: float
    failed: int
    count: int = 0  # requests that were answered; of comments, those that have a receipt

    @classmethod
    def median(cls, runs: Sequence[Rate]) -> Rate:
        middle = {name: statistics.median(getattr(run, name) for run in runs) for name in ("rps", "p50", "p99")}
        return cls(**middle, failed=sum(run.failed for run in runs))


def wrk(url: str, *, core: int, seconds: float, post: bool = False) -> Rate:
    """One run against a page of this machine."""
    if not url.startswith("http://127.0.0.1:"):
        raise ValueError("Only this machine is measured")
    wanted = [install.found("wrk") or "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--timeout=10s"]
    pinned = ["taskset", "-c", str(core)] if install.found("taskset") else []
    words = [*pinned, *wanted, "-H", "Accept-Encoding: gzip", "-s", str(LUA), url]
    env = {"PATH": install.PATH, "POST": "1" if post else "0", "SEED": str(secrets.randbelow(2**31))}
    said = subprocess.run(words, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    found = re.search(r"^RESULT (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)$", said.stdout, re.M)
    if not found:
        raise RuntimeError(f"wrk said nothing of use:\n{said.stdout}{said.stderr}")
    requests, microseconds, p50, p99, refused, broken = map(int, found.groups())
    return Rate(requests / microseconds * 1e6, p50 / 1000, p99 / 1000, refused + broken, requests)


def in_turn(
    urls: dict[str, str], *, core: int, seconds: float, rounds: int, after: Callable[[str], None] = lambda name: None
) -> dict[str, Rate]:
    """The median of each over so many rounds, one after the other in each round, so that what else happens on the
    machine hits all of them. `after` hears which run has just ended.
    """
    for url in urls.values():
        wrk(url, core=core, seconds=1)  # warm
    runs: dict[str, list[Rate]] = {name: [] for name in urls}
    for _ in range(rounds):
        for name, url in urls.items():
            runs[name].append(wrk(url, core=core, seconds=seconds))
            after(name)
    return {name: Rate.median(of_it) for name, of_it in runs.items()}


def fetch(port: int, path: str, *, encoding: str = "gzip") -> tuple[bytes, int, str]:
    """The body as it came, the bytes of the whole answer on the wire, and the compression."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    link.request("GET", path, headers={"Accept-Encoding": encoding})
    answer = link.getresponse()
    body = answer.read()
    head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders()) + len("HTTP/1.1 200 OK\r\n\r\n")
    link.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    return body, head + len(body), answer.headers.get("Content-Encoding", "")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        number: int = free.getsockname()[1]
        return number

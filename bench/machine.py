"""This machine in neutral words, its cores, and the memory of what we started on it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from bench import install


def cores() -> tuple[int, int]:
    """The core of the servers, and the core of the load. The same where there is only one."""
    allowed = sorted(os.sched_getaffinity(0))
    return allowed[0], allowed[min(1, len(allowed) - 1)]


def stay_on(core: int) -> None:
    """From now on this process, and whatever it starts, runs on one core."""
    os.sched_setaffinity(0, {core})


@contextmanager
def on(cores: set[int]) -> Iterator[None]:
    """Inside, what is started runs on all of these."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, cores)
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def words(folder: Path, cores_there: int) -> str:
    """What was measured on, without a name or a path."""
    nginx = subprocess.run([install.found("nginx") or "true", "-v"], capture_output=True, text=True).stderr
    said = re.search(r"nginx/([\d.]+)", nginx)
    python = ".".join(map(str, sys.version_info[:3]))
    parts = [
        f"{datetime.now(UTC):%Y-%m-%d}",
        f"{cores_there} core{'s' * (cores_there > 1)}, {_memory()} GiB",
        f"data on {_filesystem(folder)}",
        f"Python {python}, Django {version('Django')}, granian {version('granian')}",
        f"nginx {said[1]}" if said else "no nginx",
        f"load average before: {os.getloadavg()[0]:.1f}",
    ]
    return "; ".join(parts)


def _memory() -> int:
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30)


def _filesystem(folder: Path) -> str:
    """The kind of file system: on tmpfs nothing is durable, and what is written costs nothing."""
    best = ("", "?")
    for line in Path("/proc/mounts").read_text().splitlines():
        _device, place, kind, *_ = line.split()
        if folder.is_relative_to(place) and len(place) >= len(best[0]):
            best = (place, kind)
    return best[1]


def memory(roots: Iterable[int]) -> float:
    """MiB of these processes and all below them; what several share is counted once (PSS)."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        below.setdefault(parent, []).append(int(folder.name))
    waiting, total = list(roots), 0
    while waiting:
        number = waiting.pop()
        waiting += below.get(number, [])
        try:
            total += int(re.findall(r"^Pss:\s+(\d+)", Path(f"/proc/{number}/smaps_rollup").read_text(), re.M)[0])
        except (OSError, IndexError):
            continue
    return total / 1024

"""Writing: comments that are taken in a second, each on the disk before it is answered, on both databases."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from with_pg import Server, find_binaries

from bench import load
from bench.load import Rate
from bench.stack import Site, Stack

SETTLE = 0.5  # seconds
DURABLE = {"listen_addresses": "", "max_connections": "60"}  # all else as PostgreSQL has it: fsync before the answer


def measure(site: Site, path: str, *, core: int, seconds: float, rounds: int) -> Rate:
    """Comments a second, each with its receipt. Raises if one of these is not in the database, or anything else was
    answered.
    """
    url, seconds = f"http://127.0.0.1:{site.port}{path}comment/", max(seconds, 3)
    load.wrk(url, core=core, seconds=1, post=True)
    runs = []
    for _ in range(rounds):
        before = site.inside.received()
        runs.append(load.wrk(url, core=core, seconds=seconds, post=True))
        time.sleep(SETTLE)  # what was sent last may still be on its way
        kept, said = site.inside.received() - before, runs[-1].count
        if kept < said or runs[-1].failed:
            raise RuntimeError(f"{said} receipts and {runs[-1].failed} other answers; {kept} are in the database")
    return Rate.median(runs)


@contextmanager
def postgres(stack: Stack) -> Iterator[str | None]:
    """The address of a PostgreSQL that forgets nothing, on a disk; None where there is none to start."""
    binaries = find_binaries()
    if binaries is None:
        yield None
        return
    usual, tempfile.tempdir = tempfile.tempdir, str(stack.folder.parent)
    try:
        server = Server(binaries, DURABLE)
    finally:
        tempfile.tempdir = usual
    try:
        server.start(stack.signals)
        yield server.url
    finally:
        server.remove(stack.signals)


def on_disk() -> Path:
    """A folder of our own on a disk: what is in memory alone would cost nothing to keep."""
    return Path(tempfile.mkdtemp(prefix="harmblog-bench-", dir="/var/tmp"))


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)

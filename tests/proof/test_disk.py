"""A full disk, and somebody who holds the database: reading goes on, a comment is kept or comes back with its text."""

import contextlib
import os
import resource
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from ..apart import POSTGRES
from .long import LONG, Figure, many
from .running import PAGE, Load, Site, load, running

pytestmark = pytest.mark.django_db
AGAIN_WITHIN = 5.0  # seconds
SMALLEST = 64 * 1024  # bytes; the files that were larger cannot be written at their end any more
PATIENCE = 10.0 if LONG else 4.0  # seconds that the site waits for the database: 10, unless it is told otherwise
OPTIONS = f"?options=-c%20lock_timeout%3D{PATIENCE:.0f}s" if POSTGRES else f"?timeout={PATIENCE:.0f}"
# Some are drawn anew each time, some are kept.
PAGES = (PAGE, "/", "/search/?q=text", "/archive/?page=1", "/healthz/")


def may_mount() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, keys: Path, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("disk")
    small = may_mount() and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "none", folder]).returncode == 0
    try:
        with running(folder, keys, django_db_blocker, options="" if LONG else OPTIONS, small=small) as site:
            yield site
    finally:
        if small:
            subprocess.run(["umount", "--lazy", folder], check=True)


# --- A full disk ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def limited(site: Site) -> Iterator[None]:
    """No file of the web process can grow."""
    for number in site.processes():
        resource.prlimit(number, resource.RLIMIT_FSIZE, (SMALLEST, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        for number in site.processes():
            resource.prlimit(number, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextlib.contextmanager
def filled(site: Site) -> Iterator[None]:
    """Not one byte is free, nor left over in the log."""
    site.ask("PRAGMA wal_checkpoint(TRUNCATE)")
    filler = site.folder / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        for size in (2**20, 1):
            with contextlib.suppress(OSError):
                while file.write(bytes(size)):
                    pass
    try:
        yield
    finally:
        filler.unlink()


@pytest.mark.one_database
@pytest.mark.fault(10)
@pytest.mark.skipif(bool(POSTGRES), reason="the disk of PostgreSQL is not the site's")
@pytest.mark.parametrize("full", [limited, filled])
def test_full_disk_costs_no_reader_a_page_and_no_writer_a_text(
    site: Site, full: Callable[[Site], Any], record_property: Figure
) -> None:
    if full is filled and not site.on_a_small_disk:
        pytest.skip("only root can make a small disk to fill")
    receipt = site.post(f"Before it is full: {full.__name__}.")[1]
    before, process = site.texts(), site.processes()
    kept, refused = [], 0
    with full(site):
        for number in range(many(6, 100)):
            text = f"{full.__name__} {number}: {'words ' * 500}."
            status, told = site.post(text, email="rita@example.org")
            assert status in (303, 503), (status, told)
            if status == 303:
                kept.append(text)
            else:
                refused += 1
                assert text in told
            assert {path: site.get(path)[0] for path in (*PAGES, receipt)} == dict.fromkeys((*PAGES, receipt), 200)
        assert refused
        assert site.texts() - before == dict.fromkeys(kept, 1)
    began = time.monotonic()
    while site.post(f"There is room again after {full.__name__}.")[0] != 303:
        assert time.monotonic() < began + AGAIN_WITHIN
    assert site.processes().keys() == process.keys()
    assert site.ask("PRAGMA integrity_check") == [("ok",)]
    record_property("figure", f"disk full: {refused} posts refused with their text, no page failed, no restart")


# --- Somebody holds the database --------------------------------------------------------------------------------------


@contextlib.contextmanager
def held(site: Site) -> Iterator[None]:
    """By somebody who has begun to write and does not end."""
    link: Any
    if POSTGRES:
        link, begin = psycopg2.connect(site.database), "LOCK TABLE comments_comment IN EXCLUSIVE MODE"
    else:
        link, begin = sqlite3.connect(site.folder / "db.sqlite3", isolation_level=None), "BEGIN IMMEDIATE"
    with contextlib.closing(link):
        link.cursor().execute(begin)
        yield
        link.rollback()


def waits(told: Load) -> list[float]:
    return sorted(ended - began for began, ended, _status in told.reads)


@pytest.mark.fault(11)
def test_database_held_by_a_long_writer_costs_readers_nothing_and_writers_no_text(
    site: Site, record_property: Figure
) -> None:
    seconds = many(5, 30)
    for path in PAGES:
        site.get(path)
    with load(site, writers=6, readers=PAGES, pause=0.05) as usual:
        time.sleep(seconds / 3)
    with load(site, writers=6, readers=PAGES, pause=0.05) as told:
        told.wait_for(6)
        with held(site):
            began = time.monotonic()
            time.sleep(seconds)
        ended = time.monotonic()
        told.wait_for(len(told.kept) + 6)
    assert set(told.statuses()) == {303, 503}
    assert [text for text, page in told.refused if text not in page] == []
    assert max(ended - began for began, ended, _ in told.posts) < PATIENCE + 2
    assert {status for *_, status in told.reads} == {200}
    assert max(waits(told)) < PATIENCE - 0.5
    assert told.lost(site) == []
    back = min(at for _, at, status in told.posts if status == 303 and at > ended) - ended
    assert back < AGAIN_WITHIN
    p99, before = (waits(each)[-1 - len(each.reads) // 100] for each in (told, usual))
    if LONG:
        assert p99 < max(2 * before, 0.1)
    record_property(
        "figure",
        f"held for {ended - began:.0f} s: {len(told.refused)} posts refused with their text, {len(told.reads):,} "
        f"pages read, p99 {p99 * 1000:.0f} ms (before: {before * 1000:.0f} ms)",
    )

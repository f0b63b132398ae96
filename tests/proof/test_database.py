"""PostgreSQL stopped under load; a bit that flips in the database."""

import contextlib
import os
import random
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from with_pg import AT_ONCE, FAST_SHUTDOWN

from comments import soundness

from ..apart import POSTGRES
from .cluster import Cluster
from .long import LONG, Figure, many
from .running import PAGE, WORDS, Site, furnished, load, running

pytestmark = pytest.mark.django_db
FIRST_WITHIN = 2.0 if LONG else 10.0  # seconds after PostgreSQL is ready; in short, on a machine that does much else
HEAD = (0, 3, 4, 5, 6)  # bytes of a page: of what kind it is, how many rows it has, and where they begin
KEPT = (PAGE, "/", "/articles/tolerance/", "/feed/")


@pytest.fixture(scope="module")
def cluster(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cluster | None]:
    """A PostgreSQL of this module's own; None on SQLite."""
    if not POSTGRES:
        yield None
        return
    with django_db_blocker.unblock(), furnished("cluster"):
        cluster = Cluster()
    try:
        cluster.begin()
        yield cluster
    finally:
        cluster.away()


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, keys: Path, cluster: Cluster | None, django_db_blocker: Any
) -> Iterator[Site]:
    database = cluster.database if cluster else ""
    with running(tmp_path_factory.mktemp("database"), keys, django_db_blocker, database=database) as site:
        yield site


# --- PostgreSQL stops and comes back ----------------------------------------------------------------------------------


@pytest.mark.fault(12)
@pytest.mark.skipif(not POSTGRES, reason="SQLite does not stop")
def test_postgresql_that_is_restarted_costs_no_reader_a_page_and_no_writer_a_text(
    site: Site, cluster: Cluster, record_property: Figure
) -> None:
    backs, refused = [], 0
    for path in KEPT:
        assert site.get(path)[0] == 200
    for how in (FAST_SHUTDOWN, AT_ONCE) * many(1, 10):
        with load(site, writers=4, readers=KEPT, pause=0.08) as told:
            told.wait_for(8)
            stopped = time.monotonic()
            cluster.end(how)
            time.sleep(1)
            cluster.begin()
            ready = time.monotonic()
            told.wait_for(len(told.kept) + 8)
        assert set(told.statuses()) == {303, 503}, site.output.read_text()
        failed = [(began, ended) for began, ended, status in told.posts if status != 303]
        assert [began for began, ended in failed if ended < stopped or began > ready + FIRST_WITHIN] == []
        backs.append(min(ended for _, ended, status in told.posts if status == 303 and ended > ready) - ready)
        assert {status for *_, status in told.reads} == {200}
        assert [text for text, page in told.refused if text not in page] == []
        assert told.lost(site) == []
        refused += len(told.refused)
    assert max(backs) < FIRST_WITHIN
    record_property(
        "figure",
        f"{len(backs)} restarts: nothing acknowledged lost, {refused} posts refused with their text, no kept page "
        f"failed, the first post received {max(backs):.1f} s after it was ready at the latest",
    )


# --- A bit flips ------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def stopped(site: Site, cluster: Cluster | None) -> Iterator[None]:
    site.kill()
    if cluster:
        cluster.end(FAST_SHUTDOWN)
    yield
    if cluster:
        cluster.begin()
    site.start()


def flip(site: Site, cluster: Cluster | None) -> None:
    """One bit, at the beginning of the page with the middle of the longer article."""
    files = cluster.data.glob("base/*/*") if cluster else [site.folder / "db.sqlite3"]
    middle, size = " ".join(WORDS[600:604]).encode(), 8192 if cluster else 4096
    for file in files:
        for match in re.finditer(middle, file.read_bytes()):
            with file.open("r+b") as pages:
                pages.seek(match.start() // size * size + 3)
                bits = pages.read(1)[0]
                pages.seek(-1, os.SEEK_CUR)
                pages.write(bytes([bits ^ 4]))


@pytest.mark.fault(21)
def test_flipped_bit_is_found_by_the_daily_reading_and_other_articles_are_read(
    site: Site, cluster: Cluster | None, record_property: Figure
) -> None:
    assert site.get("/articles/tolerance/")[0] == 200
    assert "damaged" not in site.get("/readyz/")[1]
    if not cluster:
        site.ask("PRAGMA wal_checkpoint(TRUNCATE)")
    with stopped(site, cluster):
        flip(site, cluster)
    try:
        assert site.get("/articles/tolerance/")[0] >= 500
        assert [site.get(path)[0] for path in (PAGE, "/articles/naloxone/feed/", "/help-now/")] == [200] * 3
        assert site.post("It helped me.")[0] == 303
        site.manage("worker", "--once").wait()
        told = site.get("/readyz/")[1]
        assert told.startswith("database: it is damaged: manage.py check_data\n"), site.output.read_text()
    finally:
        with stopped(site, cluster):
            flip(site, cluster)
    record_property("figure", "told at /readyz/ after the worker's round; other articles were read and commented on")


@pytest.fixture
def whole(site: Site, tmp_path: Path) -> bytes:
    """The bytes of a database with some comments."""
    for number in range(10):
        assert site.post(f"Comment {number}, {'words ' * 40}", email=f"{number}@example.org")[0] == 303
    with (
        contextlib.closing(sqlite3.connect(site.folder / "db.sqlite3")) as there,
        contextlib.closing(sqlite3.connect(tmp_path / "whole")) as here,
    ):
        there.backup(here)
    return (tmp_path / "whole").read_bytes()


@pytest.mark.one_database
@pytest.mark.fault(21)
@pytest.mark.skipif(bool(POSTGRES), reason="PostgreSQL has checksums")
def test_flipped_bits_of_sqlite_are_found_where_pages_are_held_together_and_in_comments(
    whole: bytes, tmp_path: Path, record_property: Figure
) -> None:
    chance, tries = random.Random(21), many(6, 300)
    assert found(tmp_path / "copy", whole) == 0
    # SQLite says the damaged word in its message, which then is no text.
    assert found(tmp_path / "copy", whole.replace(b"CREATE TABLE", b"CREATE \xe3ABLE", 1))
    pages = range(4096, len(whole), 4096)
    held = [page for page in pages if whole[page] in (2, 5, 10, 13)]
    said = [match.start() for match in re.finditer(b"words words", whole)]
    places: dict[str, Callable[[], int]] = {
        "in heads of pages": lambda: chance.choice(held) + chance.choice(HEAD),
        "in comments": lambda: chance.choice(said) + chance.randrange(10),
        "anywhere, free space included": lambda: chance.randrange(100, len(whole)),
    }
    counts = {
        where: sum(
            found(tmp_path / "copy", flipped(whole, place(), 1 << chance.randrange(8))) > 0 for _ in range(tries)
        )
        for where, place in places.items()
    }
    assert counts["in heads of pages"] == tries
    assert counts["in comments"] >= 0.8 * tries  # a letter can become a sign that is shown as something longer
    told = ", ".join(f"{count} {where}" for where, count in counts.items())
    record_property("figure", f"SQLite, which has no checksums: of {tries:,} flips each it found {told}")


def flipped(whole: bytes, at: int, bit: int) -> bytes:
    return b"".join((whole[:at], bytes([whole[at] ^ bit]), whole[at + 1 :]))


def found(file: Path, image: bytes) -> int:
    """How much is wrong with it."""
    file.write_bytes(image)
    connections.databases["spoilt"] = {**connections.databases["default"], "NAME": str(file)}
    spoilt: Any = connections["spoilt"]

    def connect() -> None:  # which a test may not, but to its own database
        with spoilt.wrap_database_errors:
            if spoilt.connection is None:
                spoilt.connect()

    spoilt.ensure_connection = connect
    try:
        return len(list(soundness.troubles("spoilt")))
    finally:
        spoilt.close()
        del connections["spoilt"], connections.databases["spoilt"]

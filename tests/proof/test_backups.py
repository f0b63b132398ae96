"""Backups that are made while people write, each restored elsewhere and compared with one moment of the site."""

import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest

from ..apart import copied_database
from ..behind import Served
from .conftest import NGINX
from .long import LONG, Figure, many
from .visitors import crowd

pytestmark = [pytest.mark.django_db(transaction=True), NGINX]
QUERIES = {
    "comments": "SELECT text FROM comments_comment WHERE text LIKE 'Visitor %' ORDER BY id",
    "without an address": "SELECT COUNT(*) FROM comments_comment LEFT JOIN comments_contact ON comment_id = "
    "comments_comment.id WHERE comment_id IS NULL AND text LIKE 'Visitor %'",
}


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as database:
            return database.execute(query).fetchall()
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall()


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Another place, with tables and nothing in them."""
    with copied_database(tmp_path) as database:
        yield {"DATABASE_URL": database, "VAR_DIR": str(tmp_path)}


@pytest.mark.fault(15)
def test_backup_under_load_is_a_moment_of_the_site(
    pair: Served, elsewhere: dict[str, str], tmp_path: Path, record_property: Figure
) -> None:
    times, least, most = many(1, 50), 10**9, 0  # on each database
    with crowd(pair, 3, rate=30, writes_every=2) as come:
        while len(come.received[0]) < 3:
            time.sleep(0.1)
        for number in range(times):
            file = tmp_path / f"{number}.zip"
            before = {who: len(texts) for who, texts in come.received.items()}
            pair.manage("backup", str(file))
            after = {who: len(texts) + 1 for who, texts in come.received.items()}  # one may be on its way
            pair.manage("restore", str(file), "--replace", **elsewhere)
            kept = [
                str(text)
                for (text,) in ask(elsewhere["DATABASE_URL"], QUERIES["comments"])
                if str(id(come)) in str(text)
            ]
            for who in come.received:
                turns = [int(one) for one in re.findall(rf"Visitor {who} says (\d+) of", "\n".join(kept))]
                # All that had been received, none left out before the last.
                assert turns == list(range(2, 2 * len(turns) + 1, 2))
                assert before[who] <= len(turns) <= after[who]
            assert ask(elsewhere["DATABASE_URL"], QUERIES["without an address"]) == [(0,)]
            least, most = min(least, len(kept)), max(most, len(kept))
            file.unlink()
    assert come.failed == []
    record_property(
        "figure", f"{times} backups under load restored, of {least:,} to {most:,} comments: none lost or torn"
    )


@pytest.mark.fault(15)
@pytest.mark.skipif(not LONG, reason="a large site: make proof")
def test_large_site_is_back_within_a_minute(
    elsewhere: dict[str, str], pair: Served, tmp_path: Path, record_property: Figure
) -> None:
    pair.manage("restore", _populated(pair, elsewhere, tmp_path), "--replace", **elsewhere)
    began = time.monotonic()
    pair.manage("restore", str(tmp_path / "large.zip"), "--replace", **elsewhere)
    took = time.monotonic() - began
    assert took <= 60
    record_property("figure", f"100,000 comments restored in {took:.0f} s")


def _populated(pair: Served, elsewhere: dict[str, str], folder: Path) -> str:
    pair.manage("backup", str(folder / "small.zip"))
    pair.manage("restore", str(folder / "small.zip"), "--replace", **elsewhere)
    pair.manage("populate", "--articles", "50", "--comments", "100000", **elsewhere)
    pair.manage("backup", str(folder / "large.zip"), **elsewhere)
    return str(folder / "large.zip")

"""kill -9 and power cuts: what was acknowledged is there, once and whole, with its address and its mail."""

import contextlib
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..apart import POSTGRES
from .long import LONG, Figure, many
from .running import Load, Site, load, running

pytestmark = pytest.mark.django_db
READY_WITHIN = 3.0  # seconds of one core
SECTOR, TORN = 512, 64 * 1024  # bytes
KINDS = ("cut off", "zeros", "noise")


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, keys: Path, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("kill"), keys, django_db_blocker) as site:
        yield site


@pytest.fixture(scope="module")
def killed(site: Site) -> tuple[Load, list[float]]:
    """What writers were told by a site that was killed again and again, and how long each start took."""
    kills, comments, chance = many(2, 50), many(50, 5_000), random.Random(1)
    took = []
    with load(site, writers=4) as told:
        for number in range(1, kills + 1):
            told.wait_for(number * comments // kills)
            time.sleep(chance.random() / 20)
            site.kill()
            took.append(site.start())
    return told, took


@pytest.mark.fault(1)
@pytest.mark.promise(5)
def test_no_acknowledged_comment_is_lost_by_kill_9(
    site: Site, killed: tuple[Load, list[float]], record_property: Figure
) -> None:
    told, took = killed
    assert told.lost(site) == []
    assert set(told.statuses()) <= {0, 303}
    assert max(took) <= READY_WITHIN
    if not POSTGRES:
        assert site.ask("PRAGMA integrity_check") == [("ok",)]
    record_property(
        "figure", f"0 of {len(told.kept):,} lost in {len(took)} kills, ready after {max(took):.1f} s at most"
    )


@pytest.mark.fault(3)
def test_after_kills_no_comment_is_without_its_mail_nor_a_mail_without_its_comment(
    site: Site, killed: tuple[Load, list[float]], record_property: Figure
) -> None:
    told, _took = killed
    theirs = "SELECT id FROM comments_comment WHERE text LIKE 'Writer %'"
    comments = set(site.ask(theirs))
    assert comments == set(site.ask(f"SELECT comment_id FROM comments_contact WHERE comment_id IN ({theirs})"))
    kills, chance = many(0, 10), random.Random(3)
    for _ in range(kills):
        worker = site.manage("worker")
        time.sleep(1 + 3 * chance.random())
        worker.kill()
        worker.wait()
    assert site.manage("worker", "--once").wait() == 0, site.output.read_text()
    mails = site.ask(f"SELECT comment_id FROM comments_mail WHERE kind = 'confirm' AND comment_id IN ({theirs})")
    assert (len(mails), set(mails)) == (len(comments), comments)
    record_property(
        "figure",
        f"{len(comments):,} comments, as many addresses and mails, after kills of web and {kills} of the worker",
    )
    assert len(told.kept) <= len(comments)


@pytest.mark.fault(7)
def test_form_sent_ten_times_at_once_and_again_after_a_lost_answer_is_one_comment(
    site: Site, record_property: Figure
) -> None:
    sets = many(4, 200)
    for number in range(sets):
        text, answers, gate = f"Sent again and again, {number}.", list[tuple[int, str]](), threading.Barrier(10)

        def send(text: str, read: bool, answers: list[tuple[int, str]], gate: threading.Barrier) -> None:
            gate.wait(30)
            answer = site.post(text, read=read)
            answers.append(answer if read else site.post(text))  # again, if the answer was lost

        threads = [threading.Thread(target=send, args=(text, who % 2 == 0, answers, gate)) for who in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        answers.append(site.post(text))
        assert {status for status, _ in answers} == {303}
        assert len(set(answers)) == 1
        assert site.texts()[text] == 1
    record_property("figure", f"{sets} sets of ten: {sets} comments, equal answers")


# --- A power cut ------------------------------------------------------------------------------------------------------


@pytest.mark.one_database
@pytest.mark.fault(2)
@pytest.mark.skipif(bool(POSTGRES), reason="SQLite's log")
def test_each_torn_end_of_the_log_opens_with_whole_comments_only(
    site: Site, tmp_path: Path, record_property: Figure
) -> None:
    database, log, said = filled(site, tmp_path)
    steps = range(0, TORN + 1, SECTOR * many(8, 1))
    ends = [len(log) - back for back in steps if back < len(log)]
    found = []
    for end in ends:
        for kind in KINDS if LONG else KINDS[:1]:
            rest = (
                b""
                if kind == "cut off"
                else (bytes if kind == "zeros" else random.Random(end).randbytes)(len(log) - end)
            )
            found.append(opened(tmp_path / "image", database, log[:end] + rest, said))
    assert max(found) == len(said)
    assert min(found) < len(said)
    record_property("figure", f"{len(found)} images of a torn log: all open, none with part of a comment")


@pytest.mark.one_database
@pytest.mark.fault(2)
@pytest.mark.skipif(bool(POSTGRES), reason="SQLite's log")
def test_database_torn_while_the_log_is_written_into_it_has_all_comments(
    site: Site, tmp_path: Path, record_property: Figure
) -> None:
    before, log, said = filled(site, tmp_path)
    (tmp_path / "after").write_bytes(before)
    (tmp_path / "after-wal").write_bytes(log)
    with contextlib.closing(sqlite3.connect(tmp_path / "after")) as link:
        link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    after, chance, images = (tmp_path / "after").read_bytes(), random.Random(2), many(4, 200)
    for _ in range(images):
        sectors = range(0, len(after), SECTOR)
        mixed = b"".join(chance.choice((before, after))[at : at + SECTOR].ljust(SECTOR, b"\0") for at in sectors)
        assert opened(tmp_path / "image", mixed, log, said) == len(said)
    record_property("figure", f"{images} images of a torn database: all open, with all comments")


def filled(site: Site, folder: Path) -> tuple[bytes, bytes, list[str]]:
    """The database and its log with the newest comments in it, and their texts, in the order they were kept in."""
    with contextlib.closing(sqlite3.connect(site.folder / "db.sqlite3")) as reader:
        reader.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else older comments lie at its end
        reader.execute("BEGIN")  # so that the log is not written into the database meanwhile
        reader.execute("SELECT count(*) FROM comments_comment").fetchone()
        for number in range(12):
            text = f"Before the cut, {folder.name} {number}."
            assert site.post(text, email=f"{number}@example.org")[0] == 303
        database, log = ((site.folder / name).read_bytes() for name in ("db.sqlite3", "db.sqlite3-wal"))
    return database, log, [f"Before the cut, {folder.name} {number}." for number in range(12)]


def opened(image: Path, database: bytes, log: bytes, said: list[str]) -> int:
    """How many of the comments are in the image; they are the first ones, and whole."""
    image.write_bytes(database)
    image.with_name("image-wal").write_bytes(log)
    image.with_name("image-shm").unlink(missing_ok=True)
    with contextlib.closing(sqlite3.connect(image)) as link:
        assert link.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert link.execute("PRAGMA foreign_key_check").fetchall() == []
        query = (
            "SELECT text, sealed IS NOT NULL FROM comments_comment c LEFT JOIN comments_contact ON comment_id = c.id"
        )
        rows = [row for row in link.execute(f"{query} ORDER BY c.id").fetchall() if row[0] in said]
    assert rows == [(text, 1) for text in said[: len(rows)]]
    return len(rows)

"""A web process keeps its database connections between requests: none that is broken, old or half used."""

import os
import signal
import stat
import threading
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import pytest
from django.db import OperationalError, connection, transaction

from harmblog.databases import spare, waits
from harmblog.models import Site
from harmblog.pages.mark import Mark

pytestmark = pytest.mark.django_db(transaction=True)
T = TypeVar("T")


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[spare.Spare]:
    """What the process keeps; a test database cannot be removed while anything leads to it."""
    monkeypatch.setattr(spare, "IDLE", -1)
    yield spare.SPARE
    spare.SPARE.close_old()


def answering(act: Callable[[], T], *, requests: bool = True) -> T:
    """What `act` returns in a thread as the web server's, or in one that answers nobody."""
    found = list[T]()

    def run() -> None:
        if requests:
            spare.answer_requests()
        try:
            found.append(act())
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return found[0]


def opened() -> Any:
    connection.ensure_connection()
    return connection.connection


def name() -> str:
    return Site.current().name


def test_next_request_opens_nothing() -> None:
    first = answering(opened)
    assert answering(opened) is first


def test_what_looks_on_its_own_is_given_none_and_keeps_none() -> None:
    first = answering(opened)
    assert answering(opened, requests=False) is not first
    assert answering(opened) is first


def test_connection_that_was_left_in_a_transaction_is_not_kept() -> None:
    def leave() -> Any:
        transaction.atomic().__enter__()
        Site.objects.update_or_create(pk=1, defaults={"name": "Half done"})
        return connection.connection

    left = answering(leave)
    assert answering(opened) is not left
    assert answering(name) != "Half done"


def test_rows_that_were_read_half_do_not_hold_on_to_an_old_state() -> None:
    cursors = []

    def read_half() -> None:
        cursor = connection.cursor()
        cursor.execute("SELECT id FROM auth_permission")
        cursor.fetchone()
        cursors.append(cursor)  # as an exception's traceback would hold it

    answering(read_half)
    Site.objects.update_or_create(pk=1, defaults={"name": "The newest"})
    assert answering(name) == "The newest"


def test_connection_that_the_server_has_ended_is_not_given_out(kept: spare.Spare) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    first = answering(opened)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [first.get_backend_pid()])
    threading.Event().wait(0.2)  # its last word is on the way
    assert answering(name) == Site.current().name


def test_server_that_hangs_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    monkeypatch.setattr(waits, "LONGEST", 0.3)
    process = answering(opened).get_backend_pid()

    def ask() -> str:
        try:
            return name()
        except OperationalError:
            return "It does not answer"

    found = list[str]()
    thread = threading.Thread(target=lambda: found.append(answering(ask)))
    try:
        os.kill(process, signal.SIGSTOP)  # the one that was kept; TCP goes on saying that it is there
        thread.start()
        for _ in range(50):
            waits.end_long_ones()
            thread.join(0.1)
        assert found == ["It does not answer"]
    finally:
        os.kill(process, signal.SIGCONT)
    assert answering(name) == Site.current().name


def test_what_nobody_needed_for_some_time_is_closed(kept: spare.Spare) -> None:
    first = answering(opened)
    kept.close_old()
    with pytest.raises(Exception, match="closed"):
        first.cursor()


@pytest.mark.one_database
def test_file_that_was_put_in_place_of_another_is_opened_anew(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from harmblog.databases.sqlite3.base import DatabaseWrapper

    def said(text: str) -> None:
        with sqlite3.connect(tmp_path / "new") as new:
            new.execute("CREATE TABLE words (text)")
            new.execute("INSERT INTO words VALUES (?)", [text])
        new.close()
        (tmp_path / "new").replace(tmp_path / "db")

    def read() -> str:
        one = DatabaseWrapper({**connection.settings_dict, "NAME": tmp_path / "db"}, "restored")
        with one.cursor() as cursor:
            cursor.execute("SELECT text FROM words")
            text: str = cursor.fetchone()[0]
        one.close()
        return text

    said("before")
    assert answering(read) == "before"
    said("from the backup")
    assert answering(read) == "from the backup"


@pytest.mark.one_database
def test_new_file_can_be_written_by_the_other_user_of_the_group(tmp_path: Any) -> None:
    from harmblog.databases.sqlite3.base import DatabaseWrapper

    usual = os.umask(0o007)  # as the units in deploy/ have it
    try:
        one = DatabaseWrapper({**connection.settings_dict, "NAME": tmp_path / "db"}, "new")
        with one.cursor() as cursor:
            cursor.execute("CREATE TABLE words (text)")
        modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in [*tmp_path.iterdir()]}
        one.close()
        mark = Mark(tmp_path / "mark")
        assert mark.present()
    finally:
        os.umask(usual)
    assert modes == dict.fromkeys(("db", "db-wal", "db-shm"), 0o660)
    assert stat.S_IMODE((tmp_path / "mark").stat().st_mode) == 0o660

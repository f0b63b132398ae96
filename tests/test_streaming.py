"""A real replica of PostgreSQL, which streams, stands still and dies."""

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from with_pg import AT_ONCE, Server, find_binaries

from comments.models import Heartbeat
from harmblog import doctor, pagecache, ready, replica
from harmblog.databases import PRIMARY, REPLICA
from harmblog.pages import watching

from .conftest import words

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL streams"),
    pytest.mark.django_db(transaction=True, databases=[PRIMARY, REPLICA]),
]
PAGE = "/articles/naloxone/"


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module", autouse=True)
def follower(django_db_setup: None) -> Iterator[Server]:
    """A copy of the server that this run has, and follows it."""
    binaries = find_binaries()
    assert binaries
    server = Server(binaries)
    try:
        server.copy(settings.DATABASES[PRIMARY]["HOST"], "-R")
        server.begin()
        there = {**settings.DATABASES[PRIMARY], "HOST": str(server.folder)}
        there["OPTIONS"] = {**there["OPTIONS"], "options": "-c default_transaction_read_only=on"}
        settings.DATABASES[REPLICA] = {**there, "TEST": {**there["TEST"], "MIRROR": PRIMARY}}
        yield server
    finally:
        if settings.DATABASES.pop(REPLICA, None):
            connections[REPLICA].close()
            del connections[REPLICA]
        server.end(AT_ONCE)
        shutil.rmtree(server.folder, ignore_errors=True)


def has_all() -> bool:
    """The last change is there, and by what PostgreSQL counts all before it: a test begins with the number at which
    another one began.
    """
    with replica.asked():
        number = replica.generation()
    if number != replica.generation():
        return False
    with connection.cursor() as here, connections[REPLICA].cursor() as there:
        here.execute("SELECT pg_current_wal_lsn()")
        there.execute("SELECT pg_last_wal_replay_lsn() >= %s", here.fetchone())
        return bool(there.fetchone()[0])


def asked_there(client: Client, path: str) -> int:
    with CaptureQueriesContext(connections[REPLICA]) as there:
        assert client.get(path).status_code == 200
    return len(there)


@pytest.fixture(autouse=True)
def well(follower: Server, article: Any) -> Iterator[None]:
    if follower.process and follower.process.ended():
        follower.begin()
    replica.forget()
    pagecache.bump()
    watching.look()
    until(has_all)
    yield
    connections[REPLICA].close()


def there(sql: str) -> None:
    with connections[REPLICA].cursor() as cursor:
        cursor.execute(sql)


def test_decision_is_seen_at_once_while_the_replica_stands_still(client: Client, approved: Any) -> None:
    assert asked_there(client, PAGE) > 2
    there("SELECT pg_wal_replay_pause()")
    approved("Seen at once")
    assert asked_there(client, PAGE) == 1  # for its number alone
    assert "Seen at once" in words(client.get(PAGE).content)
    there("SELECT pg_wal_replay_resume()")
    until(has_all)
    assert asked_there(client, "/search/?q=text") > 2
    assert asked_there(client, "/feed/") > 2


def test_nothing_is_written_through_it() -> None:
    with pytest.raises(DatabaseError, match="read-only"):
        there("UPDATE harmblog_generation SET number = 0")


def test_doctor_asks_whether_it_follows(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Heartbeat.objects.exists()
    assert "replica: ok" in map(str, ready.checks())
    assert list(doctor.services.the_replica()) == []
    monkeypatch.setattr(doctor.services, "REPLICA", PRIMARY)
    assert "follows no other" in str(*doctor.services.the_replica())


def test_replica_that_dies_costs_no_page(client: Client, follower: Server) -> None:
    assert asked_there(client, PAGE) > 2
    pagecache.forget()
    follower.end(AT_ONCE)
    for path in (PAGE, "/search/?q=text", "/"):
        assert client.get(path).status_code == 200
    assert next(check for check in ready.checks() if check.name == "replica").wrong.startswith("it does not answer")

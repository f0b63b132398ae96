"""A real replica of PostgreSQL, which streams, stands still and dies."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from processes import Program
from with_pg import Server, find_binaries

from comments.models import Heartbeat
from harmblog import doctor, pagecache, ready, replica
from harmblog.databases import PRIMARY, REPLICA
from harmblog.pages import watching

from .conftest import words

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL streams"),
    pytest.mark.django_db(transaction=True, databases=[PRIMARY, REPLICA]),
]
AT_ONCE = signal.SIGQUIT  # PostgreSQL then ends without tidying up
PAGE = "/articles/naloxone/"


def until(happens: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not happens():
        assert time.monotonic() < deadline
        time.sleep(0.02)


class Follower(Server):
    """A copy of the server that this run has, and follows it."""

    def follow(self, primary: str) -> None:
        if os.geteuid() == 0:
            self.become_nobody()
        data, words = self.folder / "data", ("-h", primary, "-U", "postgres", "-R", "-X", "stream")
        self.call("pg_basebackup", "-D", data, *words, "--checkpoint=fast", "--no-sync")
        self.live()

    def live(self) -> None:
        data = self.folder / "data"
        (data / "postmaster.pid").unlink(missing_ok=True)  # of the one that died
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = [self.binaries / "postgres", "-D", data, "-k", self.folder, *options]
        self.process = Program(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.options)
        until(lambda: self.ready(data / "postmaster.pid"))

    def die(self) -> None:
        if self.process and not self.process.ended():
            os.kill(self.process.pid, AT_ONCE)
            until(self.process.ended)


@pytest.fixture(scope="module", autouse=True)
def follower(django_db_setup: None) -> Iterator[Follower]:
    binaries = find_binaries()
    assert binaries
    server = Follower(binaries)
    try:
        server.follow(settings.DATABASES[PRIMARY]["HOST"])
        there = {**settings.DATABASES[PRIMARY], "HOST": str(server.folder)}
        there["OPTIONS"] = {**there["OPTIONS"], "options": "-c default_transaction_read_only=on"}
        settings.DATABASES[REPLICA] = {**there, "TEST": {**there["TEST"], "MIRROR": PRIMARY}}
        yield server
    finally:
        if settings.DATABASES.pop(REPLICA, None):
            connections[REPLICA].close()
            del connections[REPLICA]
        server.die()
        shutil.rmtree(server.folder, ignore_errors=True)


def has_all() -> bool:
    with replica.asked():
        there = replica.generation()
    return there == replica.generation()


def asked_there(client: Client, path: str) -> int:
    with CaptureQueriesContext(connections[REPLICA]) as there:
        assert client.get(path).status_code == 200
    return len(there)


@pytest.fixture(autouse=True)
def well(follower: Follower, article: Any) -> Iterator[None]:
    if follower.process and follower.process.ended():
        follower.live()
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


def test_replica_that_dies_costs_no_page(client: Client, follower: Follower) -> None:
    assert asked_there(client, PAGE) > 2
    pagecache.forget()
    follower.die()
    for path in (PAGE, "/search/?q=text", "/"):
        assert client.get(path).status_code == 200
    assert next(check for check in ready.checks() if check.name == "replica").wrong.startswith("it does not answer")

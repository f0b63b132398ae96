"""Readers' pages from a replica that lags, dies, or is all that is left; nothing else ever from it."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from comments.heartbeat import Heart
from comments.models import Heartbeat
from harmblog import doctor, pagecache, ready, replica
from harmblog.databases import PRIMARY, REPLICA, databases
from harmblog.pages import mark, shared, watching

from .conftest import words

pytestmark = [pytest.mark.django_db(transaction=True, databases=[PRIMARY, REPLICA]), pytest.mark.one_database]
PAGE = "/articles/naloxone/"


class Copy:
    """A second SQLite file that follows the first one when it is told to."""

    def __init__(self, file: Path) -> None:
        self.file, self._names = file, dict[str, Any]()

    def catch_up(self) -> None:
        here = connections[PRIMARY]
        here.ensure_connection()
        connections[REPLICA].close()
        with sqlite3.connect(self.file) as there:
            here.connection.backup(there)
        there.close()

    def take_away(self, name: str) -> None:
        """This database, for the rest of the test."""
        connections[name].close()
        self._names[name] = connections[name].settings_dict["NAME"]
        connections[name].settings_dict["NAME"] = "/nowhere/at/all"

    def bring_back(self) -> None:
        for name, was in self._names.items():
            connections[name].settings_dict["NAME"] = was

    def change(self, sql: str, *values: str) -> None:
        """There alone."""
        with sqlite3.connect(self.file) as there:
            there.execute(sql, values)
        there.close()

    def say(self, title: str) -> None:
        """Have another title there than here, so that it is seen which of them was read."""
        self.change("UPDATE articles_article SET title = ?", title)


@pytest.fixture(scope="module", autouse=True)
def known_to_django(django_db_setup: None) -> Iterator[None]:
    """Before a test says that it asks both."""
    name = {**settings.DATABASES[PRIMARY], "TEST": {**settings.DATABASES[PRIMARY]["TEST"], "MIRROR": PRIMARY}}
    settings.DATABASES[REPLICA] = name
    yield
    del connections[REPLICA], settings.DATABASES[REPLICA]


@pytest.fixture
def copy(tmp_path: Path, article: Article) -> Iterator[Copy]:
    connections[REPLICA].settings_dict["NAME"] = str(tmp_path / "replica.sqlite3")
    pagecache.bump()
    watching.look()  # a number that an earlier test had was higher
    copy = Copy(tmp_path / "replica.sqlite3")
    copy.catch_up()
    copy.say("From the replica")
    yield copy
    copy.bring_back()
    connections[REPLICA].close()
    replica.forget()


# --- What is read from it, and what never -----------------------------------------------------------------------------

READERS = [
    "/",
    PAGE,
    "/archive/",
    "/topics/",
    "/authors/",
    "/feed/",
    "/sitemap.xml",
    "/search/?q=text",
    "/help-now/",
    "/articles/naloxone/feed/",
]


@pytest.mark.usefixtures("copy")
def test_no_page_for_readers_asks_the_primary(client: Client) -> None:
    for path in READERS:
        pagecache.forget()
        with (
            CaptureQueriesContext(connections[PRIMARY]) as primary,
            CaptureQueriesContext(connections[REPLICA]) as there,
        ):
            status = client.get(path).status_code
        assert (path, status in (200, 404), len(primary)) == (path, True, 0 if status == 200 else len(primary))
        assert len(there) > 1


@pytest.mark.usefixtures("copy")
def test_nothing_else_asks_the_replica(client: Client, desk: Client, writing: Client, article: Article) -> None:
    form = {"name": "Rita", "comment": "It helped me."}
    with CaptureQueriesContext(connections[REPLICA]) as there:
        receipt = client.post(f"{PAGE}comment/", form).headers["Location"]
        assert "It helped me." in words(client.get(receipt).content)
        assert "Naloxone" in words(desk.get("/moderation/").content)
        assert writing.get(f"/admin/articles/article/{article.pk}/change/").status_code == 200
        client.post(f"{PAGE}comment/", {**form, "preview": "1"})
    assert len(there) == 0


def test_row_that_came_from_the_replica_goes_on_at_the_primary(copy: Copy) -> None:
    with replica.asked():
        article = Article.objects.defer("body").get()
    assert (article.title, article._state.db) == ("From the replica", REPLICA)
    with CaptureQueriesContext(connections[REPLICA]) as there:
        assert article.body == "Some *text*."
        article.title = "Saved"
        article.save()
        article.refresh_from_db()
        assert list(article.topics.all()) == []
        assert article.author.username == "ada"
    assert len(there) == 0
    assert Article.objects.get().title == "Saved"


@pytest.mark.usefixtures("copy")
def test_transaction_is_at_the_primary_even_while_a_page_is_drawn() -> None:
    with replica.asked(), transaction.atomic():
        assert (Article.objects.get().title, replica.source()) == ("Naloxone", PRIMARY)


# --- It lags ----------------------------------------------------------------------------------------------------------


def test_decision_is_seen_at_once_although_the_replica_has_not_heard_of_it(
    copy: Copy, client: Client, approved: Any
) -> None:
    assert "From the replica" in words(client.get(PAGE).content)
    approved("Seen at once")
    page = words(client.get(PAGE).content)
    assert "Seen at once" in page
    assert "From the replica" not in page
    copy.catch_up()
    copy.say("From the replica again")
    assert "From the replica again" in words(client.get("/").content)


@pytest.mark.usefixtures("copy")
def test_number_of_two_changes_at_once_is_the_later_one() -> None:
    with transaction.atomic():
        pagecache.bump()
        mark.of_this_site().renew(replica.generation() + 1)  # another thread, which committed just after this one
    assert mark.of_this_site().number == replica.generation() + 1


def test_page_from_before_a_change_is_not_laid_on_the_shelf_for_others(
    copy: Copy, client: Client, approved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[tuple[int, bool]] = []
    monkeypatch.setattr(shared, "is_there", lambda: True)
    monkeypatch.setattr(shared, "find", lambda key, number: None)
    monkeypatch.setattr(shared, "put", lambda key, number, page: laid.append((number, b"at once" in page.bodies[""])))
    before = replica.generation()
    client.get(PAGE)
    approved("Seen at once")
    client.get(PAGE)
    assert laid == [(before, False), (replica.generation(), True)]


def test_replica_of_something_else_is_not_used(copy: Copy, client: Client) -> None:
    copy.change("UPDATE harmblog_generation SET number = number + 7")
    assert "From the replica" not in words(client.get(PAGE).content)
    assert "it is no copy" in doctored()


# --- It is away -------------------------------------------------------------------------------------------------------


def test_replica_that_is_away_costs_no_page_and_one_look(
    copy: Copy, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy.take_away(REPLICA)
    tried: list[str] = []
    connect = type(connections[REPLICA]).connect
    monkeypatch.setattr(connections[REPLICA], "connect", lambda: tried.append("") or connect(connections[REPLICA]))
    assert "Naloxone" in words(client.get(PAGE).content)
    assert client.get("/search/?q=text").status_code == client.get("/").status_code == 200
    assert len(tried) == 1


def test_replica_that_fails_in_the_middle_of_a_page_costs_no_page(copy: Copy, client: Client) -> None:
    copy.change("DROP TABLE comments_comment")
    assert "Naloxone" in words(client.get(PAGE).content)


# --- The primary is away ----------------------------------------------------------------------------------------------


def test_reading_goes_on_without_the_primary_and_nothing_is_received(copy: Copy, client: Client) -> None:
    copy.take_away(PRIMARY)
    assert "From the replica" in words(client.get(PAGE).content)
    assert "From the replica" in words(client.get("/search/?q=text").content)
    client.raise_request_exception = False
    answer = client.post(f"{PAGE}comment/", {"name": "Rita", "comment": "It helped me."})
    assert answer.status_code in (500, 503)
    assert "It helped me." in answer.content.decode()


def test_machine_that_has_just_begun_shows_pages_without_the_primary(copy: Copy, client: Client) -> None:
    mark.of_this_site().renew(0)
    copy.take_away(PRIMARY)
    assert "From the replica" in words(client.get(PAGE).content)
    assert "From the replica" in words(client.get("/").content)


def test_what_was_taken_away_is_not_shown_again_from_a_replica_that_has_it_still(
    copy: Copy, client: Client, approved: Any
) -> None:
    approved("A change")
    copy.take_away(PRIMARY)
    with pytest.raises(OperationalError):
        client.get(PAGE)


def test_last_change_of_a_primary_that_died_is_learnt_from_the_replica(copy: Copy) -> None:
    copy.change("UPDATE harmblog_generation SET number = number + 1")
    before = mark.of_this_site().number
    copy.take_away(PRIMARY)
    with pytest.raises(OperationalError):
        watching.look()
    assert mark.of_this_site().number == before + 1


# --- What is told of it -----------------------------------------------------------------------------------------------


def doctored() -> str:
    return "\n".join(map(str, doctor.services.what_readyz_tells()))


def told() -> str:
    return next(check for check in ready.checks() if check.name == "replica").wrong


def test_readyz_says_how_far_behind_it_is(copy: Copy) -> None:
    Heart().follow()
    copy.catch_up()
    assert told() == ""
    Heartbeat.objects.update(at=timezone.now() + timezone.timedelta(seconds=59))
    assert told() == ""
    Heartbeat.objects.update(at=timezone.now() + timezone.timedelta(minutes=3, seconds=5))
    assert told().startswith("it is 3 minutes behind")


def test_doctor_says_that_it_is_away(copy: Copy) -> None:
    copy.take_away(REPLICA)
    assert "wrong: Replica: it does not answer" in doctored()


# --- Addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("postgres://u:p@one/name", {"connect_timeout": 3, "tcp_user_timeout": 10_000, "keepalives_idle": 5}),
        ("postgres://u:p@one/name?connect_timeout=1", {"connect_timeout": 1}),
        (
            "postgres://u:p@one,two/name?target_session_attrs=read-write",
            {"host": "one,two", "port": "5432,5432", "target_session_attrs": "read-write"},
        ),
        ("postgres://u:p@one:6000,[::1]:6001/name", {"host": "one,[::1]", "port": "6000,6001"}),
    ],
)
def test_dead_host_costs_seconds_and_another_is_tried(url: str, options: dict[str, Any], tmp_path: Path) -> None:
    found = databases(url, "", tmp_path)[PRIMARY]
    assert found["OPTIONS"].items() >= options.items()
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("name", "u", "p")


@pytest.mark.parametrize("url", ["postgres://u:secret@one:nine/name", "other://u:secret@one/name", "secret"])
def test_address_that_is_none_is_refused_without_being_told(url: str, tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        databases(url, "", tmp_path)
    assert "DATABASE_URL must be" in str(refused.value)
    assert "secret" not in str(refused.value)


def test_replica_is_of_the_same_kind_and_takes_no_writes(tmp_path: Path) -> None:
    both = databases("postgres://one/name", "postgres://two/name?options=-c%20work_mem%3D8MB", tmp_path)
    assert both[REPLICA]["OPTIONS"]["options"] == "-c work_mem=8MB -c default_transaction_read_only=on"
    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URL"):
        databases("postgres://one/name", f"sqlite:///{tmp_path}/x", tmp_path)

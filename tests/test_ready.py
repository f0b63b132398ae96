"""What a machine that watches is told: whether the site is at work, and figures without anybody in them."""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from comments.heartbeat import Heart
from comments.models import Comment, DataCheck, Heartbeat
from harmblog import ready
from harmblog.metrics import counting, telling

pytestmark = pytest.mark.django_db
WELL = "database: ok\nmigrations: ok\nworker: ok\nqueue: ok\n"


@pytest.fixture
def at_work() -> None:
    Heart().follow()


def told(client: Client) -> tuple[int, str]:
    answer = client.get("/readyz/")
    return answer.status_code, answer.content.decode()


@pytest.mark.usefixtures("at_work")
def test_all_is_at_work(client: Client, say: Any) -> None:
    say()
    assert told(client) == (200, WELL)
    assert client.get("/readyz/")["Cache-Control"] == "no-store"
    assert client.post("/readyz/").status_code == 405


@pytest.mark.fault(22)
def test_a_worker_that_stands_still_is_told(client: Client) -> None:
    assert told(client) == (503, WELL.replace("worker: ok", "worker: none has been at work for ten minutes or more"))
    Heartbeat.objects.create(at=timezone.now() - dt.timedelta(minutes=9))
    assert told(client)[0] == 200
    Heartbeat.objects.update(at=timezone.now() - dt.timedelta(minutes=11))
    assert told(client)[0] == 503


@pytest.mark.usefixtures("worker_process")
def test_the_worker_says_that_it_is_at_work(client: Client) -> None:
    call_command("worker", once=True)
    assert told(client)[0] == 200


@pytest.mark.usefixtures("at_work")
def test_somebody_who_waits_too_long_is_told_and_nothing_of_them(client: Client, say: Any) -> None:
    say("Zopiclonish", name="Ritanova")
    Comment.objects.update(received_at=timezone.now() - dt.timedelta(hours=49))
    assert told(client) == (
        503,
        WELL.replace("queue: ok", "queue: somebody has waited for longer than they should: ordinary"),
    )


@pytest.mark.usefixtures("at_work")
def test_a_migration_that_is_missing_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "_applied", False)
    monkeypatch.setattr(ready.MigrationExecutor, "migration_plan", lambda *_: ["one"])
    assert "migrations: not all are applied: manage.py migrate" in told(client)[1]


def test_a_database_that_does_not_answer_is_told(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(now: dt.datetime) -> str:
        raise OperationalError("secret host name")

    monkeypatch.setattr(ready, "_database", fail)
    assert told(client) == (503, "database: the database does not answer, or has not the tables of this version\n")


# --- Figures ----------------------------------------------------------------------------------------------------------


def figures(client: Client, **headers: str) -> str:
    """The page, for this machine itself."""

    def no_other(request: HttpRequest) -> HttpResponse:
        return HttpResponse(status=404)

    request = RequestFactory().get("/metrics", headers=headers)  # type: ignore[arg-type]
    answer = telling.door(no_other)(request)
    return answer.content.decode() if answer.status_code == 200 else ""


@pytest.fixture
def counted(settings: Any) -> None:
    settings.MIDDLEWARE = ["harmblog.metrics.counting.count", *settings.MIDDLEWARE]
    counting.TALLY.clear()


@pytest.mark.usefixtures("counted")
def test_figures_say_routes_and_never_who_or_what(client: Client, say: Any, at_work: None) -> None:
    say("Zopiclonish")
    for path in (
        "/articles/naloxone/",
        "/articles/naloxone/",
        "/receipt/secretsecret/",
        "/search/?q=methadone",
        "/x/y/z/",
    ):
        client.get(path)
    client.generic("BREW", "/search/")
    page = figures(client)
    assert 'harmblog_answers_total{route="articles/<words:slug>/",method="GET",status="200"} 2' in page
    assert 'harmblog_answers_total{route="receipt/<slug:secret>/",method="GET",status="404"} 1' in page
    assert 'harmblog_answers_total{route="search/",method="other",status="405"} 1' in page
    assert 'harmblog_answer_seconds_bucket{route="articles/<words:slug>/",le="+Inf"} 2' in page
    assert 'harmblog_waiting{lane="ordinary"} 1' in page
    assert "\nharmblog_worker_seconds " in page
    for word in ("naloxone", "secretsecret", "methadone", "opiclon", "127.0.0.1", "BREW", "x/y"):
        assert word not in page


def test_figures_can_be_read_by_prometheus(client: Client) -> None:
    counting.TALLY.answered('a"b\\c', "GET", 200, 0.02)
    lines = figures(client).splitlines()
    assert [line for line in lines if not line.startswith("# ") and len(line.rsplit(" ", 1)) != 2] == []
    assert r'route="a\"b\\c"' in "\n".join(lines)
    float(lines[-1].rsplit(" ", 1)[1])


@pytest.mark.parametrize(
    ("token", "headers", "opens"),
    [
        ("", {}, True),
        ("", {"x-forwarded-for": "203.0.113.1"}, False),  # through a proxy, which is on this machine too
        ("", {"x-forwarded-proto": "https"}, False),
        ("", {"authorization": "Bearer "}, True),
        ("", {"authorization": "Bearer ", "via": "1.1 x"}, False),
        ("right", {"authorization": "Bearer right", "x-forwarded-for": "203.0.113.1"}, True),
        ("right", {"authorization": "Bearer wröng", "x-forwarded-for": "203.0.113.1"}, False),
    ],
)
def test_figures_are_for_this_machine_and_for_the_token(
    client: Client, settings: Any, token: str, headers: dict[str, str], opens: bool
) -> None:
    settings.METRICS_TOKEN = token
    assert bool(figures(client, **headers)) is opens


def test_there_are_no_figures_unless_somebody_wants_them(client: Client) -> None:
    assert client.get("/metrics", follow=True).status_code == 404


def test_figures_say_that_the_database_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(now: dt.datetime) -> list[Any]:
        raise OperationalError

    monkeypatch.setattr(telling.figures, "waiting", fail)
    assert "harmblog_database_up 0" in figures(client)


# --- A damaged database -----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_work")
def test_damage_that_the_daily_reading_found_is_told_to_staff_and_machines(client: Client, desk: Client) -> None:
    DataCheck.objects.create(at=timezone.now(), wrong=2)
    assert "database: it is damaged: manage.py check_data\n" in told(client)[1]
    page = desk.get("/healthz/detail/")
    assert (page.status_code, "The database is damaged" in page.content.decode()) == (503, True)

"""What staff are told of how the site is doing."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from comments import helplines, retention
from comments.models import Comment, Edit, Holding, Mail, Objection

from .conftest import account, words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
DAY = dt.timedelta(days=1)
PATH = "/healthz/detail/"


@pytest.fixture
def counted() -> None:
    retention.count()


def told(desk: Client) -> tuple[int, str]:
    answer = desk.get(PATH)
    return answer.status_code, answer.content.decode()


def test_it_is_for_moderators(client: Client) -> None:
    assert client.get(PATH)["Location"] == f"/accounts/login/?next={PATH}"
    client.force_login(account("someone", "Editor", is_staff=True))
    assert client.get(PATH).status_code == 403
    assert client.get("/healthz/").content == b"ok\n"


def test_all_is_well(desk: Client, say: Any, counted: None) -> None:
    say()
    assert told(desk) == (200, "All is well.\n")
    assert desk.get(PATH)["Content-Type"] == "text/plain; charset=utf-8"
    assert f'href="{PATH}"'.encode() in desk.get("/moderation/").content


@pytest.mark.fault(22)
def test_a_worker_that_does_nothing_is_noticed(desk: Client) -> None:
    assert told(desk) == (503, "The worker has not run yet: nothing is forgotten and no mail is sent.\n")
    retention.count(timezone.now() - dt.timedelta(hours=50))
    assert told(desk) == (503, "The worker has not done its daily round for 50 hours.\n")


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize(("days", "status"), [(29, 200), (31, 503)])
def test_what_nobody_reads_is_noticed(desk: Client, say: Any, days: int, status: int) -> None:
    say("Zopiclonish", name="Ritanova")
    say("Another.")
    Comment.objects.filter(name="Ritanova").update(received_at=timezone.now() - days * DAY)
    assert told(desk)[0] == status
    assert ("waited for more than 30 days" in words(desk.get("/moderation/").content)) is (status == 503)
    assert "itanova" not in told(desk)[1]
    assert "opiclonish" not in told(desk)[1]


@pytest.mark.usefixtures("counted")
def test_objections_newer_texts_and_mails_are_noticed(desk: Client, approved: Any) -> None:
    comment, long_ago = approved(), timezone.now() - 40 * DAY
    Objection.objects.create(comment=comment, text="Why?", received_at=long_ago)
    Edit.objects.create(comment=comment, name="Rita", text="New.", html="", received_at=long_ago)
    for number, state in enumerate(["sent", "unknown", "failed", "failed"]):
        Mail.objects.create(kind="reply", comment=comment, state=state, once=str(number))
    assert told(desk)[1].splitlines() == [
        "1 newer text has waited for more than 30 days.",
        "1 objection has not been answered for 14 days.",
        "1 mail of this week may or may not have arrived: the worker was stopped while it handed it over.",
        "2 mails of this week could not be delivered.",
    ]
    Mail.objects.update(due_at=timezone.now() - 8 * DAY)
    assert "mail" not in told(desk)[1]


@pytest.mark.usefixtures("counted")
def test_a_number_that_nobody_checked_is_noticed(desk: Client, settings: Any) -> None:
    old = helplines.Line(
        kind=helplines.Kind.EMERGENCY,
        name="All",
        number="112",
        tel="112",
        source="https://example.org/",
        checked_on=timezone.now().date() - 366 * DAY,
    )
    settings.HELPLINES = (helplines.Country("xx", "Nowhere", (), (old,)),)
    assert told(desk) == (503, "1 telephone number for emergencies was last checked more than a year ago.\n")


def test_counted_once_a_day() -> None:
    now = timezone.now()
    assert retention.count(now)
    assert not retention.count(now + dt.timedelta(hours=23))
    assert retention.count(now + dt.timedelta(hours=25))
    assert set(Holding.objects.values_list("rule", flat=True)) == set(retention.HELD)

"""/moderated/: what everybody can see of how this site is moderated, and what nobody can work out from it."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments import moderation, retention, tallies, worker
from comments.models import Comment, Decision, Tally

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PATH = "/moderated/"
NOW = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
OCTOBER = dt.datetime(2026, 10, 5, tzinfo=dt.UTC)


@pytest.fixture
def decided(say: Any, mo: User) -> Any:
    """So many decisions of one day, each made some hours after its comment came."""

    def decided(many: int, act: str = "approve", at: dt.datetime = OCTOBER, reason: str = "") -> None:
        for _ in range(many):
            comment = say(f"Number {Comment.objects.count()}")
            made = moderation.decide([comment.seen], act=act, expected="pending", moderator=mo, reason=reason).done[0]
            Decision.objects.filter(pk=made.pk).update(at=at)
            Comment.objects.filter(pk=comment.pk).update(received_at=at - dt.timedelta(hours=7))

    return decided


def told(client: Client) -> str:
    return words(client.get(PATH).content)


def test_a_month_is_counted_when_it_is_over(client: Client, decided: Any) -> None:
    decided(6), decided(5, "reject", reason="risky"), decided(1, "spam"), decided(9, at=NOW)
    assert "Nothing has been counted yet" in told(client)
    assert tallies.count(NOW) == 1
    page = told(client)
    assert "October 2026" in page
    assert "November 2026" not in page
    assert "Published 6 " in page
    assert "Rejected: somebody could be harmed 5 " in page
    assert "Half of all were decided on within 7 hours." in page


def test_what_is_counted_does_not_move(client: Client, decided: Any) -> None:
    decided(6)
    tallies.count(NOW)
    before = client.get(PATH)
    decided(3), decided(2, at=NOW)
    assert tallies.count(NOW) == 0
    assert client.get(PATH).content == before.content


def test_a_forgotten_log_takes_no_number_along(client: Client, decided: Any) -> None:
    decided(6)
    tallies.count(NOW)
    retention.apply(NOW + dt.timedelta(days=400))
    assert not Decision.objects.exists()
    assert tallies.count(NOW + dt.timedelta(days=400)) == 0
    assert "Published 6 " in told(client)


def test_a_month_of_which_something_is_forgotten_is_not_counted(decided: Any) -> None:
    decided(6)
    assert tallies.count(OCTOBER + dt.timedelta(days=366)) == 0
    assert tallies.count(OCTOBER + dt.timedelta(days=330)) == 1


@pytest.mark.parametrize("many", [0, 1, 4])
def test_few_are_told_like_none(client: Client, decided: Any, many: int) -> None:
    decided(8), decided(many, "reject", reason="sourcing")
    tallies.count(NOW)
    assert "Rejected: a way to get drugs fewer than 5 " in told(client)


def test_pages_with_none_and_with_few_are_the_same_bytes(client: Client, decided: Any) -> None:
    pages = set()
    for act in ("", "spam", "reject"):
        decided(6)
        decided(3 if act else 0, act or "spam")
        tallies.count(NOW)
        Tally.objects.filter(act="approve").update(count=6)
        pages.add(client.get(PATH).content)
        Tally.objects.all().delete(), Decision.objects.all().delete()
    assert len(pages) == 1


def test_a_quiet_month_is_one_sentence(client: Client, decided: Any) -> None:
    decided(2)
    tallies.count(NOW)
    page = told(client)
    assert "Nothing happened as often as 5 times." in page
    assert "Half of all" not in page


def test_earlier_months_are_there_too_and_a_year_at_most(client: Client) -> None:
    for year in (2024, 2025, 2026):
        for month in range(1, 13):
            Tally.objects.create(month=f"{year}-{month:02}", act="approve", count=7)
    assert len(tallies.months()) == 12
    page = told(client)
    assert page.index("December 2026") < page.index("November 2026") < page.index("January 2026")
    assert "2025" not in page


@pytest.mark.one_database
def test_the_worker_counts_and_the_page_is_new(client: Client, decided: Any, worker_process: None) -> None:
    decided(6, at=timezone.now() - dt.timedelta(days=40))
    client.get(PATH)
    worker.keep_house()
    assert "Published 6 " in told(client)


@pytest.mark.one_database
def test_it_is_found_from_the_page_of_privacy(client: Client) -> None:
    assert f'href="{PATH}"' in client.get("/privacy/").content.decode()
    page = client.get(PATH)
    assert page["Cache-Control"] == "public, no-cache"
    assert " style=" not in page.content.decode()

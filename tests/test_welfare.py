"""A pause is suggested after many decisions, or a long time, and only to whoever made them."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client

from comments.desk import welfare

from .conftest import account, words

pytestmark = pytest.mark.one_database


class Clock:
    now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(welfare, "time", clock)
    return clock


@pytest.fixture
def request_(clock: Clock) -> Any:
    request = HttpRequest()
    request.path, request.session = "/moderation/", {}  # type: ignore[assignment]
    return request


def decide(request: Any, clock: Clock, times: int, seconds: float = 10, at_once: int = 1) -> None:
    for _ in range(times):
        clock.now += seconds
        welfare.note(request, at_once)


def test_it_comes_after_forty_decisions(request_: Any, clock: Clock) -> None:
    decide(request_, clock, 39)
    assert welfare.pause(request_) is None
    decide(request_, clock, 1)
    pause = welfare.pause(request_)
    assert pause
    assert (pause.count, pause.minutes, pause.back) == (40, 6, "/moderation/")


def test_several_at_once_count_as_many(request_: Any, clock: Clock) -> None:
    decide(request_, clock, 2, at_once=20)
    assert welfare.pause(request_)


def test_it_comes_after_forty_five_minutes(request_: Any, clock: Clock) -> None:
    decide(request_, clock, 10, seconds=5 * 60)
    assert welfare.pause(request_)


def test_whoever_had_a_pause_begins_anew(request_: Any, clock: Clock) -> None:
    decide(request_, clock, 39)
    clock.now += 11 * 60
    decide(request_, clock, 39)
    assert welfare.pause(request_) is None
    decide(request_, clock, 1)
    assert welfare.pause(request_)
    clock.now += 11 * 60  # came back
    assert welfare.pause(request_) is None


def test_nothing_done_is_nothing_counted(request_: Any) -> None:
    welfare.note(request_, 0)
    assert request_.session == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/moderation/spam/?after=x", "/moderation/spam/?after=x"),
        ("https://example.org/moderation/", "/moderation/"),
        ("//example.org/moderation/", "/moderation/"),
        ("/accounts/logout/", "/moderation/"),
        ("", "/moderation/"),
    ],
)
def test_going_on_leads_back_and_waits_for_another_stretch(desk: Client, back: str, to: str) -> None:
    session = desk.session
    session[welfare.KEY] = [80, 40, 1, 400]
    session.save()
    assert desk.post("/moderation/go-on/", {"back": back})["Location"] == to
    assert desk.session[welfare.KEY] == [80, 0, 0, 0]


@pytest.mark.django_db
def test_a_look_changes_nothing(desk: Client) -> None:
    session = desk.session
    session[welfare.KEY] = [80, 40, 1, 400]
    session.save()
    assert desk.get("/moderation/go-on/")["Location"] == "/moderation/"
    assert desk.session[welfare.KEY] == [80, 40, 1, 400]


@pytest.mark.django_db
def test_nobody_else_learns_of_it(mo: User) -> None:
    other = Client()
    other.force_login(account("other", "Moderator"))
    assert welfare.KEY not in other.session


def test_it_is_kind() -> None:
    said = words(render_to_string("desk/_pause.html", {"pause": welfare.Pause(42, 50, 99, "/moderation/")}))
    assert "You have decided on 42 comments in 50 minutes." in said
    assert "Go on" in said
    assert render_to_string("desk/_pause.html", {"pause": None}).strip() == ""

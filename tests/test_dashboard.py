"""The page of figures: right, bounded, calm on an empty site, and of nobody in particular."""

import datetime as dt
import re
from collections import Counter
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments import charts, figures, moderation
from comments.charts import Given
from comments.models import Comment, Decision, Edit, Objection, Report

from .canary import browser
from .conftest import words

pytestmark = pytest.mark.django_db
PATH = "/moderation/figures/"
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def section(client: Client, key: str) -> str:
    """What one section says."""
    html = client.get(PATH).content.decode()
    found = re.search(rf'<section[^>]*aria-labelledby="{key}">(.*?)</section>', html, re.S)
    assert found, key
    return words(found[1])


@pytest.fixture
def decide(say: Any, mo: User) -> Any:
    """A comment that came and was decided on so many hours ago."""

    def decide(act: str, came: float, ago: float, reason: str = "", by: User | None = None, **more: Any) -> Comment:
        comment = say(f"Number {came} {ago} {Comment.objects.count()}", **more)
        made = moderation.decide([comment.seen], act=act, expected="pending", moderator=by or mo, reason=reason).done[0]
        received, at = timezone.now() - came * HOUR, timezone.now() - ago * HOUR
        Comment.objects.filter(pk=comment.pk).update(received_at=received, decided_at=at)
        Decision.objects.filter(pk=made.pk).update(at=at)
        comment.refresh_from_db()
        return comment

    return decide


def wait_since(comment: Comment, age: dt.timedelta) -> None:
    Comment.objects.filter(pk=comment.pk).update(received_at=timezone.now() - age)


# --- What waits -------------------------------------------------------------------------------------------------------


def test_an_empty_site_is_calm(desk: Client) -> None:
    page = desk.get(PATH)
    assert page.status_code == 200
    assert b"<svg" not in page.content
    assert "Nothing is waiting. Thank you." in words(page.content)
    assert "waits for too long" not in words(page.content)


def test_what_waits_is_counted_by_lane_and_age(say: Any) -> None:
    now = timezone.now()
    for age in (HOUR, 3 * HOUR, 30 * HOUR, 3 * DAY, 9 * DAY, 10 * DAY):
        wait_since(say(f"Since {age}"), age)
    say("Now.", lane=Comment.Lane.URGENT)
    lanes = {lane.name: lane for lane in figures.waiting(now + HOUR / 2)}
    assert lanes["ordinary"].ages == [1, 1, 1, 1, 2]
    assert lanes["urgent"].ages == [1, 0, 0, 0, 0]
    assert lanes["slow"].ages == [0, 0, 0, 0, 0]
    assert now - lanes["ordinary"].oldest > 10 * DAY - HOUR  # type: ignore[operator]


def test_what_came_later_waits_too(desk: Client, approved: Any, say: Any, mo: User) -> None:
    Edit.objects.create(comment=approved(), name="Rita", text="New.", html="")
    refused = say("Not this.")
    moderation.decide([refused.seen], act="reject", expected="pending", moderator=mo)
    Objection.objects.create(comment=refused, text="Why?")
    Report.objects.create(comment=approved("Reported."), reason="risky")
    told = section(desk, "waiting")
    for lane in ("Changed texts", "Objections", "Reports of readers"):
        assert f"{lane} 1, oldest 0" in told


def test_a_flood_is_counted_up_to_a_limit(desk: Client, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "COUNTED", 3)
    for number in range(6):
        say(f"Number {number}")
    assert "Ordinary 3+, oldest 0" in section(desk, "waiting")
    assert "the first 1,000 in the queue" in section(desk, "waiting")


@pytest.mark.parametrize(("lane", "hours", "late"), [(0, 1, False), (0, 3, True), (1, 47, False), (1, 49, True)])
def test_a_target_that_is_missed_is_said(desk: Client, say: Any, lane: int, hours: int, late: bool) -> None:
    wait_since(say(lane=lane), hours * HOUR)
    page = words(desk.get(PATH).content)
    assert ("Somebody waits for too long" in page) is late
    assert (re.search(r"the first has waited for \d.* It should be 2 (hours|days) at most", page) is not None) is late


def test_targets_are_settings(desk: Client, say: Any, settings: Any) -> None:
    settings.WAITING_TARGET_HOURS = 100
    wait_since(say(), 99 * HOUR)
    assert "too long" not in words(desk.get(PATH).content)


# --- What was decided -------------------------------------------------------------------------------------------------


def test_time_to_a_decision(desk: Client, decide: Any) -> None:
    for hours in (1, 2, 3, 4, 50):
        decide("approve", came=hours + 5, ago=5)
    told = section(desk, "times")
    assert "Half of all were decided on within 3 hours, nine of ten within 2 days, 2 hours." in told
    assert "Ordinary 3 hours · 2 days" in told


def test_what_came_back_waits_anew(decide: Any, desk: Client, mo: User) -> None:
    comment = decide("reject", came=400, ago=390)
    moderation.edit(comment, name="Rita", text="Changed.")
    Decision.objects.filter(act="resubmit").update(at=timezone.now() - 9 * HOUR)
    comment.refresh_from_db()
    moderation.decide([comment.seen], act="approve", expected="pending", moderator=mo)
    assert [round(wait / HOUR) for wait in figures.decided().waits[1]] == [10, 9]


def test_decisions_by_day_and_by_reason(desk: Client, decide: Any) -> None:
    decide("approve", came=30, ago=25)
    decide("spam", came=30, ago=0)
    for reason in ("risky", "risky", "hostile", ""):
        decide("reject", came=30, ago=0, reason=reason)
    decide("approve", came=24 * 40, ago=24 * 29)  # too long ago
    told = section(desk, "days")
    assert "6 decisions. Approved: 1; Rejected: 4; Spam: 1." in told
    assert "Somebody could be harmed 2" in section(desk, "reasons")
    assert "No reason told 1" in section(desk, "reasons")


def test_labels_are_held_against_decisions(decide: Any, mo: User) -> None:
    decide("reject", came=3, ago=2, reason="sourcing", labels="sourcing vendor")
    decide("reject", came=3, ago=2, reason="hostile", labels="sourcing")
    decide("spam", came=3, ago=2, labels="sourcing spam")
    again = decide("approve", came=3, ago=2, labels="sourcing")
    moderation.undo(Decision.objects.get(comment=again).batch, moderator=mo)  # waits: nobody knows
    assert figures.decided().labels() == {
        "sourcing": Counter({"right": 1, "reject": 1, "spam": 1}),
        "vendor": Counter({"right": 1}),
        "spam": Counter({"spam": 1}),
    }


def test_precision_is_said(desk: Client, decide: Any) -> None:
    decide("reject", came=3, ago=2, reason="sourcing", labels="sourcing")
    decide("approve", came=3, ago=2, labels="sourcing trap")
    assert "May offer drugs, or ask for them 1 of 2 right" in section(desk, "labels")
    assert "Filled in a field that no person sees 1 " in section(desk, "labels")


def test_a_moderator_sees_their_own_load_and_an_admin_all(desk: Client, decide: Any, kit: User) -> None:
    decide("approve", came=3, ago=2), decide("approve", came=3, ago=2), decide("spam", came=3, ago=2, by=kit)
    page = desk.get(PATH).content.decode()
    assert "mo 2" in section(desk, "load")
    assert "kit" not in page
    assert page.count('id="load-') == 2  # title and description of one bar
    everybody = section(browser("superuser"), "load")
    assert "mo 2" in everybody
    assert "kit 1" in everybody


def test_only_the_newest_are_looked_at(desk: Client, decide: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "NEWEST", 3)
    for number in range(5):
        decide("approve", came=30 - number, ago=20 - number)
    assert figures.decided().total == 3
    assert "The newest 3 decisions, which reach back to" in words(desk.get(PATH).content)


def test_no_commenter_is_named(desk: Client, say: Any, approved: Any) -> None:
    say("Zopiclonish", name="Ritanova", address="ritanova@example.org"), approved("Zopiclonish", name="Ritanova")
    assert not re.search("opiclon|itanova", desk.get(PATH).content.decode())


# --- How it is drawn --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "de"])
def test_charts_need_no_style_and_say_what_they_show(desk: Client, decide: Any, say: Any, language: str) -> None:
    decide("reject", came=3, ago=2, reason="risky", labels="dose")
    decide("approve", came=5, ago=2), decide("approve", came=9, ago=2), say()
    html = desk.get(PATH, headers={"accept-language": language}).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    pictures = re.findall(r'<svg[^>]*role="img".*?</svg>', html, re.S)
    assert len(pictures) > 5
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for picture in pictures:
        assert re.search(r"<title id=", picture)
        assert not re.search(r'(?:x|y|width|height)="[0-9]+,', picture)
    assert html.count("<table") == html.count("<details") == 6


def test_bars_have_one_scale() -> None:
    given = [Given("a", 3, {"x": 1, "y": 3}), Given("b", 2, {"x": 2, "z": 0}, mark=1)]
    chart = charts.bars("k", "t", given, {"x": "X", "z": "Z"})
    one, two = chart.bars
    assert [(piece.kind, piece.start, piece.length) for piece in one.pieces] == [
        ("x", "0.00%", "25.00%"),
        ("y", "25.00%", "75.00%"),
    ]
    assert [(piece.start, piece.length) for piece in two.pieces] == [("0.00%", "50.00%")]
    assert (two.mark, one.mark) == ("25.00%", "")
    assert (one.told, chart.legend) == ("X: 1", {"x": "X"})


@pytest.mark.parametrize(("most", "top"), [(0, 1), (1, 1), (7, 8), (9, 10), (11, 20), (61, 80), (450, 500)])
def test_columns_end_at_a_round_number(most: int, top: int) -> None:
    assert charts.columns("k", "t", "", [("day", {"x": most})], {}).top == top

"""A clock that jumps: an hour forward, an hour back, out of summer time, over a leap day."""

import datetime as dt
import importlib.util
import re
import time
from types import ModuleType
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import digest, limits, moderation, worker
from comments.models import Comment, Digest
from harmblog.staff import throttle

from ..canary import post
from ..conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, pytest.mark.fault(17)]


class Clock(dt.datetime):
    """What the site takes for the time, in defaults of columns too."""

    ahead = dt.timedelta()

    @classmethod
    def now(cls, tz: dt.tzinfo | None = None) -> Any:
        return dt.datetime.now(tz) + cls.ahead

    @classmethod
    def forward(cls, **time: float) -> None:
        cls.ahead += dt.timedelta(**time)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> type[Clock]:
    monkeypatch.setattr(Clock, "ahead", dt.timedelta())
    monkeypatch.setattr(timezone, "datetime", Clock)
    return Clock


JUMPS = pytest.mark.parametrize("hours", [1, -1])


def anew(module: ModuleType) -> Any:
    """A second copy of a module: what it takes from `time` it takes now."""
    assert module.__file__
    spec = importlib.util.spec_from_file_location(f"{module.__name__}_anew", module.__file__)
    assert spec
    assert spec.loader
    copy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(copy)
    return copy


def ids(page: bytes) -> list[str]:
    return re.findall(r'id="comment-(\w+)"', page.decode())


@JUMPS
@pytest.mark.fault(17)
def test_comments_keep_their_order(
    client: Client, article: Article, approved: Any, say: Any, desk: Client, mo: User, clock: type[Clock], hours: int
) -> None:
    first, waits = approved("First."), say("Waits first.")
    clock.forward(hours=hours)
    second, waits_too = approved("Second."), say("Waits second.")
    clock.forward(hours=-hours)
    third = approved("Third.")
    desk.force_login(mo)
    assert ids(client.get(article.get_absolute_url()).content) == [c.public_id for c in (first, second, third)]
    assert set(ids(desk.get("/moderation/").content)) == {waits.public_id, waits_too.public_id}


@JUMPS
@pytest.mark.fault(17)
def test_nothing_is_shown_to_be_younger_than_now(
    say: Any, desk: Client, mo: User, clock: type[Clock], hours: int
) -> None:
    comment = say()
    clock.forward(hours=hours)
    desk.force_login(mo)
    for path in (
        "/moderation/",
        f"/moderation/focus/{comment.public_id}/",
        "/moderation/figures/",
        "/moderation/log/",
    ):
        page = desk.get(path)
        assert page.status_code == 200
        assert not re.search(r"[-\N{MINUS SIGN}]\s?\d+\s*(min|hour|day|s\b)", words(page.content))


@JUMPS
@pytest.mark.fault(17)
def test_receipt_opens_and_its_writer_can_withdraw(
    client: Client, article: Article, clock: type[Clock], hours: int
) -> None:
    receipt = post(client, article)["Location"]
    clock.forward(hours=hours)
    assert client.get(receipt).status_code == 200
    assert client.post(f"{receipt}withdraw/").status_code in (200, 303)
    assert not Comment.objects.filter(text__contains="helped").exists()


@JUMPS
@pytest.mark.fault(17)
def test_no_term_is_more_than_the_jump_off(say: Any, mo: User, clock: type[Clock], hours: int) -> None:
    comment = say("Refused words.")
    moderation.decide([comment.public_id], act="reject", expected="pending", moderator=mo)
    clock.forward(days=29, hours=20 + hours)
    worker.forget()
    assert Comment.objects.get().text == "Refused words."
    clock.forward(hours=8)
    worker.forget()
    assert not Comment.objects.filter(text="Refused words.").exists()


@JUMPS
@pytest.mark.fault(17)
def test_limits_count_by_a_clock_that_does_not_jump(
    clock: type[Clock], monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    by_the_sun = time.time
    monkeypatch.setattr(time, "time", lambda: by_the_sun() + clock.ahead.total_seconds())
    limiter, waits = anew(limits).Limiter(), anew(throttle).Waits(1)
    assert [limiter.tries("block", "words", 3, 600.0) for _ in range(3)] == [True] * 3
    assert waits.attempt("mo") == 0
    clock.forward(hours=hours)
    assert not limiter.tries("block", "words", 3, 600.0)
    assert 0 < waits.attempt("mo") <= throttle.FIRST


@pytest.mark.fault(17)
def test_hour_that_comes_twice_is_one_day_and_one_order(
    client: Client, article: Article, approved: Any, settings: Any, clock: type[Clock]
) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    clock.ahead = dt.datetime(2027, 10, 31, 0, 40, tzinfo=dt.UTC) - dt.datetime.now(dt.UTC)
    said = []
    for _ in range(3):  # 2:40 in summer time, 2:10 and 2:40 after it
        said.append(approved(f"{timezone.localtime():%H:%M %Z}"))
        clock.forward(minutes=30)
    page = client.get(article.get_absolute_url()).content
    assert ids(page) == [comment.public_id for comment in said]
    assert page.count(b'<time datetime="2027-10-31">') == 3


@pytest.mark.fault(17)
def test_digest_goes_once_though_its_hour_comes_again(settings: Any, say: Any, mo: User, clock: type[Clock]) -> None:
    settings.SENDS_MAIL, mo.email = True, "mo@example.org"
    mo.save()
    clock.forward(hours=(7 - timezone.now().hour) % 24)
    say()
    digest.send()
    sent = Digest.objects.count()
    for hours in (1, -1, 1):
        clock.forward(hours=hours)
        digest.send()
    assert Digest.objects.count() == sent


@pytest.mark.fault(17)
@pytest.mark.parametrize("day", ["2028-02-29T12:00:00", "2027-12-31T23:59:59"])
def test_worker_does_its_round_on_any_day(say: Any, worker_process: None, clock: type[Clock], day: str) -> None:
    comment = say(address="rita@example.org")
    clock.ahead = dt.datetime.fromisoformat(f"{day}+00:00") - dt.datetime.now(dt.UTC)
    call_command("worker", "--once")
    assert Comment.objects.get(pk=comment.pk).text == comment.text

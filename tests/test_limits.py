"""Abuse without spying: counts by a hash of a day, a slower lane instead of a refusal, and no memory that grows."""

import datetime as dt
import sys
import threading
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from comments import limits
from comments.desk.signs import SIGNS
from comments.limits import Limiter, Sign
from comments.models import Comment
from comments.screening.finding import Label
from comments.sorting import LIKELY
from harmblog.block import DailySalt

from .conftest import words

pytestmark = pytest.mark.one_database

LONG = "Slow is smooth, and smooth is fast: that is what I learned in these ten years."


class Clock:
    """Time that goes on when it is told to."""

    def __init__(self) -> None:
        self.now, self.day = 1000.0, dt.date(2026, 11, 24)

    def limiter(self, **more: Any) -> Limiter:
        return Limiter(clock=lambda: self.now, salt=DailySalt(lambda: self.day), **more)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def minutes(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> Clock:
    """The site's own limits, under this clock."""
    monkeypatch.setattr(limits, "limiter", clock.limiter())
    return clock


def post(client: Client, article: Article, text: str = "It helped me.", ip: str = "203.0.113.5", **more: str) -> Any:
    data = {"name": "Rita", "comment": text, **more}
    return client.post(f"{article.get_absolute_url()}comment/", data, REMOTE_ADDR=ip)


def labels() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("labels", flat=True))


# --- Counting ---------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V13.3.4")
def test_salt_is_another_one_each_day(clock: Clock) -> None:
    salt = DailySalt(lambda: clock.day)
    first = salt.now()
    assert salt.now() == first
    clock.day += dt.timedelta(days=1)
    assert salt.now() != first
    assert first not in vars(salt).values()


def test_window_ends_with_its_first_try_however_many_follow(clock: Clock) -> None:
    limiter = clock.limiter()
    assert [limiter.tries("a", "words", 2, 60) for _ in range(4)] == [True, True, False, False]
    clock.now += 59
    assert not limiter.tries("a", "words", 2, 60)
    clock.now += 1
    assert limiter.tries("a", "words", 2, 60)


def test_one_is_not_counted_for_another_nor_one_purpose_for_another(clock: Clock) -> None:
    limiter = clock.limiter()
    assert limiter.tries("a", "words", 1, 60)
    assert limiter.tries("b", "words", 1, 60)
    assert limiter.tries("a", "erase", 1, 60)
    assert not limiter.tries("a", "words", 1, 60)


@pytest.mark.asvs("V2.4.1")
@pytest.mark.parametrize(("purpose", "most", "seconds"), [("words", 20, 600), ("erase", 5, 600)])
def test_guesses_are_turned_away_for_some_minutes(minutes: Clock, purpose: str, most: int, seconds: int) -> None:
    assert [limits.allowed("a", purpose) for _ in range(most + 1)] == [True] * most + [False]
    minutes.now += seconds
    assert limits.allowed("a", purpose)


def test_counters_end_with_the_day(clock: Clock) -> None:
    limiter = clock.limiter()
    limiter.tries("a", "words", 1, 10**6)
    limiter.said(LONG)
    clock.day += dt.timedelta(days=1)
    assert limiter.tries("a", "words", 1, 10**6)
    assert not limiter.said(LONG)


def test_memory_is_bounded_and_the_oldest_makes_room(clock: Clock) -> None:
    limiter = clock.limiter(kept=50)
    for number in range(500):
        limiter.tries(f"block {number}", "words", 1, 600)
        limiter.paused(f"block {number}", "pause", 600)
        limiter.said(f"{LONG} {number}")
    sizes = [len(kept) for kept in vars(limiter).values() if hasattr(kept, "popitem")]
    assert sizes == [50, 50]
    assert limiter.said(f"{LONG} 499")
    assert not limiter.said(f"{LONG} 0")


def test_full_limiter_takes_a_few_megabytes() -> None:
    limiter = Limiter()
    for number in range(limits.KEPT + 10):
        limiter.tries(f"{number:064}", "comment", 1, 600)
    (windows,) = [kept for kept in vars(limiter).values() if hasattr(kept, "popitem") and kept]
    size = sys.getsizeof(windows)
    size += sum(sys.getsizeof(key) + sys.getsizeof(key[0]) + sys.getsizeof(value) for key, value in windows.items())
    assert size < 6_000_000


def test_ended_counters_are_dropped(clock: Clock) -> None:
    limiter = clock.limiter()
    for number in range(20):
        limiter.tries(f"block {number}", "words", 1, 60)
    clock.now += 61
    limiter.tries("another", "words", 1, 60)
    assert [len(kept) for kept in vars(limiter).values() if hasattr(kept, "popitem")] == [1, 0]


def test_threads_are_counted_once_each(clock: Clock) -> None:
    limiter, won = clock.limiter(), []

    def guess() -> None:
        won.extend(limiter.tries("a", "words", 500, 60) for _ in range(200))

    threads = [threading.Thread(target=guess) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert won.count(True) == 500


# --- A slower lane, never a loss --------------------------------------------------------------------------------------


@pytest.mark.asvs("V2.4.1")
def test_flood_is_taken_and_waits_in_the_slow_lane(client: Client, article: Article, minutes: Clock) -> None:
    for number in range(limits.PER_HOUR + 1):
        minutes.now += 60
        assert post(client, article, f"Number {number}.").status_code == 303
    lanes = list(Comment.objects.order_by("pk").values_list("lane", flat=True))
    assert lanes == [Comment.Lane.ORDINARY] * limits.PER_HOUR + [Comment.Lane.SLOW]
    assert labels()[-1] == Sign.MANY
    post(client, article, "From next door.", ip="203.0.113.6")
    minutes.now += 3600
    post(client, article, "An hour later.")
    assert labels()[-2:] == ["", ""]


@pytest.mark.asvs("V2.4.2")
def test_second_comment_within_a_moment_is_fast(client: Client, article: Article, minutes: Clock) -> None:
    for pause in (0, 4, 4, 5):
        minutes.now += pause
        post(client, article, f"After {minutes.now} seconds.")
    assert labels() == ["", Sign.FAST, Sign.FAST, ""]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("http://a.example https://b.example www.c.example", {Sign.LINKS}),
        ("Look: https://bit.ly/3abc", {Sign.LINKS}),
        ("https://a.example/ and http://b.example/ are good.", set()),
        ("A bit.lying habit, and orbit.ly is no shortener. The rest is.gd", set()),
    ],
)
def test_links_are_weighed(minutes: Clock, text: str, found: set[Sign]) -> None:
    assert limits.signs("a", text, trap=False) == found


def test_long_words_said_again_are_repeated_in_any_letters(minutes: Clock) -> None:
    said = [LONG, LONG.upper().replace(" ", "\n"), "Thank you!", "Thank you!", LONG.replace("Slow", "Calm")]
    found = [limits.signs("", text, trap=False) for text in said]
    assert found == [set(), {Sign.REPEATED}, set(), set(), set()]


def test_sprung_trap_is_a_slow_lane_with_the_same_answer(client: Client, article: Article) -> None:
    assert post(client, article, quern="https://spam.example").status_code == 303
    comment = Comment.objects.get()
    assert (comment.lane, comment.labels) == (Comment.Lane.SLOW, "trap")


def test_unknown_block_is_slowed_by_nobody(minutes: Clock) -> None:
    assert [limits.signs("", f"Text {number}", trap=False) for number in range(20)] == [set()] * 20


def test_danger_goes_before_every_limit(client: Client, article: Article, minutes: Clock) -> None:
    post(client, article)
    post(client, article, "I want to kill myself tonight.")
    urgent = Comment.objects.latest("pk")
    assert (urgent.lane, urgent.labels) == (Comment.Lane.URGENT, "fast urgent")


# --- The queue --------------------------------------------------------------------------------------------------------


def test_queue_goes_by_lane_then_by_age(desk: Client, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("comments.desk.queue.PER_PAGE", 2)
    lanes = {"Slow one": 2, "First one": 1, "Second one": 1, "Urgent one": 0}
    for text, lane in lanes.items():
        say(text, lane=lane)
    first = desk.get("/moderation/")
    page = words(first.content)
    assert page.index("Urgent one") < page.index("First one")
    assert "Second one" not in page
    after = first.context["page"].next
    page = words(desk.get("/moderation/", {"after": after}).content)
    assert page.index("Second one") < page.index("Slow one")
    assert "First one" not in page


@pytest.mark.parametrize("cursor", ["7", "x_y", "1_", "_1", "1_" + "9" * 30, "99_1"])
def test_queue_with_a_cursor_that_makes_no_sense_begins_at_the_beginning(desk: Client, say: Any, cursor: str) -> None:
    say("It helped me.")
    assert "It helped me." in words(desk.get("/moderation/", {"after": cursor}).content)


def test_desk_says_the_labels_in_words(desk: Client, say: Any) -> None:
    say(labels="disclosure fast trap unheard-of urgent", lane=0)
    page = words(desk.get("/moderation/").content)
    assert "Urgent: somebody may be in danger now." in page
    assert "could lead to its writer; came a moment after another from the same network; filled in a field" in page
    assert "unheard-of" not in page


def test_every_label_has_its_words() -> None:
    assert SIGNS.keys() == {*Sign, *Label, LIKELY} - {Label.URGENT}

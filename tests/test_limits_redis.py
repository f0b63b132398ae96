"""Counters and the day's salt on a real Redis, as several machines share them; two limiters are two machines."""

import datetime as dt
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from articles.models import Article
from comments import limits
from comments.limits import Limiter
from comments.models import Comment
from harmblog import block, counters, doctor, pagecache, stores
from harmblog.block import DailySalt
from harmblog.staff.throttle import Waits

from .redis_server import NEEDED, Server, serving

pytestmark = [NEEDED, pytest.mark.one_database]
LONG = "Slow is smooth, and smooth is fast: that is what I learned in these ten years."
HOUSE = "203.0.113.5"


@pytest.fixture
def redis(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving(tmp_path) as server:
        settings.LIMITS_URL = server.url
        monkeypatch.setattr(block.SALT, "_again", 0.0)
        yield server
        block.SALT._again = 0.0


class Machine:
    """What one web machine has in its memory."""

    def __init__(self, url: str, day: dt.date | None = None) -> None:
        self.today = day or block.utc_day()
        self.counters = counters.Counters(url)
        self.salt = DailySalt(lambda: self.today, lambda day, salt: self.counters.salt(day, salt))
        self.limiter = Limiter(salt=self.salt, together=lambda: self.counters)
        self.waits = Waits(2, salt=self.salt, together=lambda: self.counters)

    def ask_again(self) -> None:
        """As after the seconds for which the salt and an absence are not asked about."""
        self.salt._again = 0.0
        self.counters._patience.answered()


@pytest.fixture
def one(redis: Server) -> Machine:
    return Machine(redis.url)


@pytest.fixture
def two(redis: Server) -> Machine:
    return Machine(redis.url)


# --- They count together ----------------------------------------------------------------------------------------------


def test_same_house_is_the_same_on_both_machines(one: Machine, two: Machine) -> None:
    assert one.salt.keyed(b"house") == two.salt.keyed(b"house")
    assert one.salt.now() == two.salt.now()


def test_tries_at_one_machine_count_at_the_other(one: Machine, two: Machine) -> None:
    told = [machine.limiter.tries("house", "words", 3, 60) for machine in (one, two, one, two)]
    assert told == [True, True, True, False]
    assert one.limiter.tries("next door", "words", 3, 60)


def test_pause_and_words_of_one_machine_are_known_to_the_other(one: Machine, two: Machine) -> None:
    assert one.limiter.paused("house", "pause", 5)
    assert not two.limiter.paused("house", "pause", 5)
    assert not one.limiter.said(LONG)
    assert two.limiter.said(LONG.upper())


def test_window_ends_by_itself(one: Machine, two: Machine) -> None:
    assert one.limiter.tries("house", "words", 1, 0.05)
    assert not two.limiter.tries("house", "words", 1, 0.05)
    time.sleep(0.06)
    assert two.limiter.tries("house", "words", 1, 0.05)


def test_guesses_at_a_password_wait_at_both_machines(one: Machine, two: Machine) -> None:
    assert [machine.waits.attempt("mo") for machine in (one, two)] == [0, 0]
    assert 25 < one.waits.attempt("mo") <= 30
    two.waits.take_back("mo")
    assert one.waits.attempt("mo") == 0
    two.waits.forgive("mo")
    assert [machine.waits.attempt("mo") for machine in (one, two)] == [0, 0]


def test_comments_are_counted_there(redis: Server, client: Client, article: Article) -> None:
    for number in range(2):
        form = {"name": "Rita", "comment": f"It helped me {number} times."}
        client.post(f"{article.get_absolute_url()}comment/", form, REMOTE_ADDR=HOUSE)
    limits.limiter.forget()
    assert Comment.objects.latest("pk").labels == "fast"
    assert redis.client.dbsize() == 3  # the salt, the pause, the hour


# --- What is there, and for how long ----------------------------------------------------------------------------------


def test_nothing_but_hashes_and_numbers_is_there_and_all_of_it_ends_with_the_day(redis: Server, one: Machine) -> None:
    told = block.block_of(HOUSE).hex()
    limiter = one.limiter
    limiter.tries(told, "words", 1, 10**6), limiter.paused(told, "pause", 5), limiter.said(LONG)
    one.waits.attempt("mo")
    names = sorted(redis.client.keys())
    assert [len(name) for name in names] == [70] * 4 + [15]
    for name in names:
        value = redis.client.get(name) if redis.client.type(name) == b"string" else b"0"
        assert value.isdigit() or name.startswith(b"salt:")
        assert not {told.encode(), b"words", b"mo"} & {name, value}
        assert 0 < redis.client.ttl(name) <= counters.rest_of(one.today)


def test_salt_of_yesterday_opens_nothing_and_is_gone(redis: Server, one: Machine) -> None:
    yesterday, before = one.salt.agreed(), one.salt.keyed(b"house")
    one.today += dt.timedelta(days=1)
    assert one.salt.keyed(b"house") != before
    assert yesterday not in vars(one.salt).values()
    assert redis.client.ttl(f"salt:{one.today}") > counters.rest_of(block.utc_day())  # tomorrow's ends tomorrow


@pytest.mark.parametrize(("hour", "seconds"), [("00:00:00", 86_400), ("23:59:50", 10), ("23:59:59.9", 1)])
def test_rest_of_a_day(hour: str, seconds: int) -> None:
    day = dt.date(2026, 11, 24)
    assert counters.rest_of(day, dt.datetime.fromisoformat(f"{day}T{hour}+00:00")) == seconds


def test_erasing_empties_the_shelf_and_leaves_the_counters(redis: Server, one: Machine, settings: Any) -> None:
    backend, usual = "django.core.cache.backends.redis.RedisCache", settings.CACHES
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": redis.location}}
    one.limiter.tries("house", "words", 1, 60)
    pagecache.forget()
    settings.CACHES = usual
    assert redis.client.dbsize() == 2


# --- It is away -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["freeze", "kill"])
def test_each_machine_counts_alone_while_it_is_away(redis: Server, one: Machine, two: Machine, how: str) -> None:
    one.limiter.tries("house", "words", 2, 60)
    getattr(redis, how)()
    began = time.monotonic()
    assert [one.limiter.tries("house", "words", 2, 60) for _ in range(30)] == [True] + [False] * 29
    assert time.monotonic() - began < 10 * stores.WAIT  # one wait, not thirty
    assert [two.limiter.tries("house", "words", 2, 60) for _ in range(3)] == [True, True, False]
    assert [one.waits.attempt("mo") for _ in range(2)] == [0, 0]


def test_salt_that_redis_lost_is_offered_again(redis: Server, one: Machine, two: Machine) -> None:
    before = one.salt.keyed(b"house")
    assert two.salt.keyed(b"house") == before
    redis.kill()
    redis.start()
    late = Machine(redis.url)
    one.ask_again()
    assert one.salt.keyed(b"house") == late.salt.keyed(b"house") == two.salt.keyed(b"house") == before


def test_machine_that_began_alone_comes_round(redis: Server, one: Machine, two: Machine) -> None:
    shared = one.salt.keyed(b"house")
    redis.freeze()
    assert two.salt.keyed(b"house") != shared
    redis.kill()
    redis.start()
    one.ask_again(), two.ask_again()
    assert one.salt.keyed(b"house") == two.salt.keyed(b"house") == shared


# --- Settings and the doctor ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limits_url", "cache", "fits"),
    [
        ("redis://a.example.org/1", "redis://a.example.org:6379/0", True),
        ("redis://a.example.org", "redis://a.example.org:6379/0", False),
        ("redis://a.example.org:6379?db=0", "redis://:word@A.example.org:6379/0", False),
        ("redis://localhost/0", "redis://127.0.0.1:6379/0", False),
        ("rediss://a.example.org/0", "redis://b.example.org:6379/0", True),
        ("unix:///run/redis.sock?db=1", "unix:///run/redis.sock?db=0", True),
        ("unix:///run/redis.sock", "unix:///run/redis.sock?db=0", False),
        ("redis://a.example.org/0", "", True),
    ],
)
def test_counters_are_not_where_pages_are_emptied(limits_url: str, cache: str, fits: bool) -> None:
    kind = "django.core.cache.backends.redis.RedisCache" if cache else "locmem"
    told = {"BACKEND": kind, "LOCATION": cache}
    if fits:
        assert stores.limits_url(limits_url, apart_from=told) == limits_url
    else:
        with pytest.raises(ImproperlyConfigured, match="LIMITS_URL and CACHE_URL name the same"):
            stores.limits_url(limits_url, apart_from=told)


@pytest.mark.parametrize("url", ["http://a.example.org", "a.example.org", "redis://a.example.org:x"])
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="LIMITS_URL must be"):
        stores.limits_url(url, apart_from={"BACKEND": "locmem"})


def found() -> str:
    return "\n".join(map(str, doctor.services.the_counters()))


def test_doctor_says_that_they_are_away(redis: Server) -> None:
    assert found() == ""
    redis.freeze()
    assert "wrong: The shared counters (LIMITS_URL) do not answer" in found()


def test_doctor_says_that_the_salt_comes_on_a_disk(tmp_path: Path, settings: Any) -> None:
    with serving(tmp_path, "--save", "60 1") as server:
        settings.LIMITS_URL = server.url
        assert "writes to a disk" in found()

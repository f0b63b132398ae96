"""The page cache on a real Redis, as several machines share it."""

import pickle
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from articles.models import Article
from harmblog import pagecache, stores
from harmblog.pages import mark, shared

from .conftest import words
from .redis_server import NEEDED, Server, serving

pytestmark = NEEDED
BACKEND = "django.core.cache.backends.redis.RedisCache"


@pytest.fixture
def redis(tmp_path: Path, settings: Any) -> Iterator[Server]:
    with serving(tmp_path) as server:
        usual = settings.CACHES
        settings.CACHES = {"default": stores.bounded({"BACKEND": BACKEND, "LOCATION": server.location})}
        shared.PATIENCE.answered()
        yield server
        settings.CACHES = usual
        shared.PATIENCE.answered()


def test_page_kept_in_redis_is_served_and_renewed(
    redis: Server, client: Client, article: Article, approved: Any
) -> None:
    page = article.get_absolute_url()
    first = client.get(page)
    assert cache._cache.get_client().dbsize() == 1  # type: ignore[attr-defined]
    assert client.get(page).content == first.content
    assert client.get(page, headers={"if-none-match": first["ETag"]}).status_code == 304
    approved("Seen at once")
    assert "Seen at once" in words(client.get(page).content)


@pytest.mark.fault(19)
def test_redis_that_hangs_costs_one_wait_and_no_page(redis: Server, client: Client, article: Article) -> None:
    client.get("/")
    redis.freeze()
    pagecache.bump()
    assert client.get(article.get_absolute_url()).status_code == 200
    assert not shared.PATIENCE.may_ask()
    began = time.monotonic()
    assert [shared.find("page", number) for number in range(9)] == [None] * 9
    assert time.monotonic() - began < stores.WAIT / 2


def test_erasing_does_not_wait_for_a_redis_that_hangs(redis: Server) -> None:
    redis.freeze()
    began = time.monotonic()
    pagecache.forget()
    assert time.monotonic() - began < 10 * stores.WAIT


@pytest.mark.fault(19)
def test_redis_that_was_started_anew_is_used_without_a_pause(redis: Server, client: Client, article: Article) -> None:
    client.get(article.get_absolute_url())
    redis.kill()
    redis.start()
    pagecache.bump()
    client.get(article.get_absolute_url())
    assert shared.PATIENCE.may_ask()
    assert cache._cache.get_client().dbsize() == 1  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", ["/archive/", "/topics/", "/sitemap.xml"])
@pytest.mark.parametrize("away", [Server.kill, Server.freeze])
def test_what_is_counted_of_all_articles_is_counted_without_redis_too(
    redis: Server, client: Client, article: Article, path: str, away: Any
) -> None:
    away(redis)
    assert client.get(path).status_code == 200


WAS_RUN = list[str]()


class Poison:
    def __reduce__(self) -> Any:
        return WAS_RUN.append, ("something of somebody else's",)


def test_what_somebody_else_put_into_redis_is_neither_run_nor_shown(
    redis: Server, client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = article.get_absolute_url()
    right = client.get(page).content
    there = cache._cache.get_client()  # type: ignore[attr-defined]
    name = there.keys()[0]
    kept = there.get(name)
    for planted in (pickle.dumps(Poison()), bytes(32) + pickle.dumps(Poison()), kept[:-1] + b"?", b""):
        there.set(name, planted)
        mark.of_this_site().renew()  # as in a process that has just started
        assert client.get(page).content == right
    assert WAS_RUN == []
    assert shared.PATIENCE.may_ask()


def test_page_that_was_moved_to_another_name_in_redis_is_not_shown(
    redis: Server, client: Client, article: Article, write: Any
) -> None:
    write("Methadone")
    client.get("/articles/naloxone/")
    there = cache._cache.get_client()  # type: ignore[attr-defined]
    moved = there.get(there.keys()[0])
    client.get("/articles/methadone/")
    for name in there.keys("*"):
        there.set(name, moved)
    mark.of_this_site().renew()
    assert "Methadone" in words(client.get("/articles/methadone/").content)

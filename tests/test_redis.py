"""The page cache on a real Redis, as several machines share it."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from articles.models import Article

from .conftest import words

pytestmark = pytest.mark.skipif(not shutil.which("redis-server"), reason="redis-server is not installed")


@pytest.fixture
def redis(tmp_path: Path, settings: Any) -> Iterator[None]:
    socket = tmp_path / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", str(tmp_path)]
    server = subprocess.Popen(["redis-server", *options], stdout=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if socket.exists():
                break
            time.sleep(0.05)
        usual, backend = settings.CACHES, "django.core.cache.backends.redis.RedisCache"
        settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": f"unix://{socket}"}}
        yield
        settings.CACHES = usual
    finally:
        server.terminate()
        server.wait(10)


def test_page_kept_in_redis_is_served_and_renewed(redis: None, client: Client, article: Article, approved: Any) -> None:
    page = article.get_absolute_url()
    first = client.get(page)
    assert cache._cache.get_client().dbsize() == 1  # type: ignore[attr-defined]
    assert client.get(page).content == first.content
    assert client.get(page, headers={"if-none-match": first["ETag"]}).status_code == 304
    approved("Seen at once")
    assert "Seen at once" in words(client.get(page).content)

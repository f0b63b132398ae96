"""Caches that are lost, written into by somebody else, or left alone with what was taken away a moment ago."""

import os
import pickle
import shlex
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from articles.models import Article
from comments import receipts
from harmblog import stores
from harmblog.pages import mark, shared

from ..behind import A_SECOND, PAGE, Desk, Served
from ..conftest import PASSWORD
from ..redis_server import NEEDED, Server
from ..test_redis import redis
from .conftest import NGINX
from .long import Figure, many

__all__ = ["redis"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SWEEP = site_settings.BASE_DIR / "deploy/systemd/harmblog-sweep.service"

# --- Redis, into which somebody writes --------------------------------------------------------------------------------


class Bomb:
    """Whoever unpickles it makes a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> Any:
        return Path.touch, (self.file,)


def names(server: Server) -> list[str]:
    return sorted(cache._cache.get_client().scan_iter())  # type: ignore[attr-defined]


def read_anew(client: Client, path: str) -> Any:
    """A page as a process gets it that has nothing in its memory."""
    mark.of_this_site().renew()
    return client.get(path)


@pytest.fixture
def poisoned(redis: Server, client: Client, article: Article, write: Any) -> Callable[[Callable[..., Any]], Any]:
    """Has one page laid into Redis, lets somebody write over it, and says what the next process shows."""
    other = write("Other")

    def poison(act: Callable[..., Any]) -> Any:
        raw = cache._cache.get_client()  # type: ignore[attr-defined]
        raw.flushall()
        shared.PATIENCE.answered()
        read_anew(client, other.get_absolute_url())
        others = next(iter(raw.scan_iter()))
        usual = read_anew(client, article.get_absolute_url()).content
        (name,) = set(raw.scan_iter()) - {others}
        act(raw, name, others)
        found = read_anew(client, article.get_absolute_url())
        assert (found.status_code, found.content) == (200, usual)
        return found

    return poison


@NEEDED
@pytest.mark.fault(19)
def test_what_somebody_writes_into_redis_is_not_run(poisoned: Any, tmp_path: Path) -> None:
    bomb = pickle.dumps(Bomb(tmp_path / "run"))
    assert pickle.loads(pickle.dumps(Bomb(tmp_path / "armed"))) is None  # noqa: S301 - it is one
    poisoned(lambda raw, name, others: raw.set(name, bomb))
    poisoned(lambda raw, name, others: raw.set(name, bytes(stores.MARK) + bomb))
    assert [file.name for file in tmp_path.iterdir() if file.name in ("run", "armed")] == ["armed"]


@NEEDED
@pytest.mark.fault(19)
@pytest.mark.promise(7)
def test_no_page_from_redis_is_another_than_this_site_drew(poisoned: Any, record_property: Figure) -> None:
    bits = many(12, 2000)

    def flip(place: int) -> Callable[..., Any]:
        def act(raw: Any, name: bytes, others: bytes) -> None:
            there = bytearray(raw.get(name))
            there[len(there) * place // bits] ^= 1 << place % 8
            raw.set(name, bytes(there))

        return act

    for place in range(bits):
        poisoned(flip(place))
    for value in (b"", b"7", b"\0" * 31, b"\0" * 33, b"[1, 9e99, []]\n<p>Evil", b"\xff" * 500):
        poisoned(lambda raw, name, others, value=value: raw.set(name, value))
    poisoned(lambda raw, name, others: raw.set(name, raw.get(others)))
    poisoned(lambda raw, name, others: (raw.delete(name), raw.lpush(name, b"a list")))
    poisoned(lambda raw, name, others: raw.set(name, raw.get(name)[: stores.MARK + 9]))
    poisoned(lambda raw, name, others: raw.flushall())
    record_property(
        "figure", f"{bits} flipped bits, pickles, rubbish and another's page in Redis: none was shown or run"
    )


@pytest.mark.fault(19)
def test_what_was_laid_under_another_key_is_not_taken(settings: Any) -> None:
    marked = stores.Marked()
    packed = marked.dumps(("a", 7, "Some text."))
    assert marked.loads(packed) == ("a", 7, "Some text.")
    settings.SECRET_KEY = "another " * 9
    assert marked.loads(packed) is None


@pytest.mark.fault(19)
@pytest.mark.parametrize("kind", ["memcached.PyMemcacheCache", "filebased.FileBasedCache", "db.DatabaseCache"])
def test_cache_that_would_be_unpickled_is_refused(kind: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL must be as in redis"):
        stores.bounded({"BACKEND": f"django.core.cache.backends.{kind}"})


@NEEDED
@pytest.mark.fault(19)
def test_what_is_erased_while_redis_hangs_ends_with_its_minute(redis: Server, client: Client, approved: Any) -> None:
    approved("Quillaine")
    client.get("/articles/naloxone/")
    raw = cache._cache.get_client()  # type: ignore[attr-defined]
    (name,) = [one for one in raw.scan_iter() if b"Quillaine" in raw.get(one)]
    assert 0 < raw.ttl(name) <= 60


@pytest.mark.fault(19)
@pytest.mark.promise(6)
@NEEDED
def test_what_is_erased_is_not_left_in_redis(
    redis: Server, client: Client, approved: Any, django_capture_on_commit_callbacks: Any
) -> None:
    comment = approved("Quillaine")
    client.get("/articles/naloxone/")
    raw = cache._cache.get_client()  # type: ignore[attr-defined]
    assert [one for one in raw.scan_iter() if b"Quillaine" in raw.get(one)]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/receipt/{receipts.secret_of(comment)}/withdraw/")
    assert [one for one in raw.scan_iter() if b"Quillaine" in raw.get(one)] == []


# --- nginx, left alone ------------------------------------------------------------------------------------------------


def published(site: Served, mo: Desk) -> tuple[str, str]:
    """A comment that stands on pages which nginx keeps: what it says, and the address of its receipt."""
    text = f"Quillaine {time.monotonic_ns()}"
    receipt = site.post(name="Rita", comment=text).headers["Location"]
    mo.decide("approve", text=text)
    time.sleep(A_SECOND)
    for path in (PAGE, "/comments/feed/", f"{PAGE}feed/"):
        for coding in ("gzip, deflate, br", "gzip", ""):
            site.get(path, Accept_Encoding=coding)
    assert text.encode() in site.get(PAGE).text
    return text, receipt


def withdraw(site: Served, mo: Desk, text: str, receipt: str) -> None:
    assert site.post(f"{receipt}withdraw/", sure="on").status == 303


def hide(site: Served, mo: Desk, text: str, receipt: str) -> None:
    mo.decide("reject", expected="approved", text=text)


def die(site: Served) -> None:
    """The application is killed, all its processes, the moment it has said that it is done."""
    web = site.webs.pop(site.app)
    children = subprocess.run(["pgrep", "-P", str(web.pid)], capture_output=True, text=True).stdout.split()
    for number in (web.pid, *map(int, children)):
        os.kill(number, signal.SIGKILL)
    web.wait(10)


@NGINX
@pytest.mark.fault(19)
@pytest.mark.promise(6)
@pytest.mark.parametrize("take_away", [withdraw, hide], ids=["withdrawn", "rejected"])
def test_what_was_taken_away_is_not_shown_by_nginx_when_all_else_has_died(
    pair: Served, take_away: Callable[..., None], record_property: Figure
) -> None:
    mo = Desk(pair, "mo-of-proof", PASSWORD)
    text, receipt = published(pair, mo)
    assert pair.get("/articles/sleep/").status == 200
    take_away(pair, mo, text, receipt)
    began = time.monotonic()
    die(pair)
    time.sleep(A_SECOND)  # for the rest of which nginx keeps a page, whatever happens
    try:
        for path in (PAGE, "/comments/feed/", f"{PAGE}feed/", f"{PAGE}?page=1"):
            for coding in ("gzip, deflate, br", "gzip", ""):
                assert pair.get(path, Accept_Encoding=coding).status == 503
        gone = time.monotonic() - began
        swept(pair)
        kept = [*(pair.folder / "pages").rglob("*"), *(pair.folder / "second").rglob("*")]
        assert [file for file in kept if file.is_file()] == []
    finally:
        pair.revive()
    time.sleep(2)
    assert text.encode() not in pair.get(PAGE).text
    record_property("figure", f"out of nginx's reach within {gone:.1f} s, though all else died")


def swept(site: Served) -> None:
    """What the timer does each half minute."""
    (command,) = [line[10:] for line in SWEEP.read_text().splitlines() if line.startswith("ExecStart=")]
    command = command.replace("/run/harmblog-nginx", str(site.folder)).replace("/var/lib/harmblog", str(site.var))
    subprocess.run(shlex.split(command), check=True)


@NGINX
@pytest.mark.fault(19)
def test_what_was_added_does_not_take_the_other_pages_from_a_site_that_dies(pair: Served) -> None:
    mo = Desk(pair, "mo-of-proof", PASSWORD)
    published(pair, mo)
    pair.get("/articles/sleep/")
    pair.post(name="Rita", comment="One more.")
    mo.decide("approve", text="One more.")
    die(pair)
    try:
        time.sleep(A_SECOND)
        assert pair.get("/articles/sleep/").status == 200
    finally:
        pair.revive()

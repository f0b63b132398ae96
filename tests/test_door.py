"""A kept page leaves before Django is asked: as Django would send it, to whom Django would send it, and as long."""

import datetime as dt
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import timezone

from articles.models import Article, Redirect, Topic
from articles.views import article_page
from comments import moderation
from harmblog import block, pagecache, replica
from harmblog.metrics.counting import TALLY
from harmblog.pages import kept, mark, watching
from harmblog.pages.kept import PAGES, Kept
from harmblog.pages.mark import Mark
from harmblog.pages.page import Page

from .canary import browser, furnish, routes
from .knocking import House

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = "/articles/naloxone/"
ENCODINGS = ("", "gzip", "gzip, deflate, br, zstd")


@pytest.fixture
def house() -> House:
    return House()


@pytest.fixture
def kept_page(house: House, article: Article) -> str:
    """The address of a page that the door has by now."""
    house.knock(PAGE)
    house.knock(PAGE)
    assert house.asked == 1
    return PAGE


# --- As Django would send it ------------------------------------------------------------------------------------------


def ways(etag: str) -> list[tuple[str, dict[str, str]]]:
    """Each way to ask for a page."""
    found: list[tuple[str, dict[str, str]]] = []
    for method in ("GET", "HEAD"):
        found += [(method, {"HTTP_ACCEPT_ENCODING": accepts} if accepts else {}) for accepts in ENCODINGS]
        found += [(method, {"HTTP_IF_NONE_MATCH": tags}) for tags in (etag, f'"a", {etag}', "*", '"other"')]
    return found


def test_every_kept_page_leaves_the_door_as_django_would_send_it(
    house: House, article: Article, approved: Any, write: Any
) -> None:
    for number in range(12):
        write(f"Number {number}").topics.add(Topic.objects.get_or_create(name="Sleep", slug="sleep")[0])
    paths = [*routes(furnish(browser("reader"), article, approved())), "/?page=2", "/topics/sleep/?x=1&page=2"]
    met = set()
    for path in paths:
        house.knock(path)
        asked = house.asked
        tags = [value for name, value in house.knock(path).headers if name == "ETag"]
        if house.asked > asked or not tags:
            continue  # nothing that is kept
        met.add(path)
        for method, more in ways(tags[0]):
            ours, django = house.knock(path, method, **more), house.knock(path, method, past_the_door=True, **more)
            assert (ours.status, ours.headers) == (django.status, django.headers), (path, method, more)
            assert ours.body == (django.body if method == "GET" else b""), (path, method, more)
        assert house.asked == asked, path
    assert met >= {PAGE, "/", "/?page=2", "/topics/sleep/?x=1&page=2", "/feed/", "/comments/feed/", "/privacy/"}
    assert len(met) > 25


def test_page_first_asked_for_with_a_tag_is_learned_whole(house: House, article: Article) -> None:
    tag = dict(house.knock(PAGE).headers)["ETag"]
    pagecache.forget()
    assert house.knock(PAGE, HTTP_IF_NONE_MATCH=tag).status.startswith("304")
    sent, asked = house.knock(PAGE), house.asked
    assert (sent.headers, sent.body) == (house.knock(PAGE, past_the_door=True).headers, sent.body)
    assert house.asked == asked


@pytest.mark.flaw("shared cache")
def test_page_to_which_a_middleware_adds_a_cookie_never_leaves_by_the_door() -> None:
    page = Page.of(HttpResponse("Words"))
    page.learn("200 OK", [*page.own_headers(""), ("Set-Cookie", "a=b")])
    assert page.ready({}) is None
    page.learn("200 OK", [*page.own_headers(""), ("vary", "Cookie")])
    assert page.ready({}) is None


def test_page_that_leaves_by_the_door_is_counted(house: House, kept_page: str) -> None:
    before = TALLY.kept
    house.knock(kept_page)
    house.knock(kept_page, past_the_door=True)
    assert TALLY.kept == before + 1


# --- To whom Django would send it -------------------------------------------------------------------------------------


def test_another_host_gets_no_page(house: House, kept_page: str) -> None:
    assert house.knock(kept_page, HTTP_HOST="evil.example").status.startswith("400")
    assert house.knock(kept_page, HTTP_HOST="testserver:8000").status.startswith("200")
    assert house.knock(kept_page, HTTP_HOST="testserver, evil.example").status.startswith("400")
    assert house.knock(kept_page, HTTP_HOST="").status.startswith("400")


def test_http_is_sent_to_https(house: House, kept_page: str, settings: Any) -> None:
    settings.HTTPS = True
    asked = house.asked
    house.knock(kept_page, HTTP_X_FORWARDED_PROTO="https")
    assert house.asked == asked
    for more in ({}, {"HTTP_X_FORWARDED_PROTO": "http"}, {"HTTP_X_FORWARDED_PROTO": "https, http"}):
        house.knock(kept_page, **more)
    assert house.asked == asked + 3


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"])
def test_other_methods_are_djangos(house: House, kept_page: str, method: str) -> None:
    asked = house.asked
    house.knock(kept_page, method)
    assert house.asked == asked + 1


def test_request_with_a_body_is_djangos(house: House, kept_page: str) -> None:
    assert house.knock(kept_page, CONTENT_LENGTH="2000000").status.startswith("413")


@pytest.mark.flaw("shared cache")
def test_who_asks_makes_no_difference(house: House, kept_page: str) -> None:
    asked, first = house.asked, house.knock(kept_page)
    again = house.knock(
        kept_page, HTTP_COOKIE="session=1", HTTP_ACCEPT_LANGUAGE="de", HTTP_USER_AGENT="Old phone", REMOTE_ADDR="::1"
    )
    assert (again.headers, again.body, house.asked) == (first.headers, first.body, asked)


def test_first_kept_page_of_a_day_makes_a_new_salt(
    house: House, kept_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = block.SALT.now()
    monkeypatch.setattr(block.SALT, "_today", lambda: block.utc_day() + dt.timedelta(days=1))
    house.knock(kept_page)
    assert block.SALT._salt != before


# --- Which parts of an address count ----------------------------------------------------------------------------------


def test_flood_of_unknown_parameters_neither_fills_nor_misses(house: House, kept_page: str) -> None:
    house.knock("/")
    size, asked, chance = PAGES.size, house.asked, random.Random(7)
    for path in (kept_page, "/"):
        for _ in range(500):
            noise = "&".join(f"{chance.choice('abc%6D')}{chance.random()}={chance.random()}" for _ in range(3))
            assert house.knock(f"{path}?{noise}").status.startswith("200")
    assert (PAGES.size, house.asked) == (size, asked)


def test_one_page_has_one_name_however_it_is_written(house: House, write: Any) -> None:
    for number in range(12):
        write(f"Number {number}")
    pages = {}
    for number, spellings in {
        1: ("/", "/?page=1", "/?x=&page=1", "/?page=2&page=1", "/?%70age=1"),
        2: ("/?page=2", "/?page=2&page=2", "/?%70age=%32", "/?page=1&page=2", "/?a=b&page=2"),
    }.items():
        pages[number] = {house.knock(address).body for address in spellings}
    assert (len(pages[1]), len(pages[2])) == (1, 1)
    assert pages[1] != pages[2]
    assert (len(list(PAGES)), house.asked) == (2, 2)


@pytest.mark.parametrize("value", ["0", "2" * 30, "99", "x", "%00", "", "1" * 8000])
def test_page_that_is_not_there_is_not_kept(house: House, article: Article, value: str) -> None:
    assert house.knock(f"/?page={value}").status.startswith("404")
    assert list(PAGES) == []


def test_old_address_by_number_still_leads_on_from_a_kept_front_page(house: House, article: Article) -> None:
    Redirect.objects.create(old_path="/?p=12", article=article)
    house.knock("/")
    house.knock("/")
    assert dict(house.knock("/?p=12").headers)["Location"] == PAGE
    assert dict(house.knock("/?x=1&%70=12").headers)["Location"] == PAGE
    assert house.knock("/?p=13").status.startswith("200")
    assert len(list(PAGES)) == 1


# --- In bounds --------------------------------------------------------------------------------------------------------


def a_page(size: int) -> Page:
    return Page([("Content-Type", "text/plain")], random.Random(7).randbytes(size), time.time() + 60)


def test_memory_is_bounded_and_what_is_asked_for_stays() -> None:
    pages, present = Kept(200_000), mark.of_this_site().present()
    pages.find("")
    for number in range(100):
        pages.put(str(number), a_page(10_000), drawn_under=present)
        pages.find("3")
        assert pages.size <= 200_000
    pages.put("huge", a_page(150_000), drawn_under=present)
    assert pages.find("huge") is None
    assert sum(page.size for page in pages) == pages.size


def test_asked_for_page_outlives_the_others() -> None:
    pages, present = Kept(200_000), mark.of_this_site().present()
    pages.find("")
    for number in range(30):
        pages.put(str(number), a_page(10_000), drawn_under=present)
        assert pages.find("0")
    assert pages.find("1") is None


def test_rules_are_bounded(house: House, kept_page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_RULES", 3)
    monkeypatch.setattr(PAGES, "_rules", {})
    for path in ("/", "/feed/", "/archive/", "/privacy/", "/feed/atom/"):
        house.knock(path)
    assert len(PAGES._rules) <= 3
    house.knock(kept_page)  # forgotten at the door, not by Django, and so learned again
    asked = house.asked
    house.knock(kept_page)
    assert house.asked == asked


# --- As long as it is true --------------------------------------------------------------------------------------------


def test_approved_comment_is_on_the_next_page(house: House, kept_page: str, approved: Any) -> None:
    assert approved("Seen at once").html.encode() in house.knock(kept_page).body


def test_hidden_comment_is_not_on_the_next_page(house: House, article: Article, approved: Any, mo: Any) -> None:
    comment = approved("Gone at once")
    house.knock(PAGE)
    assert b"Gone at once" in house.knock(PAGE).body
    moderation.decide([comment.public_id], act="reject", expected="approved", moderator=mo)
    assert b"Gone at once" not in house.knock(PAGE).body
    assert b"Gone at once" not in b"".join(page.bodies[""] for page in PAGES)


def test_page_that_the_clock_changes_is_drawn_anew(
    house: House, article: Article, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("Later", published_at=timezone.now() + dt.timedelta(seconds=0.4))
    house.knock("/")
    assert b"Later" not in house.knock("/").body
    time.sleep(0.5)
    assert b"Later" in house.knock("/").body


def without_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", fail)


def test_kept_page_outlives_the_database_and_its_own_time(
    house: House, kept_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_database(monkeypatch)
    with pytest.raises(OperationalError):
        watching.look()
    body = house.knock(kept_page).body
    for page in PAGES:
        page.until = 0
    for _ in range(3):  # what only the clock has changed
        assert house.knock(kept_page).body == body
    assert house.asked == 2


def test_page_from_before_a_change_is_not_shown_even_without_a_database(
    house: House, kept_page: str, approved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved()
    without_database(monkeypatch)
    with pytest.raises(OperationalError):
        Client().get(kept_page)


def test_look_drops_what_an_idle_process_has_from_before_a_change(kept_page: str) -> None:
    mark.of_this_site().renew()
    watching.look()
    assert (list(PAGES), PAGES.size) == ([], 0)


# --- One at a time ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("between", ["nothing", "a change"])
def test_200_cold_readers_of_a_page_cost_one_render(
    between: str, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[float] = []

    def draw(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        drawn.append(time.monotonic())
        page = article_page(request, *args, **kwargs)
        time.sleep(0.2)
        if between == "a change" and len(drawn) == 1:
            pagecache.bump()
        return page

    def read(_number: int) -> int:
        try:
            return Client().get(PAGE).status_code
        finally:
            connections.close_all()

    monkeypatch.setattr("articles.views.article_page", draw)
    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(read, range(200))) == {200}
    # After a change in the middle of it nobody is given the page from before, and again one draws for all.
    assert len(drawn) == (1 if between == "nothing" else 2)


# --- The mark ---------------------------------------------------------------------------------------------------------


def test_marks_of_two_sites_are_two(tmp_path: Any) -> None:
    ours, same, theirs = Mark(tmp_path / "a"), Mark(tmp_path / "a"), Mark(tmp_path / "b")
    before = theirs.present()
    ours.renew(7)
    assert (same.present(), same.number) == (ours.present(), 7)
    assert (theirs.present(), theirs.number) == (before, 0)
    same.renew()
    assert ours.number == 7


def test_file_that_cannot_be_used_costs_a_second_and_no_page(tmp_path: Any, caplog: pytest.LogCaptureFixture) -> None:
    alone = Mark(tmp_path / "missing" / "a")
    before = alone.present()
    alone.renew(3)
    assert (alone.present() != before, alone.number) == (True, 3)
    assert "take a second to be seen" in caplog.text


def test_lower_number_of_a_restored_backup_is_a_change(kept_page: str, approved: Any) -> None:
    watching.look()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE harmblog_generation SET number = 0")
    before = mark.of_this_site().present()
    watching.look()
    assert mark.of_this_site().present() != before


def test_look_during_many_changes_takes_no_older_number_for_a_newer_one(
    kept_page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours, before = mark.of_this_site(), replica.generation()

    def read_just_before_a_change() -> int:
        ours.renew(ours.number + 1)
        return before

    ours.renew(before)
    monkeypatch.setattr(watching, "generation", read_just_before_a_change)
    watching.look()
    assert ours.number == before + 3

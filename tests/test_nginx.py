"""deploy/nginx.conf in Debian's nginx, before the real web server: what is kept, and what is left when all is dead."""

import re
import socket
import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import nginx
import pytest
from django.db import connection

from articles.models import Article

from .behind import A_SECOND, PAGE, Served
from .conftest import account

pytestmark = [
    pytest.mark.django_db,  # whose file is copied for the site's own process
    pytest.mark.one_database,
    pytest.mark.skipif(nginx.PROGRAM is None, reason="nginx is not installed"),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="copies SQLite's file"),
]
WRITING = "/admin/articles/article/add/"
BROWSER = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, keys: Path, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Served]:
    site = Served(tmp_path_factory.mktemp("site"), keys)
    with django_db_blocker.unblock():
        ada = account("ada-of-nginx")
        Article.objects.create(title="Naloxone", slug="naloxone", body="Some *text*.", author=ada, status="published")
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(site.var / "db.sqlite3")])
        Article.objects.all().delete()
        ada.delete()
    try:
        site.start()
        yield site
    finally:
        site.stop()


@pytest.fixture
def site(running: Served) -> Iterator[Served]:
    """The site, alive, with nothing kept from a test before in the same second."""
    yield running
    running.gate.shut()
    running.gate.open()


@pytest.fixture
def dead(site: Served) -> Served:
    """The page was read a moment ago; since then nothing answers any more, and the second is over."""
    site.get(PAGE)
    site.gate.shut()
    time.sleep(A_SECOND)
    return site


def begin_second() -> None:
    """Wait until what is kept now stays so for most of a second."""
    time.sleep(1.02 - time.time() % 1)


# --- A page ---------------------------------------------------------------------------------------------------------


def test_a_page_is_what_the_application_says(site: Served) -> None:
    page = site.get(PAGE)
    assert (page.status, page.headers["Cache-Control"]) == (200, "public, no-cache")
    assert page.headers["Vary"] == "Accept-Encoding"
    assert "script-src 'none'" in page.headers["Content-Security-Policy"]
    assert b"Some <em>text</em>." in page.text
    assert not {"set-cookie", "x-accel-expires", "x-cache"} & {name.lower() for name in page.headers}


def test_within_a_second_the_application_is_asked_once(site: Served) -> None:
    begin_second()
    before = site.asked()
    bodies = {site.get(PAGE).text for _ in range(20)}
    assert (site.asked() - before, len(bodies)) == (1, 1)


def test_two_hundred_cold_readers_at_once_are_one_request(site: Served) -> None:
    begin_second()
    before = site.asked()
    with ThreadPoolExecutor(50) as crowd:
        pages = list(crowd.map(lambda _: site.get("/topics/").status, range(200)))
    assert set(pages) == {200}
    assert site.asked() - before <= 2  # a second may end on the way


def test_a_change_is_seen_when_the_second_is_over(site: Served) -> None:
    before = site.get("/").text
    with sqlite3.connect(site.var / "db.sqlite3") as database:
        database.execute("UPDATE articles_article SET title = 'Naloxone at home'")
        database.execute("UPDATE harmblog_generation SET number = number + 1")
    database.close()
    time.sleep(A_SECOND)
    assert b"Naloxone at home" not in before
    assert b"Naloxone at home" in site.get("/").text


def test_a_page_that_a_reader_has_is_not_sent_again(site: Served) -> None:
    tag = site.get(PAGE, **BROWSER).headers["ETag"]
    assert site.get(PAGE, If_None_Match=tag, **BROWSER).status == 304
    time.sleep(A_SECOND)
    site.get(PAGE, **BROWSER)
    assert f"If-None-Match: {tag}".encode() in site.gate.heard[-1]  # nginx itself asks for news only


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("br;q=1.0, gzip;q=0.8", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("gzip;q=0.0", None),
        ("brotli", None),
        ("", None),
    ],
)
def test_what_a_reader_can_unpack_is_one_of_three(site: Served, accepted: str, coding: str | None) -> None:
    page = site.get(PAGE, Accept_Encoding=accepted)
    assert page.headers["Content-Encoding"] == coding
    assert site.get(PAGE, Accept_Encoding=accepted).headers["Content-Length"] == str(len(page.text))


def test_a_million_query_strings_are_one_page(site: Served) -> None:
    site.get(PAGE)
    begin_second()
    asked, kept = site.asked(), site.kept()
    for number in range(40):
        assert site.get(f"{PAGE}?utm_source={number}&x[]={'y' * number}&page={number}").status == 200
    assert site.kept() == kept
    assert site.asked() - asked <= 2


def test_a_number_of_a_page_reaches_the_application_and_nonsense_is_not_kept(site: Served) -> None:
    site.get("/")
    kept = site.kept()
    assert [site.get(f"/?page={wanted}").status for wanted in ("1", "2", "0", "x", "99999999", "1%00")] == [
        200, 404, 404, 404, 404, 404,
    ]  # fmt: skip
    assert site.kept() <= kept + 1


def test_old_addresses_by_number_reach_the_application_and_fill_nothing(site: Served) -> None:
    kept = site.kept()
    for number in range(5):
        assert site.get(f"/?p={number}&cat=4").status == 200
        assert f"GET /?p={number}&cat=4 HTTP".encode() in site.gate.heard[-1]
    assert site.kept() == kept


# --- Nobody is told who reads ---------------------------------------------------------------------------------------


def test_the_application_learns_nothing_of_a_reader(site: Served) -> None:
    begin_second()
    headers = {"Cookie": "session=1", "User-Agent": "Ritas-Phone", "X-Forwarded-For": "203.0.113.9"}
    headers |= {"Referer": "https://forum.example.org/", "Accept-Language": "pt"}
    site.get("/archive/", **headers)
    heard = site.gate.heard[-1].lower()
    assert heard.startswith(b"get /archive/ http")
    assert not re.search(rb"\n(cookie|user-agent|x-forwarded-for|referer|accept-language):|203\.0", heard)


@pytest.mark.asvs("V15.3.4")
def test_of_a_writer_it_learns_the_address_that_nginx_saw(site: Served) -> None:
    assert site.post().status == 303
    heard = site.gate.heard[-1]
    assert b"\r\nX-Forwarded-For: 127.0.0.1\r\n" in heard
    assert b"203.0.113.9" not in heard


@pytest.mark.asvs("V15.3.4")
@pytest.mark.flaw("proxy headers")
def test_header_that_is_only_spelled_like_one_of_a_proxy_goes_no_further(site: Served) -> None:
    """The application could not tell the two apart: to it both are HTTP_X_FORWARDED_FOR."""
    head = f"POST {PAGE}comment/ HTTP/1.0\r\nHost: 127.0.0.1:{site.port}\r\nContent-Length: 6\r\n"
    head += "X_Forwarded_For: 203.0.113.9\r\nX_Forwarded_Proto: https\r\nX-Forwarded_For: 203.0.113.9\r\n\r\nname=R"
    with socket.create_connection(("127.0.0.1", site.port), timeout=20) as link:
        link.sendall(head.encode())
        assert link.recv(100).startswith(b"HTTP/1.1 4")
    heard = site.gate.heard[-1].lower()
    assert heard.startswith(b"post ")
    assert b"203.0.113.9" not in heard
    assert b"forwarded_" not in heard


def test_nothing_is_written_down(dead: Served) -> None:
    dead.get("/receipt/secretsecret/")
    dead.get("/never-there/")
    dead.post()
    said = (dead.folder / "errors").read_text()
    assert not re.search("client|request|secret|upstream", said)
    assert not list((dead.folder / "body").rglob("*.*"))


# --- Writing and staff ----------------------------------------------------------------------------------------------


def test_a_comment_passes_and_its_receipt_is_not_kept(site: Served) -> None:
    kept = site.kept()
    sent = site.post(name="Rita", comment="Another thing that helped.")
    assert (sent.status, sent.headers["Cache-Control"]) == (303, "no-store")
    before = site.asked()
    receipts = [site.get(sent.headers["Location"]) for _ in range(2)]
    assert [(one.status, one.headers["Cache-Control"]) for one in receipts] == [(200, "no-store")] * 2
    assert (site.asked() - before, site.kept()) == (2, kept)


def test_a_form_with_mistakes_comes_back_filled_in(site: Served) -> None:
    answer = site.post(name="", comment="What I typed")
    assert answer.status == 422
    assert b"What I typed" in answer.text


@pytest.mark.fault(19)
@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/", "/moderation/", "/healthz/detail/", "/search/?q=pain"])
def test_pages_of_staff_and_searches_are_not_kept(site: Served, path: str) -> None:
    kept, before = site.kept(), site.asked()
    for _ in range(2):
        answer = site.get(path, Cookie="session=abc", User_Agent="Mos-Laptop")
        assert answer.headers["Cache-Control"] == "no-store"
    assert (site.asked() - before, site.kept()) == (2, kept)
    heard = site.gate.heard[-1]
    assert heard.startswith(f"GET {path} HTTP".encode())  # with what was searched for
    assert (b"\r\nCookie: session=abc" in heard) is not path.startswith("/search/")


def test_the_log_in_works(site: Served) -> None:
    page = site.get("/accounts/login/")
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text.decode())[0]
    form = {"csrfmiddlewaretoken": token, "username": "nobody", "password": "wrong"}
    headers = {"Cookie": page.headers["Set-Cookie"].partition(";")[0], "Origin": f"http://127.0.0.1:{site.port}"}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    assert site.ask("POST", "/accounts/login/", urlencode(form), **headers).status == 200  # and not 403


@pytest.mark.fault(20)
def test_one_who_sends_slowly_holds_nobody_up(site: Served) -> None:
    slow = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(6)]  # the application has two threads
    before = site.asked()
    for one in slow:
        one.sendall(f"POST {PAGE}comment/ HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nname=R".encode())
    time.sleep(0.2)
    assert site.asked() == before
    assert site.get("/search/?q=text").status == 200
    for one in slow:
        one.close()


@pytest.mark.parametrize(
    ("path", "megabytes", "status"),
    [
        (f"{PAGE}comment/", 1.2, 413),
        ("/admin/articles/article/add/", 9, 403),
        ("/admin/articles/article/add/", 12, 413),
    ],
)
def test_a_form_has_a_size(site: Served, path: str, megabytes: float, status: int) -> None:
    answer = site.ask("POST", path, b"x" * int(megabytes * 2**20), Content_Type="text/plain")
    assert answer.status == status
    if status == 413:
        assert b"Back button" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_figures_are_not_for_the_world(site: Served) -> None:
    before = site.asked()
    assert {site.get(path).status for path in ("/metrics", "//metrics", "/metrics?x")} == {404}
    assert site.asked() == before
    site.get("/metrics-of-harm/")  # a page of somebody's
    assert site.asked() == before + 1


# --- Files ----------------------------------------------------------------------------------------------------------


def test_files_named_by_what_they_hold_come_from_the_disk_for_ever(site: Served) -> None:
    (site.var / "static/site.0123456789ab.css").write_text("p { color: red }")
    (site.var / "media/images").mkdir(parents=True)
    (site.var / "media/images/0123456789abcdef-640.webp").write_bytes(b"RIFF")
    before = site.asked()
    for path, kind in (
        ("/static/site.0123456789ab.css", "text/css"),
        ("/media/images/0123456789abcdef-640.webp", "image/webp"),
    ):
        file = site.get(path)
        assert (file.status, file.headers["Content-Type"]) == (200, kind)
        assert file.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert site.asked() == before


@pytest.mark.parametrize(
    "path",
    ["/static/../db.sqlite3", "/static/%2e%2e/db.sqlite3", "/media/images/../../db.sqlite3", "/static../db.sqlite3"],
)
def test_the_database_is_not_among_them(site: Served, path: str) -> None:
    answer = site.get(path)
    assert answer.status in (301, 400, 404)
    assert b"SQLite" not in answer.text


# --- When nothing answers -------------------------------------------------------------------------------------------


def test_reading_survives_a_dead_application(dead: Served) -> None:
    page = dead.get(PAGE)
    assert (page.status, page.headers["Cache-Control"]) == (200, "public, no-cache")
    assert b"Some <em>text</em>." in page.text


def test_reading_survives_a_broken_one(site: Served) -> None:
    site.get(PAGE)
    time.sleep(A_SECOND)
    site.gate.broken = True
    assert site.get(PAGE).status == 200
    assert site.get("/not-read-before/").status == 500


def test_a_page_that_nobody_read_says_so_and_is_not_kept(dead: Served) -> None:
    page = dead.get("/articles/never-read/")
    assert (page.status, page.headers["Cache-Control"], page.headers["Retry-After"]) == (503, "no-store", "60")
    assert b"This page is resting" in page.text
    assert b"call your local emergency number" in page.text


def test_a_comment_that_reached_nobody_says_that_it_did_not(dead: Served) -> None:
    answer = dead.post()
    assert (answer.status, answer.headers["Cache-Control"]) == (503, "no-store")
    assert b"This was not received" in answer.text
    for word in ("Back button", "Atrás", "Voltar", "Retour", "Zurück"):
        assert word in answer.text.decode()


def test_a_comment_of_which_nobody_knows_is_not_said_to_be_lost(site: Served) -> None:
    site.gate.swallows = True
    answer = site.post()
    assert answer.status == 503
    assert b"We cannot say whether" in answer.text


def test_the_way_out_is_always_open(dead: Served) -> None:
    answer = dead.get("/exit/", Sec_Fetch_Site="same-origin")
    assert (answer.status, answer.headers["Location"]) == (303, "https://www.wikipedia.org/")
    assert "cookies" in answer.headers["Clear-Site-Data"]
    assert "Clear-Site-Data" not in dead.get("/exit/", Sec_Fetch_Site="cross-site").headers


def test_it_comes_back_by_itself(dead: Served) -> None:
    assert dead.get("/healthz/").status == 503
    dead.gate.open()
    assert dead.get("/healthz/").text == b"ok\n"
    dead.gate.shut()

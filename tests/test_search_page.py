"""The search page, which shows what was found and keeps nothing; and the 404 page, which searches too."""

import importlib
import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles import search
from articles.models import Article, Topic
from harmblog.pages.kept import PAGES

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# --- The page -------------------------------------------------------------------------------------------------------


def test_words_are_marked_where_they_stand(client: Client, write: Any) -> None:
    write("One", body="Fill. " * 90 + "He <b> & slept *well* after Schlaf. " + "Fill. " * 90)
    page = client.get("/search/", {"q": "slept well"}).content.decode()
    assert "&lt;b&gt; &amp; <mark>slept</mark> <mark>well</mark> after" in page
    assert page.count("Fill") < 50


@pytest.mark.asvs("V1.2.1")
def test_title_cannot_break_out_of_its_mark(client: Client, write: Any) -> None:
    write("<script>alert(1)</script>")
    page = client.get("/search/", {"q": "script"}).content
    assert b"&lt;<mark>script</mark>&gt;" in page
    assert b"<script" not in page


def test_results_come_in_pages(write: Any, found: Any, client: Client) -> None:
    for number in range(12):
        write(f"Number {number}", body="word")
    first, second = found("word"), found("word", page=2)
    assert (len(first), len(second)) == (10, 2)
    assert not set(first) & set(second)
    assert b"?q=word&amp;page=2" in client.get("/search/", {"q": "word"}).content
    assert "12 articles" in words(client.get("/search/", {"q": "word"}).content)


@pytest.mark.parametrize("page", ["0", "3", "x", "9" * 30, "-1", "\0"])
def test_page_that_is_not_there_is_a_404(client: Client, article: Article, page: str) -> None:
    assert client.get("/search/", {"q": "naloxone", "page": page}).status_code == 404


def test_a_word_of_very_many_articles_shows_the_newest_and_those_named_for_it(
    write: Any, found: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST", 4)
    write("Named for sleep")
    write("Draft", body="sleep", status="draft")
    for number in range(8):
        write(f"Number {number}", body="sleep")
    assert found("sleep")[0] == "Named for sleep"
    assert set(found("sleep")[1:]) == {f"Number {number}" for number in (4, 5, 6, 7)}
    assert "A great many articles" in words(client.get("/search/", {"q": "sleep"}).content)


def test_rare_word_is_not_lost_among_those_of_a_common_one(
    write: Any, found: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "MOST", 4)
    write("Rare", body="zebra")
    for number in range(8):
        write(f"Number {number}", body="sleep")
    assert found("sleep zebra") == ["Rare"]


def test_nothing_found_offers_the_topics(client: Client, article: Article) -> None:
    Topic.objects.create(name="Sleeping well")
    page = words(client.get("/search/", {"q": "zebra"}).content)
    assert "Nothing here has these words" in page
    assert "Sleeping well" in page


@pytest.mark.asvs("V14.2.2")
def test_search_is_kept_nowhere(client: Client, article: Article) -> None:
    client.get("/search/", {"q": "naloxone"})
    kept = len(cache._cache), len(list(PAGES))  # type: ignore[attr-defined]
    for number in range(20):
        page = client.get("/search/", {"q": f"naloxone {number}"})
    assert page.headers["Cache-Control"] == "no-store"
    assert b'<meta name="robots" content="noindex">' in page.content
    assert (len(cache._cache), len(list(PAGES))) == kept  # type: ignore[attr-defined]


def test_search_is_never_logged(client: Client, article: Article, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(0)
    client.get("/search/", {"q": "zebra"})
    client.get("/search/", {"q": "zebra", "page": "7"})
    formatter = importlib.import_module("harmblog.logs").PrivateFormatter()
    assert "zebra" not in "".join(map(formatter.format, caplog.records))


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_search_only_looks(client: Client, method: str) -> None:
    assert getattr(client, method)("/search/?q=a").status_code == 405


@pytest.mark.parametrize("path", ["/search/", "/archive/", "/nothing/"])
def test_form_is_where_somebody_looks_for_something(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert re.search('<label for="q"[^>]*>Search</label>', page)
    assert 'action="/search/"' in page


def test_number_of_queries_does_not_grow_with_results(client: Client, write: Any) -> None:
    counts = []
    for number in range(12):
        write(f"Number {number}", body="word").topics.add(Topic.objects.create(name=f"T{number}"))
        with CaptureQueriesContext(connection) as queries:
            client.get("/search/", {"q": "word"})
        counts.append(len(queries))
    assert max(counts) == counts[0] <= 20


# --- A 404 that suggests --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/2019/05/sleeping-well/",
        "/articles/sleep/",
        "/sleeping/",
        "/sleep-well.html/",
        "/wiki/Sleep_well/",
        "/x/sleep-zebra/",
    ],
)
def test_missing_page_suggests_what_has_its_words(client: Client, write: Any, path: str) -> None:
    write("Sleep well", slug="another-address")
    page = client.get(path)
    assert (page.status_code, page.headers["Cache-Control"]) == (404, "no-store")
    assert b"/articles/another-address/" in page.content


def test_suggestions_are_not_for_the_word_articles_in_an_address(client: Client, write: Any) -> None:
    write("Sleep well", slug="another-address")
    write("Help", slug="help-with-articles", body="Articles on sleep.")
    page = client.get("/articles/sleepwell/")
    assert b"/articles/help-with-articles/" not in page.content


@pytest.mark.parametrize(
    "path", ["/moderation/sleep/", "/admin/sleep/", "/sleep.php/", "/.env.sleep/", "/sleep/" + "x" * 300 + "/", "/%00/"]
)
def test_address_that_nobody_mistyped_gets_no_suggestions(client: Client, write: Any, path: str) -> None:
    write("Sleep well", slug="another-address")
    page = client.get(path)
    assert page.status_code in (302, 404)
    assert b"/articles/another-address/" not in page.content


def test_missing_page_is_shown_without_a_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> Any:
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", fail)
    page = client.get("/nothing/at/all/")
    assert page.status_code == 404
    assert "Nothing is here" in words(page.content)

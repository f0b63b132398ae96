"""What the public sees of articles, and what it never sees."""

import datetime as dt
import gzip
import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Topic
from harmblog import pagecache
from harmblog.models import Site
from harmblog.pages.kept import PAGES

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TOMORROW = dt.timedelta(days=1)
HIDDEN = {"draft": {"status": "draft"}, "scheduled": {"published_at": timezone.now() + TOMORROW}}
SURFACES = ["/", "/archive/", "/feed/", "/feed/atom/", "/sitemap.xml", "/topics/sleep/"]


@pytest.fixture
def sleep() -> Topic:
    return Topic.objects.create(name="Sleep")


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("surface", SURFACES)
def test_hidden_article_is_on_no_public_page(
    client: Client, write: Any, sleep: Topic, state: str, surface: str
) -> None:
    empty = client.get(surface).content
    write("Unseen", **HIDDEN[state]).topics.add(sleep)
    assert client.get(surface).content == empty


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("suffix", ["", "feed/", "comment/"])
def test_hidden_article_has_no_address(client: Client, write: Any, state: str, suffix: str) -> None:
    hidden = write("Unseen", **HIDDEN[state])
    answer = client.get(hidden.get_absolute_url() + suffix)
    assert answer.status_code == 404
    assert b"Unseen" not in answer.content


@pytest.mark.parametrize("surface", SURFACES[:1] + SURFACES[2:])
def test_published_article_is_on_every_surface(client: Client, write: Any, sleep: Topic, surface: str) -> None:
    article = write("Seen by all")
    article.topics.add(sleep)
    assert article.get_absolute_url() in client.get(surface).content.decode()


def test_archive_leads_to_the_article_by_year_and_month(client: Client, write: Any) -> None:
    write("In June", published_at=dt.datetime(2025, 6, 30, 23, 59, 59, 999_999, tzinfo=dt.UTC))
    assert "/archive/2025/6/" in client.get("/archive/2025/").content.decode()
    assert "In June" in client.get("/archive/2025/6/").content.decode()
    assert client.get("/archive/2025/7/").status_code == 404


@pytest.mark.parametrize(
    "path", ["/archive/2025/13/", "/archive/0/", "/archive/9999/12/", "/archive/99999/", "/?page=0"]
)
def test_impossible_page_is_a_404(client: Client, article: Article, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("page", ["-1", "x", "9" * 30, "²", "1.0", "\0", ""])
def test_page_number_that_is_none_is_a_404(client: Client, article: Article, page: str) -> None:
    assert client.get("/", {"page": page}).status_code == 404


def test_front_page_shows_ten_newest_first_and_leads_on(client: Client, write: Any) -> None:
    for i in range(12):
        write(f"Number {i:02}", published_at=timezone.now() - dt.timedelta(hours=20 - i))
    first, second = (words(client.get("/", {"page": page}).content) for page in (1, 2))
    assert re.findall(r"Number \d\d", first) == [f"Number {i:02}" for i in range(11, 1, -1)]
    assert re.findall(r"Number \d\d", second) == ["Number 01", "Number 00"]


def test_empty_site_says_so(client: Client) -> None:
    assert "Nothing has been published yet" in words(client.get("/").content)


def test_slug_is_made_from_the_title_and_kept_unique(write: Any) -> None:
    assert [write("Sleep, at last").slug for _ in range(3)] == ["sleep-at-last", "sleep-at-last-2", "sleep-at-last-3"]


@pytest.mark.parametrize("title", ["Сон и отдых", "النوم", "!!!", "睡眠", "x" * 200])
def test_title_in_any_script_gets_a_working_address(client: Client, write: Any, title: str) -> None:
    article = write(title)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_publishing_without_a_time_publishes_now(client: Client, write: Any) -> None:
    article = write(published_at=None)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_saved_change_is_on_the_next_page(client: Client, article: Article) -> None:
    client.get(article.get_absolute_url())
    article.body = "Something *new*."
    article.save()
    assert "Something <em>new</em>." in client.get(article.get_absolute_url()).content.decode()


def test_deleted_article_is_gone_from_the_next_page(client: Client, article: Article) -> None:
    client.get("/")
    Article.objects.filter(pk=article.pk).delete()
    assert "Naloxone" not in client.get("/").content.decode()


def test_account_name_of_the_author_is_nowhere(client: Client, write: Any, ada: Any) -> None:
    ada.first_name = ada.last_name = ""
    ada.username = "ada-logs-in-so"
    ada.save()
    article = write()
    pages = [client.get(path).content for path in (article.get_absolute_url(), "/", "/feed/", "/feed/atom/")]
    assert not any(b"ada-logs-in-so" in page for page in pages)


def test_content_note_stands_before_the_text(client: Client, write: Any) -> None:
    page = words(client.get(write(content_note="Describes an overdose.").get_absolute_url()).content)
    assert 0 < page.index("Describes an overdose.") < page.index("Some text")


@pytest.mark.asvs("V1.2.1")
def test_structured_data_parses_and_cannot_be_broken_out_of(client: Client, write: Any) -> None:
    page = client.get(write("</script><b>“&").get_absolute_url()).content.decode()
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert json.loads(data)["headline"] == "</script><b>“&"


def test_canonical_address_comes_from_the_settings_not_from_the_host(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url(), headers={"host": "localhost"}).content.decode()
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{article.get_absolute_url()}">' in page
    assert "http://localhost" not in page


@pytest.mark.parametrize("path", ["/feed/", "/feed/atom/", "/comments/feed/", "/articles/naloxone/feed/"])
def test_feed_is_well_formed_and_names_itself(client: Client, approved: Any, path: str) -> None:
    approved("Thank & you <3")
    feed = feedparser.parse(client.get(path).content)
    assert not feed.bozo
    assert len(feed.entries) == 1
    assert any(link.rel == "self" and link.href.endswith(path) for link in feed.feed.links)


def test_empty_feed_is_the_same_bytes_at_every_look(client: Client, db: None) -> None:

    first = client.get("/feed/atom/").content
    pagecache.forget()
    assert client.get("/feed/atom/").content == first
    assert b"2026-01-01" in first  # and not the present time, which two quick looks would not tell apart


@pytest.mark.parametrize("path", ["/", "/articles/naloxone/", "/feed/", "/archive/"])
def test_number_of_queries_does_not_grow_with_articles(
    client: Client, write: Any, django_assert_num_queries: Any, path: str
) -> None:

    write(is_pinned=True).topics.add(Topic.objects.create(name="One"))
    Site.objects.create(name="Night shift", navigation="Help | /help/", footer="Words.", licence="CC0")
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for i in range(8):
        write(f"More {i}", is_pinned=i < 3).topics.add(*Topic.objects.all())
    pagecache.forget()
    with django_assert_num_queries(len(few)):
        client.get(path)


def test_front_page_with_its_stylesheet_is_under_14_kilobytes(client: Client, write: Any) -> None:

    for i in range(10):
        write(f"What helps in the night number {i}", summary="Two sentences of an ordinary length. " * 4)
    page = client.get("/", headers={"accept-encoding": "gzip"})
    assert page["Content-Encoding"] == "gzip"
    style = gzip.compress(Path("static/site.css").read_bytes())
    assert len(page.content) + len(style) < 14 * 1024


def test_no_manager_deletes_everything() -> None:
    assert not hasattr(Article.objects, "delete")


def test_second_page_of_a_topic_names_itself(client: Client, write: Any, sleep: Topic) -> None:
    for i in range(11):
        write(f"Number {i}").topics.add(sleep)
    assert (
        'rel="canonical" href="http://127.0.0.1:8000/topics/sleep/?page=2"'
        in client.get("/topics/sleep/", {"page": 2}).content.decode()
    )


def test_text_pasted_with_controls_is_published_without_them(client: Client, write: Any) -> None:
    article = write("A\x0bB", body="\u2067مرحبا\u2069 and\x0b more", summary="\x01")
    assert (article.title, article.body, article.summary) == ("AB", "\u2067مرحبا\u2069 and more", "")


def test_topic_with_a_control_character_breaks_no_feed(client: Client, write: Any) -> None:
    write().topics.add(Topic.objects.bulk_create([Topic(name="O\x0bne", slug="one")])[0])
    assert not feedparser.parse(client.get("/feed/").content).bozo


def test_kept_page_is_replaced_and_not_added_to(client: Client, article: Article) -> None:

    for i in range(5):
        article.title = f"Title {i}"
        article.save()
        client.get(article.get_absolute_url())
    assert len(list(PAGES)) == 1

"""What is counted of all articles is right at once after one of them changes, and not counted again for a comment."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Topic

from .conftest import words

pytestmark = [pytest.mark.django_db]
LONG_AGO = dt.datetime(2024, 5, 31, 22, 30, tzinfo=dt.UTC)


def archive(client: Client, path: str = "/archive/") -> str:
    return words(client.get(path).content)


def test_archive_counts_a_new_article_and_a_deleted_one(client: Client, write: Any) -> None:
    first = write("First", published_at=LONG_AGO)
    assert "May 1 article" in archive(client, "/archive/2024/")
    write("Second", published_at=LONG_AGO)
    assert "May 2 articles" in archive(client, "/archive/2024/")
    Article.objects.filter(pk=first.pk).delete()
    assert "May 1 article" in archive(client, "/archive/2024/")


def test_archive_counts_what_the_clock_publishes(
    client: Client, article: Article, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    coming = (now.replace(day=1) + dt.timedelta(days=40)).replace(day=15)
    write("Soon", published_at=coming)
    path = f"/archive/{coming.year}/{coming.month}/"
    assert path not in client.get("/archive/").content.decode()
    monkeypatch.setattr(timezone, "now", lambda: coming + dt.timedelta(hours=1))
    monkeypatch.setattr("time.time", lambda: (coming + dt.timedelta(hours=1)).timestamp())
    assert path in client.get("/archive/").content.decode()


def test_a_month_is_the_sites_own(client: Client, write: Any, settings: Any) -> None:
    settings.TIME_ZONE = "Europe/Berlin"
    write("Late in May, or early in June", published_at=LONG_AGO)
    assert "June 1 article" in archive(client, "/archive/2024/")
    assert "Late in May" in archive(client, "/archive/2024/6/")


def test_topics_count_what_is_published(client: Client, article: Article, write: Any) -> None:
    topic = Topic.objects.create(name="Sleep")
    for one in (article, write("Draft", status="draft"), write("Other")):
        one.topics.add(topic)
        one.save()
    assert "2 articles" in words(client.get("/topics/").content)


@pytest.mark.one_database
def test_an_approved_comment_has_no_article_counted_again(
    client: Client, approved: Any, article: Article, mo: User
) -> None:
    paths = ("/archive/", "/topics/", "/sitemap.xml")
    for path in paths:
        client.get(path)
    for cause, again in ((lambda: approved("Once more"), False), (article.save, True)):
        cause()
        with CaptureQueriesContext(connection) as asked:
            for path in paths:
                assert client.get(path).status_code == 200
        counted = [query["sql"] for query in asked if "count(" in query["sql"].lower() or "MAX(" in query["sql"]]
        assert bool(counted) is again, counted

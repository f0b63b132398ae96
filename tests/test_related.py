"""What an article's page offers to read next."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Page, Topic
from articles.related import related

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def titles(article: Article) -> list[str]:
    return [near.title for near in related(article)]


@pytest.fixture
def sleep() -> Topic:
    return Topic.objects.create(name="Sleep")


def test_topics_and_words_lead_to_others(write: Any, sleep: Topic) -> None:
    article, both = write("Tapering slowly"), write("Tapering and nights")
    topic, word = write("Nights"), write("Some more tapering")
    write("Nothing in common")
    for one in (article, both, topic):
        one.topics.add(sleep)
    assert titles(article)[0] == "Tapering and nights"
    assert set(titles(article)[1:]) == {"Nights", "Some more tapering"}
    assert word not in related(topic)


def test_no_more_than_three_and_never_itself(write: Any, sleep: Topic) -> None:
    articles = [write(f"Number {number}") for number in range(6)]
    for article in articles:
        article.topics.add(sleep)
    assert len(related(articles[0])) == 3
    assert articles[0] not in related(articles[0])


def test_same_language_comes_first(write: Any, sleep: Topic) -> None:
    article, other = write("Tapering", language="en"), write("Schlaf", language="de")
    article.topics.add(sleep), other.topics.add(sleep)
    write("Something about tapering", language="en")
    assert titles(article) == ["Something about tapering", "Schlaf"]


def test_only_published_articles_are_offered(write: Any, ada: Any) -> None:
    article = write("Tapering")
    write("Tapering draft", status="draft")
    write("Tapering soon", published_at=timezone.now() + dt.timedelta(1))
    Page.objects.create(title="Tapering page", body="x", author=ada, status="published", published_at=timezone.now())
    assert related(article) == []


def test_page_offers_them_before_the_discussion(client: Client, write: Any) -> None:
    article, near = write("Tapering"), write("More <tapering>")
    page = client.get(article.get_absolute_url()).content.decode()
    assert page.index("Read next") < page.index(near.get_absolute_url()) < page.index("0 thoughts on")
    assert "More &lt;tapering&gt;" in page


def test_page_without_any_says_nothing(client: Client, article: Article) -> None:
    assert b"Read next" not in client.get(article.get_absolute_url()).content


def test_number_of_queries_is_the_same_for_many(write: Any) -> None:
    article = write("Tapering slowly", summary="Of one and another and some more of those words everywhere.")
    write("Tapering")
    with CaptureQueriesContext(connection) as few:
        related(article)
    for number in range(40):
        write(f"Tapering {number}").topics.add(Topic.objects.create(name=f"Topic {number}"))
        article.topics.add(Topic.objects.get(name=f"Topic {number}"))
    with CaptureQueriesContext(connection) as many:
        related(article)
    assert len(many) == len(few) <= 3

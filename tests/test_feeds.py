"""The articles' feeds, of the whole site and of a topic: complete, absolute, the same in three formats."""

import datetime as dt
import json
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone

from articles.models import Article, Page, Topic

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SITE = "http://127.0.0.1:8000"
FEEDS = ["/feed/", "/feed/atom/", "/topics/sleep/feed/", "/topics/sleep/feed/atom/"]
JSON_FEEDS = ["/feed/json/", "/topics/sleep/feed/json/"]
BODY = 'See [help](/help/) and [below](#s-below) & <b>.[^1]\n\n## Below\n\n`<a href="/x">`\n\n[^1]: Note.'


@pytest.fixture
def rich(write: Any) -> Article:
    article = write("A <b> & “more”", body=BODY, summary="Less < more.", content_note="An <overdose>.", language="pt")
    article.topics.add(Topic.objects.create(name="Sleep", description="Nights."))
    return article


def items(client: Client, path: str) -> list[dict[str, Any]]:
    """The items of a feed of any kind, by the names of JSON Feed."""
    content = client.get(path).content
    if path in JSON_FEEDS:
        return json.loads(content)["items"]
    feed = feedparser.parse(content, sanitize_html=False)
    assert not feed.bozo
    return [
        {"id": e.id, "url": e.link, "title": e.title, "content_html": e.content[0].value, "summary": e.summary}
        | {"authors": [{"name": e.author}], "tags": [tag.term for tag in e.tags]}
        for e in feed.entries
    ]


@pytest.mark.parametrize("path", [*FEEDS, *JSON_FEEDS])
def test_feed_has_the_whole_text(client: Client, rich: Article, path: str) -> None:
    (item,) = items(client, path)
    assert item["id"] == item["url"] == f"{SITE}{rich.get_absolute_url()}"
    assert item["content_html"].startswith("<p><strong>Aviso de conteúdo:</strong> An &lt;overdose&gt;.</p>")
    assert f'href="{SITE}/help/"' in item["content_html"]
    assert f'href="{SITE}{rich.get_absolute_url()}#s-below"' in item["content_html"]
    assert '&lt;a href="/x"&gt;' in item["content_html"]
    assert item["authors"] == [{"name": "Ada Lindqvist"}]
    assert item["tags"] == ["Sleep"]


@pytest.mark.parametrize("path", [*FEEDS, *JSON_FEEDS])
def test_feed_names_the_language_of_each_article(client: Client, rich: Article, path: str) -> None:
    content = client.get(path).content.decode()
    said = {"atom": 'xml:lang="pt"', "json": '"language": "pt"'}
    assert said.get(path.strip("/").rpartition("/")[2], "<dc:language>pt</dc:language>") in content


@pytest.mark.parametrize("path", [*FEEDS, *JSON_FEEDS])
def test_feed_shows_nothing_hidden_and_no_standing_page(client: Client, rich: Article, write: Any, path: str) -> None:
    before = client.get(path).content
    sleep = Topic.objects.get()
    write("Unseen", status="draft").topics.add(sleep)
    write("Unseen", published_at=timezone.now() + dt.timedelta(1)).topics.add(sleep)
    page = Page.objects.create(title="Unseen", body="x", author=rich.author, status="published")
    page.topics.add(sleep)
    assert client.get(path).content == before


@pytest.mark.parametrize("path", [*FEEDS[2:], *JSON_FEEDS[1:]])
def test_feed_of_a_topic_has_its_articles_only(client: Client, rich: Article, write: Any, path: str) -> None:
    write("Other")
    assert len(items(client, path)) == 1
    assert client.get(path.replace("sleep", "none")).status_code == 404


@pytest.mark.parametrize("path", [*FEEDS, *JSON_FEEDS])
def test_known_feed_is_answered_with_304(client: Client, rich: Article, write: Any, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    rich.title = "Changed"
    rich.save()
    assert client.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize("path", JSON_FEEDS)
def test_json_feed_is_as_its_specification_asks(client: Client, rich: Article, path: str) -> None:
    page = client.get(path)
    feed = json.loads(page.content)
    assert page.headers["Content-Type"].startswith("application/feed+json")
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{SITE}{path}"
    assert feed["home_page_url"] == f"{SITE}{'/topics/sleep/' if 'topics' in path else '/'}"
    assert feed["title"].endswith("Harmblog")
    (item,) = feed["items"]
    for name in ("date_published", "date_modified"):
        assert dt.datetime.fromisoformat(item[name]).tzinfo


@pytest.mark.parametrize("path", [*FEEDS, *JSON_FEEDS])
def test_empty_feed_is_well_formed(client: Client, path: str) -> None:
    Topic.objects.create(name="Sleep")
    assert items(client, path) == []


def test_page_of_a_topic_leads_to_its_feeds(client: Client, rich: Article) -> None:
    page = client.get("/topics/sleep/").content.decode()
    for kind, path in zip(("rss+xml", "atom+xml", "feed+json"), (FEEDS[2], FEEDS[3], JSON_FEEDS[1]), strict=True):
        assert f'<link rel="alternate" type="application/{kind}" title="Sleep" href="{path}">' in page


def test_list_of_topics_says_what_each_is_about_and_has(client: Client, rich: Article, write: Any) -> None:
    Topic.objects.create(name="Empty")
    write("Draft", status="draft").topics.add(Topic.objects.get(name="Empty"))
    page = client.get("/topics/").content.decode()
    assert page.index("Empty") < page.index("0 articles") < page.index("Sleep</a>") < page.index("1 article<")
    assert "Nights." in page

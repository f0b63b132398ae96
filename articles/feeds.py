"""The articles' feeds, under the paths that WordPress subscribers have. Same bytes for everybody, like a page."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape, format_html
from django.utils.translation import gettext as _

from harmblog.htmltext import with_absolute_addresses
from harmblog.language import speaking
from harmblog.models import Site
from harmblog.pagecache import cached_page
from harmblog.text import without_controls

from .clock import next_change
from .models import Article, Topic

LENGTH = 20
# A feed with nothing in it still has to name a time, and must not change with every look.
BEGINNING = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def _plain(value: Any) -> Any:
    """The same without the characters that no XML may hold, wherever they came from."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return without_controls(value) if isinstance(value, str) else value


class QuietFeed:
    """Takes its time from its items alone, so that the same items are always the same bytes; no text breaks it."""

    items: list[dict[str, object]]

    def __init__(self, **words: Any) -> None:
        super().__init__(**_plain(words))

    def add_item(self, **words: Any) -> None:
        super().add_item(**_plain(words))  # type: ignore[misc]

    def latest_post_date(self) -> dt.datetime:
        return max((item["updateddate"] or item["pubdate"] for item in self.items), default=BEGINNING)  # type: ignore[type-var,return-value]


class RssFeed(QuietFeed, Rss201rev2Feed):  # type: ignore[misc]
    """RSS 2.0 with the whole text and its language, each in the module that everybody reads."""

    def rss_attributes(self) -> dict[str, str]:
        modules = {
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }
        return {**super().rss_attributes(), **modules}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item.get("content"):
            handler.addQuickElement("dc:language", item["language"])
            handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(QuietFeed, Atom1Feed):  # type: ignore[misc]
    """Atom with the whole text and its language."""

    def item_attributes(self, item: dict[str, Any]) -> dict[str, str]:
        return {**super().item_attributes(item), "xml:lang": item["language"]}

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JsonFeed(QuietFeed, SyndicationFeed):  # type: ignore[misc]
    """JSON Feed 1.1 (jsonfeed.org), without what it has no value for."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: Any, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [self._item(item) for item in self.items],
        }
        json.dump({name: value for name, value in feed.items() if value != ""}, outfile, ensure_ascii=False)

    @staticmethod
    def _item(item: dict[str, Any]) -> dict[str, Any]:
        row = {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["content"],
            "summary": item["summary"],
            "date_published": item["pubdate"].isoformat(),
            "date_modified": item["updateddate"].isoformat(),
            "authors": [{"name": item["author_name"]}],
            "tags": item["categories"],
            "language": item["language"],
        }
        return {name: value for name, value in row.items() if value not in ("", [])}


def absolute(path: str) -> str:
    """The canonical address of a path: from the settings, never from the request's Host."""
    return settings.SITE_URL + path


def respond(feed: RssFeed | AtomFeed | JsonFeed) -> HttpResponse:
    """A feed as an answer that other sites' readers may load."""
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _articles(kind: type[RssFeed | AtomFeed | JsonFeed], name: str, slug: str | None) -> HttpResponse:
    """The newest articles, of a topic or of all, as a feed of some kind; `name` is the feed's in the URL map."""
    articles = Article.objects.published().in_stream().newest_first()
    site = Site.current()
    title, link, line = site.name, reverse("home"), site.tagline or site.name
    path = reverse(name) if slug is None else reverse(f"topic-{name}", args=[slug])
    if slug is not None:
        topic = get_object_or_404(Topic, slug=slug)
        articles = articles.about(topic)
        title, link, line = f"{topic.name} – {title}", topic.get_absolute_url(), topic.description
    feed = kind(
        title=title,
        link=absolute(link),
        description=line,
        feed_url=absolute(path),
        language=settings.LANGUAGE_CODE,
    )
    for article in articles.select_related("author").prefetch_related("topics").defer("body")[:LENGTH]:
        _add(feed, article, site)
    return respond(feed)


def _add(feed: RssFeed | AtomFeed | JsonFeed, article: Article, site: Site) -> None:
    address = absolute(article.get_absolute_url())
    note = f"[{article.content_note}] " if article.content_note else ""
    feed.add_item(
        title=article.title,
        link=address,
        description=escape(note + article.summary),
        summary=note + article.summary,
        content=_content(article, address),
        language=article.language,
        author_name=article.byline or site.name,
        pubdate=article.published_at,
        updateddate=article.updated_at,
        unique_id=address,
        categories=[topic.name for topic in article.topics.all()],
    )


def _content(article: Article, address: str) -> str:
    """The whole text, for a reader who sees it somewhere else; what it warns of comes first there too."""
    text = with_absolute_addresses(article.body_html, address)
    if not article.content_note:
        return text
    with speaking(article.language):
        return format_html("<p><strong>{}</strong> {}</p>\n", _("Content note:"), article.content_note) + text


@cached_page(until=next_change)
def rss(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    return _articles(RssFeed, "feed", slug)


@cached_page(until=next_change)
def atom(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    return _articles(AtomFeed, "feed-atom", slug)


@cached_page(until=next_change)
def json_feed(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    return _articles(JsonFeed, "feed-json", slug)

"""The articles' feeds, under the paths that WordPress subscribers have. Same bytes for everybody, like a page."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.html import escape

from harmblog.pagecache import cached_page
from harmblog.text import without_controls

from .models import Article
from .views import next_change

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
    pass


class AtomFeed(QuietFeed, Atom1Feed):  # type: ignore[misc]
    pass


def absolute(path: str) -> str:
    """The canonical address of a path: from the settings, never from the request's Host."""
    return settings.SITE_URL + path


def respond(feed: RssFeed | AtomFeed) -> HttpResponse:
    """A feed as an answer that other sites' readers may load."""
    response = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _articles(kind: type[RssFeed] | type[AtomFeed], path: str) -> HttpResponse:
    feed = kind(
        title=settings.SITE_NAME,
        link=absolute(reverse("home")),
        description=settings.SITE_TAGLINE,
        feed_url=absolute(path),
        language=settings.LANGUAGE_CODE,
    )
    for article in Article.objects.published().in_stream().for_list()[:LENGTH]:
        note = f"[{article.content_note}] " if article.content_note else ""
        feed.add_item(
            title=article.title,
            link=absolute(article.get_absolute_url()),
            description=escape(note + article.summary),
            author_name=article.byline,
            pubdate=article.published_at,
            updateddate=article.updated_at,
            unique_id=absolute(article.get_absolute_url()),
            categories=[topic.name for topic in article.topics.all()],
        )
    return respond(feed)


@cached_page(until=next_change)
def rss(request: HttpRequest) -> HttpResponse:
    return _articles(RssFeed, reverse("feed"))


@cached_page(until=next_change)
def atom(request: HttpRequest) -> HttpResponse:
    return _articles(AtomFeed, reverse("feed-atom"))

"""The sitemap: every public address with the day of its last change. Past the protocol's limit it is split."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from harmblog.pagecache import cached_page

from .models import Article, Profile, Topic
from .translations import add_groups
from .views import next_change

LIMIT = 50_000  # addresses in one file, by the sitemap protocol
PLACES = ("archive", "topics", "privacy", "help-now")


@dataclass(frozen=True, slots=True)
class Address:
    """One line of the sitemap; `group` are the articles that say the same in other languages, itself among them."""

    path: str
    changed: dt.datetime | None = None
    group: tuple[Article, ...] = ()


def _places() -> list[Address]:
    """What is there on every site, and the topics: they change with their newest article."""
    published = Article.objects.published()
    home = Address(reverse("home"), published.in_stream().aggregate(at=Max("updated_at"))["at"])
    of_topics = published.in_stream().filter(topics__isnull=False).values("topics").annotate(at=Max("updated_at"))
    changes = dict(of_topics.values_list("topics", "at"))
    topics = [Address(topic.get_absolute_url(), changes.get(topic.pk)) for topic in Topic.objects.order_by("pk")]
    people = [Address(profile.get_absolute_url()) for profile in Profile.objects.public().order_by("pk")]
    return [home, *(Address(reverse(name)) for name in PLACES), *topics, *people]


def _part(number: int) -> list[Address]:
    """The addresses of one file, in an order in which new ones come last, so that the others stay as they are."""
    places = _places()
    start = (number - 1) * LIMIT
    found = places[start : start + LIMIT]
    first, room = max(start - len(places), 0), LIMIT - len(found)
    articles = Article.objects.published().order_by("pk").only("slug", "kind", "updated_at", "translation_of")
    shown = add_groups(articles[first : first + room])
    return found + [Address(one.get_absolute_url(), one.updated_at, tuple(one.group)) for one in shown]  # type: ignore[attr-defined]


def _parts() -> int:
    rows = (Topic.objects.all(), Profile.objects.public(), Article.objects.published())
    return -(-(1 + len(PLACES) + sum(found.count() for found in rows)) // LIMIT)


def _respond(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    return render(request, f"articles/{template}.xml", context, content_type="application/xml; charset=utf-8")


@cached_page(until=next_change)
def sitemap(request: HttpRequest) -> HttpResponse:
    """All addresses, or all files of them when they are too many for one."""
    parts = _parts()
    if parts > 1:
        return _respond(request, "sitemap_index", parts=range(1, parts + 1))
    return _respond(request, "sitemap", addresses=_part(1))


@cached_page(until=next_change)
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One file of a sitemap that is too long for one."""
    parts = _parts()
    if not 1 <= number <= parts or parts == 1:
        raise Http404
    return _respond(request, "sitemap", addresses=_part(number))

"""The sitemap: every public address with the day of its last change.

A large one is split by keys: each file has what lies between two keys, so it is found without counting or passing by
what comes before, takes the same memory on a site of any size, and stays as it is when something is added elsewhere.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import localtime

from harmblog import replica
from harmblog.pagecache import cached_page

from . import standing
from .clock import next_change
from .models import Article, Profile, Topic
from .translations import groups_of

PART = 1500  # keys in one file, of articles, topics and people each; by the protocol 50,000 addresses would do
LAST = 2**63 - 1  # of all keys
PLACES = ("archive", "topics", "privacy", "help-now")
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
)

# --- Which files there are --------------------------------------------------------------------------------------------

# From the first key of each file to that of the next one which has any: as many steps as files.
WITH_KEYS = """
WITH RECURSIVE part (number) AS (
    SELECT (min(id) - 1) / %s FROM {0}
    UNION ALL
    SELECT (SELECT (min(id) - 1) / %s FROM {0} WHERE {1} AND id > (part.number + 1) * %s) FROM part
    WHERE part.number IS NOT NULL
) SELECT number + 1 FROM part WHERE number IS NOT NULL
"""
SHOWN = {"articles_article": "status = 'published'", "articles_topic": "1 = 1", "articles_profile": "1 = 1"}


def _parts() -> list[int]:
    """The numbers of the files. The first is there in any case, for the places that every site has."""
    found = {1}
    with replica.connection().cursor() as cursor:
        for table, shown in SHOWN.items():
            cursor.execute(WITH_KEYS.format(table, shown), [PART] * 3)
            found.update(number for (number,) in cursor.fetchall())
    return sorted(found)


# --- What is in one ---------------------------------------------------------------------------------------------------


def _lines(number: int) -> Iterator[str]:
    keys = ((number - 1) * PART + 1, number * PART)
    if number == 1:
        yield _line(reverse("home"), standing.last_change())
        yield from (_line(reverse(name)) for name in PLACES)
    topics = list(Topic.objects.filter(pk__range=keys).order_by("pk"))
    changes = standing.topics() if topics else {}
    yield from (_line(topic.get_absolute_url(), _changed(changes.get(topic.pk))) for topic in topics)
    for profile in Profile.objects.public().filter(pk__range=keys).order_by("pk"):
        yield _line(profile.get_absolute_url())
    yield from _of_articles(keys)


def _changed(topic: standing.OfTopic | None) -> dt.datetime | None:
    return topic.changed if topic else None


def _of_articles(keys: tuple[int, int]) -> Iterator[str]:
    published = Article.objects.published().filter(pk__range=keys).order_by("pk")
    rows = list(published.values_list("pk", "kind", "slug", "updated_at", "translation_of"))
    groups = groups_of((pk, root) for pk, _kind, _slug, _at, root in rows)
    before = {kind: reverse(kind, args=["-"]).removesuffix("-/") for kind in Article.Kind}
    for pk, kind, slug, changed, root in rows:
        yield _line(f"{before[kind]}{quote(slug)}/", changed, groups.get(root or pk, ()))


def _line(path: str, changed: dt.datetime | None = None, group: Iterable[Article] = ()) -> str:
    """One address; `group`: the articles that say the same in other languages, itself among them."""
    day = f"<lastmod>{localtime(changed).isoformat()}</lastmod>" if changed else ""
    links = [(one.language, one.get_absolute_url()) for one in group]
    links = [("x-default", links[0][1]), *links] if links else []
    return f"<url><loc>{_address(path)}</loc>{day}{''.join(_alternate(*link) for link in links)}</url>\n"


def _alternate(language: str, path: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{_address(path)}"/>'


def _address(path: str) -> str:
    return escape(settings.SITE_URL + path)


def _respond(number: int) -> HttpResponse:
    lines = [HEAD, *_lines(number)]
    if len(lines) == 1:
        raise Http404
    return HttpResponse("".join([*lines, "</urlset>\n"]), content_type="application/xml; charset=utf-8")


@cached_page(until=next_change)
def sitemap(request: HttpRequest) -> HttpResponse:
    """All addresses, or all files of them when they are too many for one."""
    parts = _parts()
    if parts == [1]:
        return _respond(1)
    context = {"parts": parts}
    return render(request, "articles/sitemap_index.xml", context, content_type="application/xml; charset=utf-8")


@cached_page(until=next_change)
def sitemap_part(request: HttpRequest, number: int) -> HttpResponse:
    """One file of a sitemap that is too long for one."""
    if not 1 <= number <= LAST // PART or _parts() == [1]:
        raise Http404
    return _respond(number)

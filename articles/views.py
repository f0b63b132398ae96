"""The reader's pages of articles. All are kept whole by the page cache and are the same for everybody."""

import datetime as dt
import re
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from harmblog.language import speaking
from harmblog.pagecache import cached_page
from harmblog.prepared import Prepared

from . import standing
from .bibliography import write_bibtex
from .clock import next_change
from .library import cited_by
from .models import Article, ArticleQuerySet, Profile, Topic
from .redirects import NUMBERED, by_number
from .related import related
from .translations import group_of

PER_PAGE = 10
PAGES = {"page": "1"}
MOST_PINNED = 3  # on top of the front page

BY_ADDRESS = Prepared(
    lambda now, kind, slug: (
        Article.objects.published(now)
        .filter(kind=kind, slug=slug)
        .select_related("author__profile")
        .defer("body", "author__password")
    ),
    *(dt.datetime, str, str),
)
TOPICS = Prepared(lambda article: Topic.objects.filter(articles=article), int)


def page_number(request: HttpRequest) -> int:
    """The number of the page that is asked for; 0 for what is no number."""
    wanted = request.GET.get("page", "1")
    return int(wanted) if re.fullmatch("[1-9][0-9]{0,6}", wanted) else 0


def _page_of(request: HttpRequest, articles: ArticleQuerySet) -> dict[str, object]:
    """One page of a list, found without counting the whole. Raises Http404 for a page that does not exist."""
    number = page_number(request)
    found = _stretch(articles, (number - 1) * PER_PAGE) if number > 0 else []
    if not found and number != 1:
        raise Http404
    more = len(found) > PER_PAGE
    return {
        "articles": found[:PER_PAGE],
        "page": number,
        "canonical": request.path if number == 1 else f"{request.path}?page={number}",
        "newer": number - 1 if number > 1 else None,
        "older": number + 1 if more else None,
    }


def _stretch(articles: ArticleQuerySet, start: int) -> list[Article]:
    """One more than a page holds. What lies before is passed by as keys in an index, and its rows are not read."""
    if start == 0:
        return list(articles[: PER_PAGE + 1])
    keys = list(articles.values_list("pk", flat=True)[start : start + PER_PAGE + 1])
    return list(articles.filter(pk__in=keys)) if keys else []


def home(request: HttpRequest) -> HttpResponse:
    """The front page; or, for an address such as /?p=12 on the site that was here before, where that is now."""
    return by_number(request) or front_page(request)


@cached_page(params=PAGES, aside=NUMBERED, until=next_change)
def front_page(request: HttpRequest) -> HttpResponse:
    """The front page, newest first; on its first page under those that are pinned."""
    stream = Article.objects.published().in_stream().for_list()
    page = _page_of(request, stream)
    pinned = list(stream.pinned()[:MOST_PINNED]) if page["page"] == 1 else []
    return render(request, "articles/home.html", {**page, "pinned": pinned, "topics": Topic.objects.featured()})


@cached_page(until=next_change)
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article with its discussion."""
    return article_page(request, _published(slug, Article.Kind.ARTICLE))


@cached_page(until=next_change)
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """A standing page, such as /about/."""
    return article_page(request, _published(slug, Article.Kind.PAGE))


def _published(slug: str, kind: Article.Kind) -> Article:
    found = BY_ADDRESS.objects(timezone.now(), kind.value, slug)
    if not found:
        raise Http404
    article = found[0]
    # As `prefetch_related` does, which builds its query anew each time.
    article._prefetched_objects_cache = {"topics": TOPICS.objects(article.pk)}
    return article


def article_page(
    request: HttpRequest,
    article: Article,
    *,
    preview: bool = False,
    until: dt.datetime | None = None,
    warnings: Iterable[str] = (),
) -> HttpResponse:
    """The page itself, for readers and for a preview alike; `until`: when a preview's private link expires."""
    template = "articles/page.html" if article.kind == Article.Kind.PAGE else "articles/article.html"
    # The warnings now: they are for the writer, in the writer's language.
    context: dict[str, object] = {"article": article, "preview": preview, "until": until, "warnings": list(warnings)}
    if not preview and article.kind == Article.Kind.ARTICLE:
        context["related"] = related(article)
    with speaking(article.language):
        return render(request, template, {**context, "group": group_of(article)})


@cached_page(until=next_change)
def sources(request: HttpRequest, slug: str) -> HttpResponse:
    """What an article or a page cites, as BibTeX."""
    cited = cited_by(get_object_or_404(Article.objects.published(), slug=slug))
    if not cited:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="sources.bib"'}
    return HttpResponse(write_bibtex(cited), content_type="application/x-bibtex; charset=utf-8", headers=headers)


@cached_page(params=PAGES, until=next_change)
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """A topic's articles."""
    topic = get_object_or_404(Topic, slug=slug)
    page = _page_of(request, Article.objects.published().in_stream().about(topic).for_list())
    return render(request, "articles/topic.html", {**page, "topic": topic})


@cached_page(params=PAGES, until=next_change)
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """Who somebody is that writes here, and what they wrote."""
    profile = get_object_or_404(Profile.objects.named(), slug=slug)
    page = _page_of(request, Article.objects.published().in_stream().by(profile.user_id).for_list())
    if not page["articles"] and not profile.biography:
        raise Http404
    return render(request, "articles/author.html", {**page, "profile": profile})


@cached_page(until=next_change)
def archive(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The months in which something appeared, of one year or of all."""
    months = standing.months()
    rows = [{"first": first, "articles": number} for first, number in months if year in (None, first.year)]
    if year is not None and not rows:
        raise Http404
    return render(request, "articles/archive.html", {"months": rows, "year": year})


@cached_page(params=PAGES, until=next_change)
def month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """The articles of one month."""
    published = Article.objects.published().in_stream().filter(published_at__range=standing.span(year, month))
    page = _page_of(request, published.for_list())
    if not page["articles"]:
        raise Http404
    return render(request, "articles/month.html", {**page, "first": dt.date(year, month, 1)})

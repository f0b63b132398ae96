"""The reader's ways to find something: the search page and the list of topics."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from harmblog.htmltext import plain_text
from harmblog.pagecache import cached_page, never_kept
from harmblog.text import without_controls

from . import standing
from .clock import next_change
from .models import Article, Topic
from .search import Found, in_order, search
from .snippets import marked, snippet
from .views import page_number
from .words import LONGEST_WORD, MOST_WORDS

PER_PAGE = 10
SHOWN_AGAIN = 200  # characters of a query, in the field where it was typed


@dataclass(frozen=True, slots=True)
class Result:
    """An article as a list of results shows it."""

    article: Article
    title: SafeString
    text: SafeString


@never_kept
def search_page(request: HttpRequest) -> HttpResponse:
    """What was found. Neither kept nor logged, for a search says something about a reader; so there is no limit to the
    pages that would have to be kept, either.
    """
    typed = request.GET.get("q", "")
    found, number = search(typed), page_number(request)
    start = (number - 1) * PER_PAGE
    keys = found.keys[start : start + PER_PAGE]
    if not number or (number > 1 and not keys):
        raise Http404
    context = {
        "q": without_controls(typed[:SHOWN_AGAIN]),
        "found": found,
        "results": _results(found, keys),
        "most_words": MOST_WORDS,
        "longest_word": LONGEST_WORD,
        "page": number,
        "before": number - 1,
        "after": number + 1 if start + PER_PAGE < len(found.keys) else None,
        "topics": () if keys else Topic.objects.featured(),
    }
    response = render(request, "articles/search.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _results(found: Found, keys: list[int]) -> list[Result]:
    articles = Article.objects.published().select_related("author").prefetch_related("topics").defer("body")
    return [_result(found, article) for article in in_order(articles, keys)]


def _result(found: Found, article: Article) -> Result:
    text = f"{article.summary} {plain_text(article.body_html)}".strip()
    title = marked(article.title, found.query, article.language)
    return Result(article, title, snippet(text, found.query, article.language))


@cached_page(until=next_change)
def topics(request: HttpRequest) -> HttpResponse:
    """All topics, with how many articles each has."""
    counted = standing.topics()
    rows = [(topic, counted[topic.pk].number if topic.pk in counted else 0) for topic in Topic.objects.all()]
    return render(request, "articles/topics.html", {"rows": rows})

"""Search: from what somebody typed to the articles that fit it, the best first.

An article fits when it has all the words. If it is found by few, the last word may be unfinished; if by none, any of
the words will do. What fits in title and summary counts most. Where more than `MOST` articles fit, the newest `MOST`
that have the words in their heads come first, then the newest `MOST` that have them anywhere, each by how well they
fit: a word in every article then costs no more than a rare one, and nobody reads further.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError

from . import index
from .models import Article, ArticleQuerySet
from .standing import languages
from .words import Query, parse, tokens

MOST = 300
FEW = 10
LONGEST_PATH, MOST_SUGGESTED = 200, 5
# First parts of addresses, ours and WordPress's, which say nothing of what somebody looks for.
_WAYS = {"articles", "archives", "author", "authors", "category", "feed", "index", "page", "tag", "topics"}
_FILE = re.compile(r"\.(?!html?/?$)")  # such as wp-login.php, which only machines ask for


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the articles' keys, the best first, and how to speak of them."""

    query: Query
    keys: list[int]
    more: bool = False  # there are others, which are not looked at
    loosely: bool = False  # no article has all the words; these have some


def search(text: str) -> Found:
    """Published articles and pages with the words of a text. Takes anything, and takes nothing in it as a command."""
    published = Article.objects.published()
    query = parse(text, languages())
    if not query.terms:
        return Found(query, [])
    keys, more = _having(published, query.finished())
    if len(keys) < FEW and query != query.finished():
        longer, more = _having(published, query)
        keys = list(dict.fromkeys(keys + longer))
    if keys or len(query.terms) == 1:
        return Found(query, keys, more)
    keys, more = _having(published, _telling(published, query), together=False)
    return Found(query, keys, more, loosely=True)


def _having(published: ArticleQuerySet, query: Query, *, together: bool = True) -> tuple[list[int], bool]:
    """The keys of articles that have the words, the best first, and whether there are more."""
    text = index.expression(query, together=together)
    keys = index.newest(published, text, MOST + 1)
    if len(keys) <= MOST:
        return index.best_first(keys, text), False
    heads = index.best_first(index.newest(published, text, MOST, where=index.HEAD), text, where=index.HEAD)
    return list(dict.fromkeys(heads + index.best_first(keys[:MOST], text))), True


def _telling(published: ArticleQuerySet, query: Query) -> Query:
    """Of words that are not found together, those that tell articles apart: a word of very many would hide the rest."""
    each = [(term, len(index.newest(published, index.expression(Query((term,))), MOST + 1))) for term in query.terms]
    rare = tuple(term for term, number in each if 0 < number <= MOST)
    return Query(rare, query.cut) if rare else query


def in_order(articles: ArticleQuerySet, keys: list[int]) -> list[Any]:
    """The articles with these keys, in the order of the keys."""
    found = articles.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def suggest(path: str) -> list[Article]:
    """Articles for an address where nothing is, by the words in it. None for an address that nobody mistyped."""
    if len(path) > LONGEST_PATH or _FILE.search(path):
        return []
    words = [word for word in tokens(path.replace("-", " ").replace("_", " ")) if len(word) > 2 and not word.isdigit()]
    words = [word for word in words if word not in _WAYS] or words
    try:
        found = search(" ".join(words[-6:]) + " ")
        return in_order(Article.objects.published().for_list(), found.keys[:MOST_SUGGESTED])
    except DatabaseError:
        return []  # the page that says so must not need what is broken

"""The place in an article where the words are that somebody searched for, marked."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from .words import Query, fold, normal, spans, stems

BEFORE, LENGTH = 8, 40  # words
LOOKED_AT = 40_000  # characters; a book would cost as much as all other results together


def marked(text: str, query: Query, language: str) -> SafeString:
    """The whole text with the words of the query in <mark>."""
    found = list(spans(text))
    return _mark(text, found, _hits(found, query, language), 0, len(text))


def snippet(text: str, query: Query, language: str) -> SafeString:
    """The part of a text with the most of the query's words, marked; its beginning where there is none."""
    text = text[:LOOKED_AT]
    found = list(spans(text))
    hits = _hits(found, query, language)
    first = max(max(hits, key=lambda hit: _wealth(hits, hit), default=0) - BEFORE, 0)
    last = min(first + LENGTH, len(found)) - 1
    if last < 0:
        return escape(text[:300])
    start = found[first].start() if first else 0
    end = found[last].end() if last < len(found) - 1 else len(text)
    middle = _mark(text, found, {hit: stem for hit, stem in hits.items() if first <= hit <= last}, start, end)
    return mark_safe(("… " if first else "") + middle + (" …" if end < len(text) else ""))  # noqa: S308 - escaped


def _hits(found: list[re.Match[str]], query: Query, language: str) -> dict[int, str]:
    """Which words of the text are words of the query, and which."""
    wanted = {stem for term in query.terms for form in term.forms for stem in form}
    starts = tuple(term.start for term in query.terms if term.start)
    different = list({word[0] for word in found})
    words = [normal(word) for word in different]
    hits = {
        word: written
        for word, small, written, typed in zip(different, words, *stems(words, language), strict=True)
        if written in wanted or typed in wanted or (starts and fold(small).startswith(starts))
    }
    return {place: hits[word[0]] for place, word in enumerate(found) if word[0] in hits}


def _wealth(hits: dict[int, str], hit: int) -> int:
    """How many different words of the query stand near this one."""
    return len({hits[place] for place in range(hit, hit + LENGTH - BEFORE) if place in hits})


def _mark(text: str, found: list[re.Match[str]], hits: dict[int, str], start: int, end: int) -> SafeString:
    parts, done = [], start
    for hit in sorted(hits):
        word = found[hit]
        parts += [escape(text[done : word.start()]), "<mark>", escape(word[0]), "</mark>"]
        done = word.end()
    return mark_safe("".join([*parts, escape(text[done:end])]))  # noqa: S308 - escaped piece by piece

"""A thousand things that somebody could type into the search field; each gets a page."""

import os
import random
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.search import search

pytestmark = pytest.mark.django_db
NUMBER = int(os.environ.get("SEARCHES", "1000"))  # CONTRIBUTING.md tells when more are worth the time
PIECES = [
    *("naloxone", "Naloxoná", "sleep", "a", "the", "harm-reduction"),
    *("l'eau", "don't", "w" * 60, "睡眠", "النوم", "नींद"),
    *('"', '""', "“", "”", "'", "''", "\\", "\\'", "`"),
    *(";", "--", "/*", "*", "a*", '"a"*', "^", ":", "title:", "{a b}:"),
    *("AND", "OR", "NOT", "NEAR(", "NEAR(a b, 2)", ")", "(", "((((", "+"),
    *("-", "&", "|", "!", "<->", "<2>", ":*", ":A", "%"),
    *("%s", "%(a)s", "{}", "{0}", "\0", "\x01", "\x1f"),
    *("\x7f", "\x85", "\u202e", "\u200b", "\u200d", "\ufeff", "\ufffe"),
    *("🙂", "👩‍⚕️", "\ud800", "\udfff", "e\u0301" * 5, "\u0301", "ﬁ"),
    *("½", "ﷺ", "İ", "ß", "ſ", "ǅ", "\U0001e922", "１２"),
    *("\t", "\n", "\r\n", "\u2028", "\xa0", "<b>", "</mark>"),
    *("&lt;", "<script>", "0", "1e5", "-1", "0x10", "9" * 400),
]  # fmt: skip


def typed(chance: random.Random) -> str:
    """Pieces in any order, with or without spaces, and now and then any characters at all."""
    pieces = chance.choices(PIECES, k=chance.choice((1, 2, 3, 5, 8, 20)))
    if chance.random() < 0.3:
        pieces += [chr(chance.choice((chance.randrange(0x80), chance.randrange(0x3000), chance.randrange(0x110000))))]
    return chance.choice(("", " ", " ")).join(pieces)


def test_nothing_that_is_typed_breaks_the_search(client: Client, write: Any) -> None:
    for language in ("en", "es", "fr", "ar", "xx"):
        write(f"Naloxone {language}", body=" ".join(PIECES).replace("\0", ""), language=language)
    chance = random.Random(3)
    found = sum(bool(search(typed(chance)).keys) for _ in range(NUMBER))
    assert NUMBER / 10 < found < NUMBER


def test_page_is_shown_whatever_is_typed(client: Client, article: Article) -> None:
    """The same through the page; a lone surrogate travels as the bytes that a browser would never send."""
    chance = random.Random(5)
    for _ in range(NUMBER // 10):
        query = typed(chance).encode("utf-8", "surrogatepass")
        quoted = "".join(f"%{byte:02x}" for byte in query)
        assert client.get(f"/search/?q={quoted}").status_code == 200, query


@pytest.mark.parametrize("query", ["%ff%fe", "%ed%a0%80", "a" * 100_000, "%00", "%22" * 30_000, "a%20" * 30_000, "%F0"])
def test_query_beyond_all_measure_gets_a_page(client: Client, article: Article, query: str) -> None:
    assert client.get(f"/search/?q={query}").status_code == 200

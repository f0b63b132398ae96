"""A thousand things that somebody could type into the search field; each gets a page."""

import random
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from articles.search import search

from .proof.fuzzing import Tried, escaped
from .proof.long import many

pytestmark = pytest.mark.django_db
NUMBER = many(400, 10_000)
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


@pytest.mark.fuzz("search")
def test_nothing_that_is_typed_breaks_the_search(client: Client, write: Any, record_property: Any) -> None:
    for language in ("en", "es", "fr", "ar", "xx"):
        write(f"Naloxone {language}", body=" ".join(PIECES).replace("\0", ""), language=language)
    chance = random.Random(3)
    tried, found = Tried(), 0
    for _ in range(NUMBER):
        query = typed(chance)
        with tried.one(query):
            found += bool(search(query).keys)
    assert NUMBER / 10 < found < NUMBER
    record_property("figure", tried.figure("queries"))


@pytest.mark.asvs("V1.2.4")
@pytest.mark.fuzz("search")
def test_page_is_shown_whatever_is_typed(client: Client, article: Article, record_property: Any) -> None:
    """The same through the page; a lone surrogate travels as the bytes that a browser would never send."""
    chance, tried = random.Random(5), Tried()
    for _ in range(NUMBER // 10):
        query = typed(chance).encode("utf-8", "surrogatepass")
        quoted = "".join(f"%{byte:02x}" for byte in query)
        with tried.one(query):
            answer = client.get(f"/search/?q={quoted}")
        assert answer.status_code == 200, query
        assert escaped(answer.content.decode()) == []
    record_property("figure", tried.figure("pages of results"))


@pytest.mark.parametrize("query", ["%ff%fe", "%ed%a0%80", "a" * 100_000, "%00", "%22" * 30_000, "a%20" * 30_000, "%F0"])
def test_query_beyond_all_measure_gets_a_page(client: Client, article: Article, query: str) -> None:
    assert client.get(f"/search/?q={query}").status_code == 200

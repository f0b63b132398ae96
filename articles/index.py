"""The search index: the stems of every article's and page's shown text, in tables beside the articles' own.

SQLite keeps them in FTS5, PostgreSQL in a tsvector with GIN. Both hold what `words.stored` makes and are asked for
exactly that, so that an article is found on both or on neither. The head (title and summary) has a small index of its
own. Triggers would be lost whenever Django remakes a table of SQLite, so `Article` calls `index_many` and `forget`.

Drafts are in the index too: who may be found is said by the queryset that a question is put to.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from harmblog import replica
from harmblog.htmltext import plain_text

from .words import Query, Term, stored

LONGEST = 200_000  # characters of a text that can be found: about 30,000 words; a tsvector ends at a megabyte
BATCH = 500
AGE, AGES = 1024, 4  # keys of one age; ages that are asked first
LAST = 2**63 - 1  # above every key


class Text(Protocol):
    """What the index asks of an article."""

    pk: Any
    title: str
    summary: str
    body_html: str
    language: str


# The two indexes; both databases name them alike.
HEAD, WHOLE = "articles_search_head", "articles_search"
FTS5_WHOLE = "REPLACE INTO articles_search (rowid, title, summary, body) VALUES (%s, %s, %s, %s)"
FTS5_HEAD = "REPLACE INTO articles_search_head (rowid, title, summary) VALUES (%s, %s, %s)"
TSVECTOR = (
    "INSERT INTO {0} (article_id, words) VALUES (%s, %s::tsvector) "
    "ON CONFLICT (article_id) DO UPDATE SET words = EXCLUDED.words"
)
WEIGHTS = "ABD"  # of title, summary and body, as PostgreSQL calls them


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database is asked. `{0}` stands for one of the two indexes; nothing of a reader's is ever put in."""

    key: str
    match: str  # takes an expression
    newest: str  # takes an expression, a key that all are below, and a number
    rank: str  # takes an expression and keys, and puts the best first


DIALECTS = {
    "sqlite": Dialect(
        key="rowid",
        match="{0} MATCH %s",
        newest="SELECT rowid FROM {0} WHERE {0} MATCH %s AND rowid < %s ORDER BY rowid DESC LIMIT %s",
        # FTS5 ranks while it searches, so it searches again, back to the last key.
        rank="SELECT rowid FROM {0} WHERE {0} MATCH %s AND rowid >= %s ORDER BY bm25({0}, 10, 4, 1), rowid DESC",
    ),
    "postgresql": Dialect(
        key="article_id",
        match="words @@ %s::tsquery",
        # The planner takes reading all texts for cheap, as it does not count that they are stored elsewhere.
        newest="SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off; SET LOCAL enable_indexonlyscan = off;"
        "SET LOCAL max_parallel_workers_per_gather = 0;"
        "SELECT article_id FROM {0} WHERE words @@ %s::tsquery AND article_id < %s ORDER BY article_id DESC LIMIT %s",
        rank="SELECT article_id FROM {0}, CAST(%s AS tsquery) AS wanted WHERE article_id = ANY(%s) "
        "ORDER BY ts_rank('{{.05, .1, .4, 1}}', words, wanted, 1) DESC, article_id DESC",
    ),
}


def dialect() -> Dialect:
    return DIALECTS[connection.vendor]


# --- Putting in and taking out ----------------------------------------------------------------------------------------


def index_many(articles: Iterable[Text], body: Callable[[Text], list[str]] | None = None) -> int:
    """Put articles in the index, in place of what it had of them. `body`: what it keeps of a text, for who knows it
    already. Returns how many there were.
    """
    number, rows, of_body = 0, [], body or body_words
    for article in articles:
        heads = (stored(text, article.language) for text in (article.title, article.summary))
        rows.append((article.pk, *heads, of_body(article)))
        number += 1
        if len(rows) == BATCH:
            _store(rows)
            rows = []
    _store(rows)
    return number


def body_words(article: Text) -> list[str]:
    """What the index keeps of an article's text."""
    return stored(plain_text(article.body_html)[:LONGEST], article.language)


def forget(keys: Iterable[Any]) -> None:
    """Take articles out of the index."""
    _remove("= %s", [(key,) for key in keys])


def forget_all_but(articles: QuerySet[Any]) -> None:
    """Take out whatever is not of one of these."""
    sql, params = articles.order_by().values("pk").query.sql_with_params()
    _remove(f"NOT IN ({sql})", [params])


def _remove(which: str, values: Sequence[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        for table in (HEAD, WHOLE):
            cursor.executemany(f"DELETE FROM {table} WHERE {dialect().key} {which}", values)  # noqa: S608 - our own words


def _store(rows: list[tuple[Any, list[str], list[str], list[str]]]) -> None:
    """Rows of key, title, summary and body."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            texts = [(key, *map(" ".join, words)) for key, *words in rows]
            cursor.executemany(FTS5_WHOLE, texts)
            cursor.executemany(FTS5_HEAD, [text[:3] for text in texts])
        else:
            cursor.executemany(TSVECTOR.format(WHOLE), [(key, _vector(key, words)) for key, *words in rows])
            cursor.executemany(TSVECTOR.format(HEAD), [(key, _vector(key, words[:2])) for key, *words in rows])


def _vector(key: int, texts: list[list[str]]) -> str:
    """Texts as PostgreSQL writes a tsvector: each word with its place the weight of its text, and the age of all."""
    place, found = 0, [_age(key)]
    for text, weight in zip(texts, WEIGHTS, strict=False):
        for place, word in enumerate(text, place + 1):  # noqa: B020 - each text goes on where the last one ended
            found.append(f"{_quoted(word)}:{place}{weight}")
        place += 1  # and a place stays free: no phrase goes from one into the next
    return " ".join(found)


def _age(key: int) -> str:
    """A word of which GIN finds a thousand articles that were written one after another. No text has it."""
    return f"'~{key // AGE}'"


# --- Asking -----------------------------------------------------------------------------------------------------------


def expression(query: Query, *, together: bool = True) -> str:
    """A query as this database writes it; each of its words must be there, or (`together=False`) any of them."""
    if connection.vendor == "sqlite":
        return (" AND " if together else " OR ").join(f"({_fts5(term)})" for term in query.terms)
    return (" & " if together else " | ").join(f"({_tsquery(term)})" for term in query.terms)


def _fts5(term: Term) -> str:
    phrases = [f'"{" ".join(form)}"' for form in sorted(term.forms)]
    return " OR ".join([*phrases, f'"{term.start}"*'] if term.start else phrases)


def _tsquery(term: Term) -> str:
    phrases = [" <-> ".join(map(_quoted, form)) for form in sorted(term.forms)]
    return " | ".join([*phrases, f"{_quoted(term.start)}:*"] if term.start else phrases)


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def newest(articles: QuerySet[Any], text: str, most: int, *, where: str = WHOLE) -> list[int]:
    """The keys of the newest of these articles that match an expression, newest first. Stops at `most`, so that a word
    that is in all of them costs no more than another: FTS5 searches backwards, and GIN, which cannot, is first asked
    for what is new.
    """
    if connection.vendor == "postgresql":
        recent = _newest(articles, f"({text}) & ({_last_ages(where)})", most, where)
        if len(recent) == most:
            return recent
    return _newest(articles, text, most, where)


def _last_ages(where: str) -> str:
    with replica.connection().cursor() as cursor:
        cursor.execute(f"SELECT max(article_id) FROM {where}")  # noqa: S608 - our own words
        last = cursor.fetchone()[0] or 0
    return " | ".join(_age(max(last - AGE * number, 0)) for number in range(AGES))


def _newest(articles: QuerySet[Any], text: str, most: int, where: str) -> list[int]:
    found: list[int] = []
    below, at_once = LAST, most * 5 // 4  # what matches may be hidden
    while True:
        with replica.connection().cursor() as cursor:
            cursor.execute(dialect().newest.format(where), [text, below, at_once])
            keys = [key for (key,) in cursor.fetchall()]
        # By its key each, and ordered here: else SQLite may read the whole table, by an index of what is shown or in
        # that order.
        shown = articles.model._default_manager.filter(Exists(articles.filter(pk=OuterRef("pk"))), pk__in=keys)
        found += sorted(shown.values_list("pk", flat=True), reverse=True)
        if len(found) >= most or len(keys) < at_once:
            return found[:most]
        below = keys[-1]


def best_first(keys: list[int], text: str, *, where: str = WHOLE) -> list[int]:
    """The same keys, by how well the articles fit the expression that found them."""
    if not keys:
        return []
    chosen = set(keys)
    with replica.connection().cursor() as cursor:
        cursor.execute(dialect().rank.format(where), [text, min(keys) if connection.vendor == "sqlite" else keys])
        return [key for (key,) in cursor.fetchall() if key in chosen]

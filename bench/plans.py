"""How a database answers the queries of a page: `make explain` writes it down, and tests/test_growth.py looks at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

# What grows with use. What people write by hand (topics, settings, word lists) may be read from end to end.
GROWING = {
    "articles_article",
    "articles_article_topics",
    "comments_comment",
    "comments_contact",
    "comments_decision",
    "comments_logline",
    "comments_mail",
}
EACH = 1000  # SQLite's steps from one call of `_count` to the next
_READS = re.compile(r"\s*(?:SELECT|WITH|UPDATE|DELETE)\b", re.IGNORECASE)
_NODE = re.compile(r"(Seq Scan|Index Only Scan|Index Scan|Bitmap Index Scan)(?: Backward)?(?: using (\w+))? on (\w+)")


@dataclass(frozen=True)
class Query:
    """A query and how its tables are read, as the database says it, line by line."""

    sql: str
    plan: tuple[str, ...]

    @property
    def whole_tables(self) -> list[str]:
        """Lines by which a growing table is read from end to end, without an index."""
        return [line for line in self.plan if _is_whole(line)]

    @property
    def short(self) -> str:
        """The plan in as few words as it can be said: each table, and by which index."""
        return "; ".join(dict.fromkeys(filter(None, map(_short, self.plan)))) or "–"

    @property
    def reads(self) -> str:
        """What it asks for: the tables, and in what order and how many."""
        tables = re.findall(r'(?:FROM|JOIN|UPDATE|INTO) "?([a-z]+_[a-z_]+)"?', self.sql)
        order = re.search(r"ORDER BY ((?:(?!LIMIT|\)).)*)", self.sql)
        limit = re.search(r"LIMIT (\d+|%s)", self.sql)
        verb = "count" if re.match(r"SELECT COUNT", self.sql, re.IGNORECASE) else ""
        words = [verb, ", ".join(dict.fromkeys(tables))]
        words.append(f"by {_plain(order[1])}" if order else "")
        words.append(f"limit {limit[1].replace('%s', 'n')}" if limit else "")
        return " ".join(filter(None, words))


def _is_whole(line: str) -> bool:
    if found := re.match(r"SCAN (\w+)(.*)", line):
        return found[1] in GROWING and "INDEX" not in found[2]
    found = re.search(r"Seq Scan on (\w+)", line)
    return found is not None and found[1] in GROWING


def _short(line: str) -> str:
    if found := re.match(r"SCAN (\w+) VIRTUAL TABLE INDEX", line):
        return f"{_table(found[1])}: full text"
    if re.match(r"SCAN (q\d+|\d+|\(|found|part|span|CONSTANT)\b", line):  # what the query itself has made
        return ""
    if found := re.match(
        r"(SCAN|SEARCH) (\w+)(?: .*?USING (?:(COVERING) )?(?:INDEX (\w+)|(INTEGER PRIMARY KEY)))?", line
    ):
        index = "key" if found[5] else _index(found[4] or "")
        return f"{_table(found[2])}: {index or 'all'}{' alone' if found[3] else ''}"
    if found := _NODE.search(line):
        kind, index, table = found[1], found[2] or "", found[3]
        if kind == "Bitmap Index Scan":  # names the index in place of the table
            return f"bitmap of {_index(table)}"
        return f"{_table(table)}: {_index(index) or 'all'}{' alone' if kind == 'Index Only Scan' else ''}"
    return "sorted" if re.search("TEMP B-TREE FOR .*ORDER BY|^ *(-> +)?(Incremental )?Sort", line) else ""


def _index(name: str) -> str:
    if name.endswith("_pkey"):
        return "key"
    if name.startswith("sqlite_autoindex"):  # of a column that is unique
        return "unique"
    return re.sub(r"_[0-9a-f]{8}(_fk\w*|_uniq|_like|_idx)?$", "", name)


def _table(name: str) -> str:
    return name.removeprefix("articles_").removeprefix("comments_").removeprefix("harmblog_")


def _plain(order: str) -> str:
    return re.sub(r'"?\b\w+"?\."|"|\bASC\b', "", order).strip()[:60].rstrip(", ")


@dataclass
class Seen:
    """What was asked while somebody watched. `steps`: of SQLite's machine, in thousands and a part."""

    queries: list[Query] = field(default_factory=list)
    calls: int = 0

    @property
    def steps(self) -> int:
        return self.calls * EACH


@contextmanager
def watched(*, explain: bool = True) -> Iterator[Seen]:
    """What is asked of the database inside: each query's plan, or (`explain=False`) how many steps SQLite takes."""
    seen, busy = Seen(), False

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal busy
        if not busy and not many and _READS.match(sql.rpartition(";")[2]):
            busy = True
            try:
                seen.queries.append(Query(sql, _plan(sql, params) if explain else ()))
            finally:
                busy = False
        return execute(sql, params, many, context)

    def count() -> int:
        seen.calls += 1
        return 0

    connection.ensure_connection()
    counts = connection.vendor == "sqlite" and not explain
    if counts:
        connection.connection.set_progress_handler(count, EACH)
    try:
        with connection.execute_wrapper(look):
            yield seen
    finally:
        if counts:
            connection.connection.set_progress_handler(None, 0)


def _plan(sql: str, params: Any) -> tuple[str, ...]:
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN (COSTS OFF) "
    before, semicolon, last = sql.rpartition(";")
    with connection.cursor() as cursor:
        cursor.execute(f"{before}{semicolon}{explain}{last}", params)
        return tuple(str(row[-1]) for row in cursor.fetchall())

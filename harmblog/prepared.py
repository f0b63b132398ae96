"""Queries whose SQL is made once. To build and to compile one takes Django ten times as long as a database needs to
answer it, and what the page of a reader asks is always the same but for a few values.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from copy import copy
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connections
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)
# What is asked for while the SQL is made, so that its place among the SQL's values is found.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda n: 2_100_000_001 + n,
    str: lambda n: f"stand-in {n}",
    dt.date: lambda n: dt.date(1800, 1, 1 + n),
    dt.datetime: lambda n: dt.datetime(1800, 1, 1 + n, tzinfo=dt.UTC),
}


class Gap(NamedTuple):
    """In the values of an SQL, the place of one that is given anew each time."""

    number: int


class Prepared(Generic[M]):
    """`build` makes a queryset from values of these `kinds`. It is called once, with stand-ins; whatever else it looks
    at has to be the same for good, so what looks at a clock is refused.
    """

    def __init__(self, build: Callable[..., QuerySet[M, Any]], *kinds: type) -> None:
        self._build = build
        self._stand_ins = [STAND_INS[kind](number) for number, kind in enumerate(kinds)]
        # Of each database: compiler, what is made of its columns, SQL, values or gaps.
        self._compiled: dict[str, tuple[Any, Any, str, list[Any]]] = {}

    def rows(self, *values: Any) -> Iterator[Any]:
        """The columns of each row, as `values_list` gives them."""
        return self._run(values)[1]

    def objects(self, *values: Any) -> list[M]:
        """The rows as objects, with what `select_related` adds."""
        compiler, rows = self._run(values)
        about, alias = compiler.klass_info, compiler.connection.alias
        own = slice(about["select_fields"][0], about["select_fields"][-1] + 1)
        names = [column[0].target.attname for column in compiler.select[own]]
        related = get_related_populators(about, compiler.select, alias)  # type: ignore[call-arg] # of Django 6
        found = []
        for row in rows:
            one = about["model"].from_db(alias, names, row[own])
            for populator in related:
                populator.populate(row, one)
            found.append(one)
        return found

    def first(self, *values: Any) -> M | None:
        """The first of the rows as an object, if there is one. All are read: for what is asked by a key."""
        return next(iter(self.objects(*values)), None)

    @cached_property
    def _queryset(self) -> QuerySet[M, Any]:
        return self._build(*self._stand_ins)

    def _run(self, values: tuple[Any, ...]) -> tuple[Any, Iterator[Any]]:
        if len(values) != len(self._stand_ins):
            raise TypeError(f"{len(values)} values for {len(self._stand_ins)} gaps")
        alias = self._queryset.db  # asked each time: reading may be spread over several
        if alias not in self._compiled:
            self._compiled[alias] = self._compile(alias)
        kept, converters, sql, places = self._compiled[alias]
        compiler = copy(kept)
        connection = compiler.connection = connections[alias]  # this thread's own
        given = _adapted(connection.ops, values)
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[place.number] if isinstance(place, Gap) else place for place in places])
            rows = cursor.fetchall()
        return compiler, compiler.apply_converters(rows, converters) if converters else iter(rows)

    def _compile(self, alias: str) -> tuple[Any, Any, str, list[Any]]:
        # Not the one of `_queryset`: to compile it changes it for a moment, and another thread may be at it.
        compiler, again = (self._build(*self._stand_ins).query.get_compiler(alias) for _ in range(2))
        sql, values = compiler.as_sql()
        if (sql, values) != again.as_sql():
            raise ValueError("A query that asks something else each time cannot be prepared")
        gaps = {value: Gap(number) for number, value in enumerate(_adapted(connections[alias].ops, self._stand_ins))}
        places = [gaps.get(value, value) for value in values]
        sql, places = _written_out(sql, places)
        if missing := set(gaps.values()) - set(places):
            raise ValueError(f"A prepared query has no place for {missing}")
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        return compiler, converters, sql, places


def _adapted(operations: Any, values: Any) -> list[Any]:
    """Values as the compiler hands them to the database."""
    adapt = {dt.datetime: operations.adapt_datetimefield_value, dt.date: operations.adapt_datefield_value}
    return [adapt[type(value)](value) if type(value) in adapt else value for value in values]


def _written_out(sql: str, places: list[Any]) -> tuple[str, list[Any]]:
    """With words such as a status in the SQL itself: only then SQLite sees that a partial index answers it all."""
    are_words = [isinstance(place, str) and re.fullmatch("[a-z]+", place) is not None for place in places]
    parts = sql.split("%s")
    gaps = [f"'{place}'" if is_word else "%s" for place, is_word in zip(places, are_words, strict=True)]
    written = "".join(part + gap for part, gap in zip(parts, [*gaps, ""], strict=True))
    return written, [place for place, is_word in zip(places, are_words, strict=True) if not is_word]

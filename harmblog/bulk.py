"""Stores very many rows at once: one statement for a batch, made once. What `bulk_create` does besides (keys, columns
that the database fills) takes most of its time. And one row, where many come one by one.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models, transaction

PAGE = 500  # rows in one statement, where they are sent to another process


@transaction.atomic
def insert(rows: Sequence[models.Model], *, with_keys: bool = False) -> None:
    """Store new rows of one model. They do not learn their keys, unless they have them already (`with_keys`), and every
    column must have a value.
    """
    if not rows:
        return
    statement, ready = _prepared(type(rows[0]), connection.vendor, with_keys=with_keys)
    _send(statement, len(ready), (_values(row, ready) for row in rows))


def insert_one(row: models.Model) -> None:
    """Store a new row as `save` does, but for what Django makes anew for each. It learns its key, unless it has it."""
    statement, ready = _prepared(type(row), connection.vendor, with_keys=row.pk is not None)
    key, gaps = connection.ops.quote_name(str(row._meta.pk.column)), ", ".join(["%s"] * len(ready))
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} ({gaps}) RETURNING {key}", _values(row, ready))
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias


Ready = tuple[str, Callable[..., Any]]  # the name of a column's value, and what makes it ready for the database


@cache
def _prepared(model: type[models.Model], vendor: str, *, with_keys: bool) -> tuple[str, list[Ready]]:
    """The beginning of the statement, and what makes the values of a row ready for it."""
    meta, name = model._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if with_keys or not field.primary_key]
    columns = ", ".join(name(str(field.column)) for field in fields)
    ready = [(field.attname, field.get_db_prep_save) for field in fields]
    return f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES", ready


def _values(row: models.Model, ready: list[Ready]) -> list[Any]:
    return [prepare(getattr(row, column), connection) for column, prepare in ready]


def _send(statement: str, columns: int, values: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_values  # only there

            execute_values(cursor.cursor, f"{statement} %s", values, page_size=PAGE)
        else:
            cursor.executemany(f"{statement} ({', '.join(['%s'] * columns)})", values)

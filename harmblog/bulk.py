"""Stores very many rows at once: one statement for a batch, made once. What `bulk_create` does besides (keys, columns
that the database fills) takes most of its time.
"""

from collections.abc import Sequence
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
    meta, name = rows[0]._meta, connection.ops.quote_name
    fields = [field for field in meta.local_concrete_fields if with_keys or not field.primary_key]
    ready = [(field.attname, field.get_db_prep_save) for field in fields]
    values = ([prepare(getattr(row, column), connection) for column, prepare in ready] for row in rows)
    columns = ", ".join(name(str(field.column)) for field in fields)
    _send(f"INSERT INTO {name(meta.db_table)} ({columns}) VALUES", len(fields), values)


def _send(statement: str, columns: int, values: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            from psycopg2.extras import execute_values  # only there

            execute_values(cursor.cursor, f"{statement} %s", values, page_size=PAGE)
        else:
            cursor.executemany(f"{statement} ({', '.join(['%s'] * columns)})", values)

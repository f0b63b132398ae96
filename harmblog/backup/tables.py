"""The tables of this database as a backup sees them, asked of the database itself: a site can be backed up before a
newer version has migrated it.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from . import Refused
from .kinds import kind_of, reading

OURS = ("articles_", "auth_", "comments_", "django_", "harmblog_")
# Log-ins, which no restored site may bring back to life; what the manifest says; what is made from the articles.
LEFT_OUT = ("articles_search", "django_migrations", "django_session", "harmblog_staffsession")
BATCH = 1000  # rows in memory
encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Table:
    """A table. `columns`: names and kinds, the primary key first. `points_to`: the table that a column's values are
    keys of. `last`: the highest key that was ever given, where the database counts.
    """

    name: str
    columns: dict[str, str]
    points_to: dict[str, str] = field(default_factory=dict)
    last: int | None = None

    @property
    def key(self) -> str:
        return next(iter(self.columns))

    def chunks(self) -> Iterator[tuple[int, bytes]]:
        """All rows by their key, as they are in a backup, so many at a time."""
        quote, vendor = connection.ops.quote_name, connection.vendor
        wanted = ", ".join(reading(vendor, kind, quote(name)) for name, kind in self.columns.items())
        # Both databases in the order of bytes.
        collate = ' COLLATE "C"' if vendor == "postgresql" and self.columns[self.key] == "text" else ""
        with connection.chunked_cursor() as cursor:
            cursor.execute(f"SELECT {wanted} FROM {quote(self.name)} ORDER BY {quote(self.key)}{collate}")  # noqa: S608
            while rows := cursor.fetchmany(BATCH):
                yield len(rows), "".join(f"{encode(row)}\n" for row in rows).encode()


def names() -> list[str]:
    """The site's own tables: others may live in the same database."""
    return [name for name in connection.introspection.table_names() if name.startswith(OURS)]


def tables() -> list[Table]:
    """What belongs into a backup, each table after those that it points to."""
    with connection.cursor() as cursor:
        found = {name: _table(cursor, name) for name in sorted(names()) if not name.startswith(LEFT_OUT)}
    ordered: dict[str, Table] = {}
    while waiting := [table for table in found.values() if table.name not in ordered]:
        free = [one for one in waiting if not {*one.points_to.values()} - {one.name, *ordered} & found.keys()]
        if not free:
            raise Refused(f"These tables point to each other in a circle: {', '.join(one.name for one in waiting)}.")
        ordered |= {table.name: table for table in free}
    return list(ordered.values())


def _table(cursor: Any, name: str) -> Table:
    key = connection.introspection.get_primary_key_column(cursor, name)
    if key is None:
        raise Refused(f"The table {name} has no primary key of one column, without which a backup cannot hold it.")
    types = dict(_declared(cursor, name))
    columns = {column: kind_of(types[column], f"{name}.{column}") for column in [key, *sorted(types.keys() - {key})]}
    relations = connection.introspection.get_relations(cursor, name)
    return Table(name, columns, {column: relations[column][1] for column in sorted(relations)}, _last(cursor, name))


def _declared(cursor: Any, name: str) -> Iterable[tuple[str, str]]:
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name, type FROM pragma_table_info(%s)", [name])
    else:
        cursor.execute(
            "SELECT attname, format_type(atttypid, NULL) FROM pg_attribute "
            "WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped",
            [connection.ops.quote_name(name)],
        )
    return cursor.fetchall()


# --- The keys that were given -----------------------------------------------------------------------------------------


def _last(cursor: Any, name: str) -> int | None:
    """A key is never given twice, also when its row is gone: the log names accounts by it."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT 1 FROM sqlite_master WHERE name = %s AND sql LIKE '%%AUTOINCREMENT%%'", [name])
        if not cursor.fetchone():
            return None
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [name])
        found = cursor.fetchone()
        return found[0] if found else 0
    for sequence in connection.introspection.get_sequences(cursor, name):
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [connection.ops.quote_name(name), sequence["column"]])
        cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {cursor.fetchone()[0]}")  # noqa: S608
        return cursor.fetchone()[0]
    return None


def count_on(cursor: Any, table: Table) -> None:
    """Go on counting where the backup's database was."""
    if not table.last:
        return
    if connection.vendor == "sqlite":
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table.name])
        cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, table.last])
    else:
        name = connection.ops.quote_name(table.name)
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [name, table.key, table.last])

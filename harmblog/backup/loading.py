"""Puts the rows of a backup into empty tables, as fast as the database takes them."""

import hashlib
import io
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import DataError, connection

from .kinds import FOR_SQLITE, for_copy
from .manifest import Manifest
from .opening import Backup, Damaged, Row
from .tables import BATCH, Table, count_on

EVERY = 100_000
HEAD = "comments_loghead"  # guarded by triggers: never added or deleted, never set back
Say = Callable[[str], None]


def load(backup: Backup, say: Say) -> None:
    """Every table, then the keys to go on with."""
    for rows in backup.manifest.rows:
        number = 0
        put = _put_head if rows.table.name == HEAD else _copy if connection.vendor == "postgresql" else _insert
        for batch in _batches(backup.rows(rows, looked_at=True)):
            try:
                put(rows.table, batch)
            except (DataError, ValueError) as error:  # such as a NUL in a text, which SQLite takes
                told = str(error).splitlines()[0]
                raise Damaged(f"A row of {rows.table.name} cannot be taken by this database: {told}") from None
            if (number + len(batch)) // EVERY > number // EVERY:
                say(f"… {number + len(batch):,} of {rows.number:,} rows of {rows.table.name}")
            number += len(batch)
    with connection.cursor() as cursor:
        for rows in backup.manifest.rows:
            count_on(cursor, rows.table)
        cursor.execute("ANALYZE")  # both databases plan badly for tables that they have not looked at


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _columns(table: Table) -> str:
    return ", ".join(map(connection.ops.quote_name, table.columns))


def _insert(table: Table, batch: list[Row]) -> None:
    for place, kind in enumerate(table.columns.values()):
        if make := FOR_SQLITE.get(kind):
            for row in batch:
                row[place] = make(row[place])
    places = ", ".join(["%s"] * len(table.columns))
    with connection.cursor() as cursor:
        name = connection.ops.quote_name(table.name)
        cursor.executemany(f"INSERT INTO {name} ({_columns(table)}) VALUES ({places})", batch)  # noqa: S608


def _copy(table: Table, batch: list[Row]) -> None:
    kinds = [*table.columns.values()]
    lines = io.StringIO("".join("\t".join(map(for_copy, kinds, row)) + "\n" for row in batch))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {connection.ops.quote_name(table.name)} ({_columns(table)}) FROM STDIN", lines)


def _put_head(table: Table, batch: list[Row]) -> None:
    places = ", ".join(f"{connection.ops.quote_name(name)} = %s" for name in table.columns)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {HEAD} SET {places}", batch)  # noqa: S608 - our own words


def differing(manifest: Manifest) -> list[str]:
    """The tables whose rows, read back, are not those of the backup."""
    return [rows.table.name for rows in manifest.rows if _read_back(rows.table) != (rows.number, rows.sha256)]


def _read_back(table: Table) -> tuple[int, str]:
    number, digest = 0, hashlib.sha256()
    for rows, data in table.chunks():
        digest.update(data)
        number += rows
    return number, digest.hexdigest()

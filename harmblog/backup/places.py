"""The tables that a backup is restored into: whether there is anything in them, and how they are made as they were."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from . import Refused
from .manifest import Manifest
from .tables import Table, names, tables

Migration = tuple[str, str]
MUCH, USUAL = 256_000, 20_000  # KiB of SQLite's cache
# What people have put into a site. All else comes with the tables, or from a worker that found nothing to do.
SOMEBODYS = {
    "auth_user": "accounts",
    "articles_article": "articles and pages",
    "articles_topic": "topics",
    "articles_image": "images",
    "comments_comment": "comments",
    "comments_logline": "lines of the log",
}


def filled() -> dict[str, int]:
    """How much of what is in the database already."""
    there, found = names(), {}
    with connection.cursor() as cursor:
        for table in SOMEBODYS.keys() & set(there):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own words
            found[SOMEBODYS[table]] = cursor.fetchone()[0]
    return {name: number for name, number in sorted(found.items()) if number}


@contextmanager
def one_transaction() -> Iterator[None]:
    """All that is done in here is done, or nothing: a restore that is killed has changed nothing."""
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()  # which cannot be done within
        _cache(MUCH)
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '10s'; SET CONSTRAINTS ALL IMMEDIATE")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.enable_constraint_checking()
            _cache(USUAL)


def _cache(size: int) -> None:
    """Many keys of an index come in no order: with little memory each is written many times."""
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA cache_size=-{size}")


@contextmanager
def in_any_order() -> Iterator[None]:
    """At the end, IntegrityError for a row that names one which is not there. Elsewhere PostgreSQL looks at once, since
    it changes no table while something is still to be looked at.
    """
    _set_constraints("DEFERRED")
    yield
    _set_constraints("IMMEDIATE")
    if connection.vendor == "sqlite":
        connection.check_constraints()


def _set_constraints(when: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL {when}")


# --- As they were -----------------------------------------------------------------------------------------------------


def refuse_newer(manifest: Manifest) -> None:
    """This version cannot make tables that it does not know."""
    known = MigrationLoader(None).graph.nodes  # asks no database
    if unknown := sorted(set(manifest.migrations) - set(known)):
        raise Refused(
            f"The backup was made by a newer version of harmblog ({manifest.version}), or by another one: this one "
            f"does not know {'.'.join(unknown[0])}. Restore it with that version."
        )


def make_as_they_were(manifest: Manifest) -> None:
    """Empty tables as the backup's version had them; where there are such, they are emptied."""
    as_it_was = set(manifest.migrations)
    if set(MigrationRecorder(connection).applied_migrations()) != as_it_was or "lines of the log" in filled():
        _drop()
        _migrate(as_it_was)
    here = {table.name: table for table in tables()}
    for rows in manifest.rows:
        if (table := here.get(rows.table.name)) is None or table.columns != rows.table.columns:
            raise Refused(f"The table {rows.table.name} is another one in the backup than this version makes it.")
    _empty(reversed(here.values()))


def _drop() -> None:
    with connection.cursor() as cursor:
        while there := names():
            # An index of SQLite is a table that brings others along, and takes them away.
            first = min(there, key=lambda name: not name.startswith("articles_search"))
            cursor.execute(f"DROP TABLE {connection.ops.quote_name(first)}{_cascade()}")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION IF EXISTS comments_log_refuse()")


def _cascade() -> str:
    return " CASCADE" if connection.vendor == "postgresql" else ""


def _migrate(wanted: set[Migration]) -> None:
    executor = MigrationExecutor(connection)
    nodes = executor.loader.graph.node_map
    # The last ones of each app; all others come before one of these.
    last = [
        name
        for name in sorted(wanted)
        if not any(child.key[0] == name[0] and child.key in wanted for child in nodes[name].children)
    ]
    executor.migrate(last)
    if set(MigrationRecorder(connection).applied_migrations()) != wanted:
        raise Refused("The backup was made while a migration was under way; this version cannot make such tables.")


def _empty(filled_by_migrations: Iterator[Table]) -> None:
    """The log's head is guarded, and changed in its place."""
    with connection.cursor() as cursor:
        for table in filled_by_migrations:
            if table.name not in ("comments_loghead", "comments_logline"):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")  # noqa: S608 - our own

"""Puts the database back as the migrations left it, after a test with real transactions.

Django would empty each table and make its own rows anew, which takes longer than most tests, forgets what other
migrations put in, and is refused by the triggers that guard the log.
"""

import io
import sqlite3
from typing import Any

from django.db import connection, transaction

TRIGGERS = "SET session_replication_role = "  # which do not look while it is `replica`
GUARDS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'comments_log%'"
LOG = ("comments_logline", "comments_loghead")
FIRST = "INSERT INTO comments_loghead (id, number, mac, seal) VALUES (1, 0, '', '')"


class Beginning:
    """What the migrations left."""

    def __init__(self) -> None:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.file = sqlite3.connect(":memory:", check_same_thread=False)
            connection.connection.backup(self.file)
        else:
            self.tables = connection.introspection.table_names()
            with connection.cursor() as cursor:
                self.rows = {table: copied(cursor, table) for table in filled(cursor, self.tables)}

    def restore(self) -> None:
        connection.close()  # a test may have left a transaction open
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            self.file.backup(connection.connection)
            return
        with connection.cursor() as cursor:
            cursor.execute(f"{TRIGGERS}replica")
            for table in filled(cursor, self.tables):
                if self.rows.get(table) != copied(cursor, table):
                    cursor.execute(f'DELETE FROM "{table}"')
            empty = self.rows.keys() - filled(cursor, list(self.rows))
            for table in empty:
                cursor.copy_expert(f'COPY "{table}" FROM STDIN', io.StringIO(self.rows[table]))
            cursor.execute(f"{TRIGGERS}DEFAULT")


def filled(cursor: Any, tables: list[str]) -> set[str]:
    """Which of these tables of PostgreSQL's hold a row."""
    cursor.execute(" UNION ALL ".join(f"(SELECT '{table}' FROM \"{table}\" LIMIT 1)" for table in tables))
    return {name for (name,) in cursor.fetchall()}


def copied(cursor: Any, table: str) -> str:
    rows = io.StringIO()
    cursor.copy_expert(f'COPY (SELECT * FROM "{table}" ORDER BY 1) TO STDOUT', rows)
    return rows.getvalue()


@transaction.atomic
def empty_log() -> None:
    """As in a site that has just begun, for a test that restores into one."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(GUARDS)
            guards = cursor.fetchall()
            statements = [f"DROP TRIGGER {name}" for name, _sql in guards]
            statements += [*(f"DELETE FROM {table}" for table in LOG), FIRST, *(sql for _name, sql in guards)]
        else:
            statements = ["SET LOCAL session_replication_role = replica", f"TRUNCATE {', '.join(LOG)}", FIRST]
        for statement in statements:
            cursor.execute(statement)

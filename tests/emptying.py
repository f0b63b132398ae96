"""Empties the log after a test with real transactions, as Django empties all other tables; triggers guard this one."""

from django.db import connection, transaction

TABLES = ("comments_logline", "comments_loghead")
TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'comments_log%'"
FIRST = "INSERT INTO comments_loghead (id, number, mac, seal) VALUES (1, 0, '', '')"


def empty_log() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(TRIGGERS)
            guards = cursor.fetchall()
            statements = [f"DROP TRIGGER {name}" for name, _sql in guards]
            statements += [*(f"DELETE FROM {table}" for table in TABLES), FIRST, *(sql for _name, sql in guards)]
        else:
            statements = ["SET LOCAL session_replication_role = replica", f"TRUNCATE {', '.join(TABLES)}", FIRST]
        for statement in statements:
            cursor.execute(statement)

"""What a database keeps of rows that were deleted, and how it is overwritten."""

from collections.abc import Iterable

from django.db import OperationalError, connection

WAIT = 200  # milliseconds


def overwrite_freed() -> bool:
    """Empty SQLite's write-ahead log into the database, where `secure_delete` has overwritten what was deleted.
    False where a reader was in the way: the worker repeats it. PostgreSQL overwrites by its own VACUUM.

    Others cannot write while this waits for a reader, and a backup reads for long: so it waits for a moment only.
    """
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        try:
            cursor.execute(f"PRAGMA busy_timeout={WAIT}")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            return cursor.fetchone()[0] == 0
        except OperationalError:  # somebody holds the database
            return False
        finally:
            cursor.execute(f"PRAGMA busy_timeout={usual}")


def vacuum(tables: Iterable[str]) -> None:
    """Let PostgreSQL clear the pages of these tables of rows that were deleted or changed. It cannot be done in a
    transaction; there, autovacuum does it later.
    """
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            for table in sorted(tables):
                cursor.execute(f"VACUUM {connection.ops.quote_name(table)}")

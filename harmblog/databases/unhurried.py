"""Writing what nobody would miss after a power cut, without waiting until it is on the disk: a few milliseconds each.

It is still written whole or not at all, in its order among all else that is written, and seen by everybody at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def unhurried() -> Iterator[None]:
    """Inside, the end of a transaction does not wait for the disk. Inside another transaction nothing changes."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO off")
            yield
    else:
        # SQLite takes this only between transactions. The connection is this thread's alone.
        connection.ensure_connection()
        connection.connection.execute("PRAGMA synchronous=NORMAL")
        try:
            yield
        finally:
            connection.connection.execute("PRAGMA synchronous=FULL")

"""SQLite, which reads the schema for each connection, and empties its log when the last one is closed."""

import os
import weakref
from typing import Any

from django.db.backends.sqlite3 import base

from ..spare import SPARE


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._cursors = weakref.WeakSet[Any]()
        self._file = _file(conn_params["database"]) or _new_file(conn_params["database"])
        return SPARE.take(self._leads_to, lambda connection: True) or super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        cursor = super().create_cursor(name)
        self._cursors.add(cursor)
        return cursor

    def _close(self) -> None:
        is_idle = self.autocommit and not (self.in_atomic_block or self.connection.in_transaction)
        if not (is_idle and self._put_by()):
            super()._close()  # type: ignore[misc]

    def _put_by(self) -> bool:
        """Keep it, without anything half read, which would hold on to an old state, and without what it remembers of
        the database's pages: it may be erased there.
        """
        for cursor in list(self._cursors):
            cursor.close()
        self.connection.execute("PRAGMA shrink_memory")
        return SPARE.keep(self._leads_to, self.connection)

    @property
    def _leads_to(self) -> object:
        return self.alias, self._file


def _file(name: Any) -> object:
    """A file that was put in place of another is another one."""
    try:
        found = os.stat(name)
    except OSError:  # not there yet, or no file
        return None
    return found.st_dev, found.st_ino


def _new_file(name: Any) -> object:
    """Made as the umask allows: web and worker may be two users of one group, and SQLite by itself would have the other
    one only read. What it puts beside the file later is for the same people.
    """
    if not os.path.isabs(name):  # in memory
        return None
    try:
        os.close(os.open(name, os.O_RDWR | os.O_CREAT, 0o660))
    except OSError:
        return None
    return _file(name)

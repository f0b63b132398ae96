"""PostgreSQL, which starts a process for each connection, and may hang."""

import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.postgresql.psycopg_any import IsolationLevel
from psycopg2 import extensions

from ..spare import SPARE
from ..waits import waiting

IDLE = 0  # psycopg's word for a connection in no transaction


def is_alive(connection: Any) -> bool:
    """Whether the server has said nothing since: it speaks unasked only to say that it ends."""
    if connection.closed:
        return False
    poll = select.poll()
    poll.register(connection.fileno(), select.POLLIN)
    return not poll.poll(0)


class Asking(extensions.cursor):
    """Notes that an answer is waited for."""

    def execute(self, *args: Any) -> None:
        with waiting(self.connection):
            super().execute(*args)

    def executemany(self, *args: Any) -> None:
        with waiting(self.connection):
            super().executemany(*args)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        spare = SPARE.take(self.alias, is_alive)
        if spare is None:
            opened = super().get_new_connection(conn_params)
            opened.cursor_factory = Asking
            return opened
        self.isolation_level = self.settings_dict["OPTIONS"].get("isolation_level", IsolationLevel.READ_COMMITTED)
        return spare

    def _commit(self) -> None:
        if self.connection is not None:
            with waiting(self.connection):
                super()._commit()  # type: ignore[misc]

    def _close(self) -> None:
        open_one = self.connection
        is_idle = not open_one.closed and open_one.get_transaction_status() == IDLE
        if not (is_idle and open_one.autocommit and not self.in_atomic_block and SPARE.keep(self.alias, open_one)):
            super()._close()  # type: ignore[misc]

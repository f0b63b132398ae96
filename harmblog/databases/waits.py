"""An end to each wait of a web process for PostgreSQL. A server that hangs (its disk does, or it is stopped) goes on
saying that it is there, so neither a time-out of TCP nor one that the server itself keeps ends such a wait; and a few
threads that wait for ever are all that a web process has.

A thread of its own looks, and hangs up where something has not been answered for too long: to whoever waits that is a
server that has gone. Commands and the worker wait as long as it takes.
"""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

LONGEST = 10.0  # seconds, as tcp_user_timeout in FOR_POSTGRESQL; of a single statement
PAUSE = 1.0
_waiting: dict[Any, float] = {}  # since when something of a connection is to be answered


@contextmanager
def waiting(connection: Any) -> Iterator[None]:
    """Inside, an answer is waited for."""
    _waiting[connection] = time.monotonic()
    try:
        yield
    finally:
        _waiting.pop(connection, None)


def end_long_ones() -> None:
    """Hang up where somebody has waited for too long."""
    began = time.monotonic() - LONGEST
    for connection in [connection for connection, since in list(_waiting.items()) if since < began]:
        with suppress(Exception), socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)


def _go_on_looking() -> None:
    while True:
        time.sleep(PAUSE)
        end_long_ones()


def watch() -> None:
    """Begin to look, in a thread that ends with the process."""
    threading.Thread(target=_go_on_looking, name="waits", daemon=True).start()

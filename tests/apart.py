"""What a process of its own needs in a test: a port, and a copy of the tests' database."""

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
from django.db import connection

POSTGRES = os.environ.get("DATABASE_URL", "") if os.environ.get("DATABASE_URL", "").startswith("postgres") else ""
Rows = list[tuple[Any, ...]]


def free_port() -> int:
    return free_ports(1)[0]


def free_ports(number: int) -> list[int]:
    """Ports that nobody uses, each another one."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports: list[int] = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports


def ask_postgres(url: str, statement: str) -> Rows:
    """What one statement gives, over a connection of its own."""
    link = psycopg2.connect(url)
    link.autocommit = True
    with contextlib.closing(link), link.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@contextlib.contextmanager
def copied_database(folder: Path) -> Iterator[str]:
    """The address of a copy of the tests' database as it is now."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(folder / "db.sqlite3")])
        yield f"sqlite:///{folder / 'db.sqlite3'}"
        return
    name, tests = f"copy_{os.getpid()}_{time.monotonic_ns()}", connection.settings_dict["NAME"]
    server = f"postgres://postgres@{quote(str(connection.settings_dict['HOST']), safe='')}"
    connection.close()  # PostgreSQL copies no database that somebody is connected to
    ask_postgres(f"{server}/postgres", f'CREATE DATABASE "{name}" TEMPLATE "{tests}"')
    try:
        yield f"{server}/{name}"
    finally:
        ask_postgres(f"{server}/postgres", f'DROP DATABASE "{name}" WITH (FORCE)')

"""PostgreSQL twice: a primary that forgets nothing, and a replica that follows it by a stream."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg2
from with_pg import Server, find_binaries

from bench.cluster.net import NET, Machine

SLOT = "replica"
# All else as PostgreSQL has it: fsync before an answer. A half that has silently died is noticed within seconds, and a
# replica that stays away cannot fill the disk of the primary.
SETTINGS = {
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "wal_sender_timeout": "5s",
    "wal_receiver_timeout": "5s",
    "wal_receiver_status_interval": "1s",
    "wal_retrieve_retry_interval": "500ms",
    "recovery_init_sync_method": "syncfs",  # after a crash: else each file is opened and forced to the disk by itself
    "max_slot_wal_keep_size": "256MB",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "3",
}


class Pair:
    """The two, on their machines. Both run as nobody: PostgreSQL refuses to be root."""

    def __init__(self, primary: Machine, replica: Machine, folder: Path) -> None:
        binaries = find_binaries()
        assert binaries is not None  # noqa: S101 - `lacking` has looked
        self.primary, self.replica = primary, replica
        usual, tempfile.tempdir = tempfile.tempdir, str(folder.parent)
        try:
            self._server = Server(binaries)
        finally:
            tempfile.tempdir = usual
        self._server.become_nobody()
        self._data = {machine: self._server.folder / machine.name for machine in (primary, replica)}

    @property
    def url(self) -> str:
        """Both: whichever takes writes is the primary."""
        both = f"{self.primary.address},{self.replica.address}"
        return f"postgres://postgres@{both}/postgres?target_session_attrs=read-write"

    @property
    def replica_url(self) -> str:
        return f"postgres://postgres@{self.replica.address}/postgres"

    def build(self) -> None:
        data = self._data[self.primary]
        self._server.make(data)
        with (data / "pg_hba.conf").open("a") as rules:
            rules.write(f"host all all {NET}.0/24 trust\nhost replication all {NET}.0/24 trust\n")
        self.start(self.primary)
        self.wait_for(self.primary)
        source = ["-h", self.primary.address, "-U", "postgres", "-D", str(self._data[self.replica])]
        self._server.call("pg_basebackup", *source, "-R", "-X", "stream", "-c", "fast", "-C", "-S", SLOT)
        self.start(self.replica)
        self.wait_for(self.replica)

    def start(self, machine: Machine) -> None:
        user, group = self._server.options["user"], self._server.options["group"]
        settings = {**SETTINGS, "listen_addresses": machine.address}
        words = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        nobody = ["setpriv", f"--reuid={user}", f"--regid={group}", "--clear-groups", "--pdeathsig=INT"]
        server = [str(self._server.binaries / "postgres"), "-D", str(self._data[machine])]
        machine.run([*nobody, *server, *words], cwd=self._server.folder, env=self._server.options["env"])

    def stop(self, machine: Machine) -> None:
        """As an administrator does."""
        machine.stop(signal.SIGINT)

    def wait_for(self, machine: Machine) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                connect(machine).close()
                return
            except psycopg2.Error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"{machine.name} does not start; see {machine.folder}/said") from None
                time.sleep(0.05)

    def remove(self) -> None:
        shutil.rmtree(self._server.folder, ignore_errors=True)


def connect(machine: Machine) -> Any:
    link = psycopg2.connect(host=machine.address, user="postgres", dbname="postgres", connect_timeout=2)
    link.autocommit = True
    return link


def ask(machine: Machine, query: str, *values: object) -> list[tuple[Any, ...]]:
    """The rows of one query, over a connection of its own."""
    link = connect(machine)
    try:
        with link.cursor() as cursor:
            cursor.execute("SET statement_timeout = '5s'")
            cursor.execute(query, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
    finally:
        link.close()

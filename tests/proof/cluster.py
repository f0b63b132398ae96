"""A PostgreSQL of its own with what the run's one holds, to be stopped, started and damaged."""

import os
import signal
import subprocess
import time
from pathlib import Path

from django.db import connection
from processes import Program
from with_pg import Server, find_binaries

# What this run's own one does without, as it may lose all it has; and the smallest cache, so that pages are read anew.
DURABLE = {"listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "max_connections": "60"}
ANEW = {"shared_buffers": "128kB"}
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT


class Cluster(Server):
    """`copy` it from the run's one, then start and stop it."""

    @classmethod
    def copy(cls) -> "Cluster":
        binaries = find_binaries()
        assert binaries
        cluster = cls(binaries, DURABLE | ANEW)
        if os.geteuid() == 0:
            cluster.become_nobody()
        words = ("-h", connection.settings_dict["HOST"], "-U", "postgres", "-X", "stream", "--checkpoint=fast")
        cluster.call("pg_basebackup", "-D", cluster.data, *words, "--no-sync")
        return cluster

    @property
    def database(self) -> str:
        """The address of the copy of the tests' database."""
        return f"{self.url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def begin(self) -> float:
        """Start it, and return when it was ready."""
        words = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            command = [self.binaries / "postgres", "-D", self.data, "-k", self.folder, *words]
            self.process = Program(command, stdout=log, stderr=log, **self.options)
        deadline = time.monotonic() + 60
        while not self.ready(self.data / "postmaster.pid"):
            assert not self.process.ended(), (self.folder / "log").read_text()
            assert time.monotonic() < deadline, (self.folder / "log").read_text()
            time.sleep(0.005)
        return time.monotonic()

    def end(self, how: int) -> None:
        """Whatever it is doing: FAST breaks off what is under way, IMMEDIATE does not even tidy up."""
        if self.process and not self.process.ended():
            os.kill(self.process.pid, how)
            while not self.process.ended():
                time.sleep(0.005)

    def away(self) -> None:
        self.end(IMMEDIATE)
        subprocess.run(["rm", "-rf", self.folder], check=True)

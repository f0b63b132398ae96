"""A PostgreSQL of its own with what the run's one holds, to be stopped, started and damaged."""

import shutil

from django.db import connection
from with_pg import AT_ONCE, Server, find_binaries

# What this run's own one does without, as it may lose all it has; and the smallest cache, so that pages are read anew.
DURABLE = {"listen_addresses": "", "fsync": "on", "synchronous_commit": "on", "max_connections": "60"}
ANEW = {"shared_buffers": "128kB"}


class Cluster(Server):
    """Copied from the run's one when it is made; then `begin` and `end`."""

    def __init__(self) -> None:
        binaries = find_binaries()
        assert binaries
        super().__init__(binaries, DURABLE | ANEW)
        self.copy(connection.settings_dict["HOST"])

    @property
    def database(self) -> str:
        """The address of the copy of the tests' database."""
        return f"{self.url.rpartition('/')[0]}/{connection.settings_dict['NAME']}"

    def away(self) -> None:
        self.end(AT_ONCE)
        shutil.rmtree(self.folder)

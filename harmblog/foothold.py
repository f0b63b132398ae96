"""SQLite makes two files beside the database when it is opened first, and removes them when it is closed last. On a
full disk they cannot be made, and nothing could be read any more: so each web process keeps the database open.
"""

import sqlite3
from pathlib import Path

from django.db import connections

from .databases import PRIMARY


class Foothold:
    """One connection that nothing is asked through."""

    def __init__(self) -> None:
        self._link: sqlite3.Connection | None = None

    def renew(self) -> None:
        """Open it anew, and close the one before only then: another file may stand there now, as after a restore."""
        if connections[PRIMARY].vendor != "sqlite":
            return
        file = Path(connections[PRIMARY].settings_dict["NAME"])
        try:
            link = sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)
            link.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        except sqlite3.Error:  # the look at the generation says so
            return
        if self._link:
            self._link.close()
        self._link = link

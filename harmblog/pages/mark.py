"""The mark of the pages as they are now: a few bytes in a file that every process of this site on this machine has
mapped into its memory. To read it costs a tenth of a microsecond, and no query.

A page is kept under the mark that stood there before it was drawn, and served while the same one stands there. Each
change writes one that never was before, so nobody needs a lock, and no mark comes back: of two that write at once it
does not matter who is last. Beside it stands the number of the generation that it was written for, by which another
machine's change is told from one of our own (`watching`).
"""

import hashlib
import logging
import mmap
import os
from functools import cache
from pathlib import Path

from django.conf import settings

logger = logging.getLogger(__name__)
MARK, NUMBER = slice(0, 8), slice(8, 16)
SIZE = 16  # bytes


class Mark:
    """The mark in one file. Where the file cannot be used, this process has a mark of its own, and learns of what
    others change as it learns of another machine: by a look at the database, within a second.
    """

    def __init__(self, file: Path) -> None:
        self._file: int | None = None
        try:
            self._file = os.open(file, os.O_RDWR | os.O_CREAT, 0o660)  # the worker may be another user
            if os.fstat(self._file).st_size < SIZE:
                os.pwrite(self._file, os.urandom(8) + bytes(8), 0)
            self._map = mmap.mmap(self._file, SIZE, access=mmap.ACCESS_READ)
        except OSError:
            self._stand_alone()

    def _stand_alone(self) -> None:
        logger.warning("The mark of the pages has no file; changes by other processes take a second to be seen")
        if self._file is not None:
            os.close(self._file)
        self._file, self._map = None, mmap.mmap(-1, SIZE)
        self._map[MARK] = os.urandom(8)

    def present(self) -> bytes:
        """What stands there now."""
        return self._map[MARK]

    @property
    def number(self) -> int:
        """The generation that it was written for, as far as this machine knows."""
        return int.from_bytes(self._map[NUMBER], "little")

    def renew(self, number: int | None = None) -> None:
        """Make every page that is kept on this machine unreachable. `number`: the generation, where it is known."""
        # The number stays untouched where it is not known: another process may be writing a newer one.
        wanted = os.urandom(8) + (b"" if number is None else number.to_bytes(8, "little"))
        try:
            if self._file is not None:
                # Not through the map: on a full disk that would be the end of the process instead of an error.
                os.pwrite(self._file, wanted, 0)
                return
        except OSError:
            self._stand_alone()
        self._map[: len(wanted)] = wanted


@cache
def of_this_site() -> Mark:
    """The mark of the site's pages. Named by its database: two sites that share a folder by mistake do not disturb each
    other.
    """
    database = settings.DATABASES["default"]
    names = "\n".join(str(database.get(name, "")) for name in ("ENGINE", "HOST", "PORT", "NAME"))
    return Mark(Path(settings.VAR_DIR) / f"pages-{hashlib.sha256(names.encode()).hexdigest()[:8]}.mark")

"""Opens a backup and reads what is in it, piece by piece."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

from . import Refused
from .kinds import Value, fits
from .manifest import NAME, Manifest, Rows, read
from .sealing import PIECE

Row = list[Value]
decode = json.JSONDecoder().decode


class Damaged(Exception):
    """A part of the backup is not what was written into it; the message says which."""


class Backup:
    """An open backup. `file`: the whole of it."""

    def __init__(self, file: IO[bytes], archive: ZipFile) -> None:
        self.file, self.archive = file, archive
        self.manifest: Manifest = read(archive.read(NAME))

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a member."""
        try:
            with self.archive.open(name) as member:
                while piece := member.read(PIECE):
                    yield piece
        except Exception:  # a changed bit may say that it is packed in another way, and each has errors of its own
            raise Damaged(f"{name} is missing or damaged.") from None

    def rows(self, rows: Rows, *, looked_at: bool = False) -> Iterator[Row]:
        """The rows of a table, each looked at unless they were; at the end, whether they were all and as written."""
        number, digest, kinds = 0, hashlib.sha256(), [*rows.table.columns.values()]
        for line in self._lines(rows.member, digest):
            number += 1
            try:
                row = decode(line.decode())
            except ValueError:
                raise Damaged(f"{rows.member}, line {number}, cannot be read.") from None
            if not looked_at and not is_row(row, kinds):
                raise Damaged(f"{rows.member}, line {number}, is no row of this table.")
            yield row
        if number != rows.number or digest.hexdigest() != rows.sha256:
            raise Damaged(f"{rows.member} is not what was written: {number} rows, of {rows.number}.")

    def _lines(self, name: str, digest: Any) -> Iterator[bytes]:
        rest = b""
        for piece in self.pieces(name):
            digest.update(piece)
            *lines, rest = (rest + piece).split(b"\n")
            yield from lines
        if rest:
            raise Damaged(f"{name} ends within a row.")

    def image(self, name: str, size: int, sha256: str) -> bytes:
        """The bytes of an image's file: it was in memory once already, when it was uploaded."""
        data = b"".join(self.pieces(name))
        if len(data) != size or hashlib.sha256(data).hexdigest() != sha256:
            raise Damaged(f"{name} is not what was written.")
        return data


def is_row(row: object, kinds: list[str]) -> bool:
    return isinstance(row, list) and len(row) == len(kinds) and all(map(fits, kinds, row))


@contextmanager
def opened(path: Path) -> Iterator[Backup]:
    """Raises Refused for what cannot be read as a backup at all."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
        except OSError as error:
            raise Refused(f"{path} cannot be read: {error.strerror}.") from None
        try:
            backup = Backup(file, stack.enter_context(ZipFile(file)))
        except Refused:
            raise
        except Exception:
            raise Refused(f"{path} is no backup, or is damaged beyond reading.") from None
        yield backup

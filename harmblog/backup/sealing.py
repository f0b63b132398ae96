"""A file that appears complete or not at all, and of which a single changed bit is found."""

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from . import Refused

SEAL = 64  # hex digits, the last bytes of the file
PIECE = 2**20


@contextmanager
def written_whole(path: Path, *, replace: bool) -> Iterator[IO[bytes]]:
    """A file for the owner's eyes alone, to be written beside `path` and put there when it is on the disk. Its last
    bytes must be room for the seal.
    """
    if path.exists() and not replace:
        raise Refused(f"There is a {path} already. Choose another name, or --force to put the new one in its place.")
    partial = path.with_name(f"{path.name}.partial")
    try:
        with _of_our_own(partial) as file:
            try:
                yield file
                _seal(file)
                os.fsync(file.fileno())
                partial.replace(path)
            except BaseException:
                partial.unlink(missing_ok=True)
                raise
        _sync(path.parent)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        why = "there is no room for it" if full else error.strerror or error
        raise Refused(f"The backup could not be written to {path}: {why}. Nothing was left there.") from None


def _of_our_own(partial: Path) -> IO[bytes]:
    """A new file that nobody else has open. One that a killed backup left goes."""
    if partial.exists():
        with partial.open("rb") as left:
            try:
                fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise Refused(f"Another backup is being written to {partial} just now.") from None
            partial.unlink(missing_ok=True)
    file = os.fdopen(os.open(partial, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600), "w+b")
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return file


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- The seal ---------------------------------------------------------------------------------------------------------


def _seal(file: IO[bytes]) -> None:
    digest = _digest(file)
    file.seek(-SEAL, os.SEEK_END)
    file.write(digest.encode())
    file.flush()


def is_whole(file: IO[bytes]) -> bool:
    """Whether each bit is as it was written."""
    if file.seek(0, os.SEEK_END) <= SEAL:
        return False
    digest = _digest(file)
    file.seek(-SEAL, os.SEEK_END)
    return file.read() == digest.encode()


def _digest(file: IO[bytes]) -> str:
    """Of all bytes but those of the seal."""
    file.flush()
    left, digest = file.seek(0, os.SEEK_END) - SEAL, hashlib.sha256()
    file.seek(0)
    while left > 0 and (piece := file.read(min(PIECE, left))):
        digest.update(piece)
        left -= len(piece)
    return digest.hexdigest()

"""Appends lines to a file that must outlive a power cut and a lost database."""

import os
from pathlib import Path


def append(path: Path, text: str) -> None:
    """Add whole lines at the end, for the owner's eyes alone; on the disk when this returns."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600), "r+b") as file:
        torn = file.seek(0, os.SEEK_END) and file.seek(-1, os.SEEK_END) >= 0 and file.read(1) != b"\n"
        # A line that a power cut tore is ended, so that the next one stays whole.
        file.write(b"\n" * bool(torn) + text.encode())
        file.flush()
        os.fsync(file.fileno())

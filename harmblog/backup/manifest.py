"""What is in a backup, as its `manifest.json` says it."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from . import Refused
from .tables import Table

FORMAT = "harmblog backup 1"
NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Rows:
    """A table of the backup, and what its rows are."""

    table: Table
    number: int
    sha256: str

    @property
    def member(self) -> str:
        return f"rows/{self.table.name}.jsonl"


@dataclass(frozen=True, slots=True)
class File:
    """An image. `name`: as the storage calls it, and as the backup does."""

    name: str
    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """`log`: number and mac of the newest line of the append-only log. `missing`: images that the storage had not."""

    made_at: str
    version: str
    site: str
    database: str
    migrations: list[tuple[str, str]]
    log: tuple[int, str]
    rows: list[Rows] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def members(self) -> list[str]:
        return [NAME, *(rows.member for rows in self.rows), *(file.name for file in self.files)]

    def written(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, ensure_ascii=False)


def read(text: str | bytes) -> Manifest:
    """Raises Refused for what is no manifest of ours."""
    try:
        found = json.loads(text)
        if found.pop("format") != FORMAT:
            raise Refused(f"This is a backup of another kind than “{FORMAT}”. A newer version of harmblog may know it.")
        return Manifest(
            **{
                **found,
                "migrations": [(app, name) for app, name in found["migrations"]],
                "log": _log(*found["log"]),
                "rows": [_rows(**rows) for rows in found["rows"]],
                "files": [File(**file) for file in found["files"]],
            }
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused(f"What the backup says of itself cannot be read: {type(error).__name__}.") from None


def _log(number: int, mac: str) -> tuple[int, str]:
    return number, mac


def _rows(table: dict[str, Any], number: int, sha256: str) -> Rows:
    return Rows(Table(**table), number, sha256)

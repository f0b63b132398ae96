"""How a column's values are written, alike for both databases, and given back to either.

| kind | in the file |
|---|---|
| int, text | as they are |
| bool | 0 or 1 |
| moment | `2026-11-23 19:28:05.000000`, in UTC |
| day | `2026-11-23` |
| uuid, bytes | hex digits |
"""

import re
from collections.abc import Callable
from typing import Any

from . import Refused

Value = int | str | None
LARGEST = 2**63

_KINDS = {
    **dict.fromkeys(("integer", "bigint", "smallint"), "int"),
    **dict.fromkeys(("text", "varchar", "character varying"), "text"),
    **dict.fromkeys(("bool", "boolean"), "bool"),
    **dict.fromkeys(("datetime", "timestamp with time zone"), "moment"),
    "date": "day",
    **dict.fromkeys(("char", "uuid"), "uuid"),  # SQLite's, as Django makes it, and PostgreSQL's
    **dict.fromkeys(("blob", "bytea"), "bytes"),
}
# What reads a column in that form. SQLite: anything but the bare name, which Python would make an object of.
_READ = {
    "sqlite": {
        "bool": "+{0}",
        "moment": "CASE length({0}) WHEN 19 THEN {0} || '.000000' ELSE {0} || '' END",
        "day": "{0} || ''",
        "bytes": "CASE WHEN {0} IS NOT NULL THEN lower(hex({0})) END",
    },
    "postgresql": {
        "bool": "{0}::int",
        "moment": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
        "day": "to_char({0}, 'YYYY-MM-DD')",
        "uuid": "replace({0}::text, '-', '')",
        "bytes": "encode({0}, 'hex')",
    },
}
_SHAPES = {
    "bool": re.compile("[01]"),
    "moment": re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}"),
    "day": re.compile(r"\d{4}-\d\d-\d\d"),
    "uuid": re.compile("[0-9a-f]{32}"),
    "bytes": re.compile("([0-9a-f]{2})*"),
}
_ESCAPED = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


def kind_of(declared: str, column: str) -> str:
    """The kind of a column by the type that the database calls it."""
    name = re.sub(r"\(.*?\)| unsigned", "", declared.lower()).strip()
    if name not in _KINDS:
        raise Refused(f"The column {column} is a {declared}, which harmblog/backup/kinds.py does not know.")
    return _KINDS[name]


def reading(vendor: str, kind: str, quoted: str) -> str:
    """What to select for a column of this kind."""
    return _READ[vendor].get(kind, "{0}").format(quoted)


def fits(kind: str, value: Any) -> bool:
    """Whether a value in the file can be one of this kind. What may be empty is the database's to say."""
    if value is None:
        return True
    if kind in ("int", "bool"):
        return type(value) is int and (value in (0, 1) if kind == "bool" else -LARGEST <= value < LARGEST)
    return isinstance(value, str) and (kind == "text" or _SHAPES[kind].fullmatch(value) is not None)


# --- Giving back ------------------------------------------------------------------------------------------------------


def _bytes(value: Any) -> Any:
    return value if value is None else bytes.fromhex(value)


def _as_django_writes(value: Any) -> Any:
    """SQLite compares moments as texts, so that each must be written as Django does: no empty fraction."""
    return value and value.removesuffix(".000000")


# Of all other kinds SQLite takes what is in the file.
FOR_SQLITE: dict[str, Callable[[Any], Any]] = {"bytes": _bytes, "moment": _as_django_writes}


def for_copy(kind: str, value: Value) -> str:
    """A value as PostgreSQL's COPY reads it."""
    if value is None:
        return r"\N"
    if kind == "text":
        return str(value).translate(_ESCAPED)
    if kind == "bytes":
        return rf"\\x{value}"
    return f"{value}+00" if kind == "moment" else str(value)

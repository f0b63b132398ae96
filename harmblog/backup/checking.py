"""Whether a backup is what was written, holds together, and has the whole log. Asks no database."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice

from comments import anchor, log
from comments.models import LogHead, LogLine

from . import Refused
from .kinds import Value
from .manifest import Rows
from .opening import Backup, Damaged, Row
from .sealing import is_whole

EVERY = 100_000
SHOWN = 20  # of what is wrong with the log: one cut makes many lines
Say = Callable[[str], None]


class Keys:
    """The keys of a table, which come in their order. Numbers take eight bytes each."""

    def __init__(self) -> None:
        self.numbers, self.words = array("q"), set[str]()
        self.before: Value = None

    def take(self, key: Value) -> bool:
        """False where a key comes twice, or out of order."""
        if isinstance(key, int):
            fits = not self.numbers or self.numbers[-1] < key
            self.numbers.append(key)
        else:
            fits = isinstance(key, str) and (self.before is None or str(self.before).encode() < key.encode())
            self.words.add(str(key))
        self.before = key
        return fits

    def __contains__(self, key: Value) -> bool:
        if isinstance(key, int):
            at = bisect_left(self.numbers, key)
            return at < len(self.numbers) and self.numbers[at] == key
        return key in self.words


class Checking:
    """One look through a backup."""

    def __init__(self, backup: Backup, say: Say) -> None:
        self.backup, self.say = backup, say
        self.keys: dict[str, Keys] = {}
        self.later: list[tuple[str, str, Value]] = []  # a reference to a row that did not come yet
        self.damaged: set[str] = set()  # tables of which not all keys are known

    def whole(self) -> Iterator[str]:
        """What is wrong with the file, in words."""
        self.backup.file.seek(0)
        if not is_whole(self.backup.file):
            yield "The file is not as it was written: its checksum is another."
        there = sorted(self.backup.archive.namelist())
        if there != sorted(self.backup.manifest.members()):
            yield "The file has not the parts that it says it has."
        for rows in self.backup.manifest.rows:
            yield from self._table(rows)
        looked_for = (one for one in self.later if one[1] not in self.damaged)
        nowhere = (one for one in looked_for if one[2] not in self.keys.get(one[1], ()))
        for column, target, key in islice(nowhere, SHOWN):
            yield f"{column} names row {key} of {target}, which is not there."
        for file in self.backup.manifest.files:
            try:
                self.backup.image(file.name, file.size, file.sha256)
            except Damaged as damaged:
                yield str(damaged)

    def _table(self, rows: Rows) -> Iterator[str]:
        keys = self.keys.setdefault(rows.table.name, Keys())
        names = [*rows.table.columns]
        places = [(names.index(column), column, target) for column, target in rows.table.points_to.items()]
        try:
            for number, row in enumerate(self.backup.rows(rows), 1):
                if not keys.take(row[0]):
                    raise Damaged(f"{rows.member}, line {number}, is out of order.")
                for place, column, target in places:
                    if (key := row[place]) is not None and key not in self.keys.get(target, ()):
                        self.later.append((f"{rows.table.name}.{column}", target, key))
                if number % EVERY == 0:
                    self.say(f"… {number:,} rows of {rows.table.name} looked at")
        except Damaged as damaged:
            self.damaged.add(rows.table.name)
            yield str(damaged)

    def the_log(self, known: Mapping[int, str]) -> Iterator[str]:
        """What is wrong with the append-only log in a backup that is whole. `known`: what a mail said of lines. What
        was noted outside after the backup was made is not looked for.
        """
        rows = {rows.table.name: rows for rows in self.backup.manifest.rows}
        if "comments_logline" not in rows:
            return
        try:
            noted = {number: mac for number, mac in anchor.read().items() if number <= self.backup.manifest.log[0]}
        except OSError as error:
            raise Refused(f"LOG_ANCHOR cannot be read: {error.strerror}. Run this as the worker runs.") from None
        reading = log.Reading({**noted, **known})
        yield from islice(self._read(reading, rows), SHOWN)

    def _read(self, reading: log.Reading, rows: Mapping[str, Rows]) -> Iterator[str]:
        for row in self.backup.rows(rows["comments_logline"]):
            yield from reading.take(LogLine(**_named(rows["comments_logline"], row)))
        heads = [LogHead(**_named(rows["comments_loghead"], row)) for row in self.backup.rows(rows["comments_loghead"])]
        yield from reading.end(heads[0] if heads else None)


def _named(rows: Rows, row: Row) -> dict[str, object]:
    """A row of this version's or an older one's log, as the fields of a model."""
    pairs = zip(rows.table.columns.items(), row, strict=True)
    return {
        name: datetime.fromisoformat(f"{value}+00:00") if kind == "moment" else value for (name, kind), value in pairs
    }


def wrong(backup: Backup, *, known: Mapping[int, str], with_log: bool, say: Say) -> tuple[list[str], list[str]]:
    """What is wrong with the file, and, if nothing is, with the log in it."""
    checking = Checking(backup, say)
    damage = list(checking.whole())
    return damage, [] if damage or not with_log else list(checking.the_log(known))

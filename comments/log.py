"""The append-only log: each line holds a keyed hash over itself and the line before, so that a change of any is found.

It holds ids and short words of ours, never a text, a name or an address; so nothing in it ever has to be erased.
`append` is called last in a transaction: it takes one row that all who append wait for, and whoever holds it must not
wait for anything else but the pages' generation. `verify` reads it; `anchor` keeps what finds an end that was cut off.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone

from . import anchor, receipts
from .models import Decision, LogCheck, LogHead, LogLine

logger = logging.getLogger(__name__)
BATCH = 2000  # lines read at once
NEWEST = 20_000  # lines that the worker reads once a day: a second or two
DAY = dt.timedelta(days=1)
# What a database raises that was given something else than it is asked for.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, DatabaseError)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line says. `subject`: the public id of a comment, or another id; `actor`: an account's key, 0 for the
    commenter or a program of ours.
    """

    act: str
    subject: str
    actor: int = 0
    before: str = ""
    after: str = ""
    reason: str = ""


def of(decision: Decision, subject: str) -> Entry:
    """The line for a decision on the comment with the public id `subject`."""
    states = (decision.before, decision.after)
    return Entry(decision.act, subject, decision.moderator_id or 0, *states, reason=decision.reason)


# --- Writing ----------------------------------------------------------------------------------------------------------


def append(entries: Iterable[Entry]) -> None:
    """Add lines, in the transaction of what they tell. No other row may be taken after this, but the generation's."""
    entries = list(entries)
    if not entries:
        return
    LogHead.objects.filter(pk=1).update(number=F("number"))  # takes the row on both databases
    head = LogHead.objects.get(pk=1)
    number, mac, lines = head.number, head.mac, []
    for entry in entries:
        number += 1
        line = LogLine(number=number, at=timezone.now(), **{name: getattr(entry, name) for name in Entry.__slots__})
        line.mac = mac = receipts.keyed_hash("log", mac, *_parts(line))
        lines.append(line)
    LogLine.objects.bulk_create(lines)
    LogHead.objects.filter(pk=1).update(number=number, mac=mac, seal=receipts.keyed_hash("log head", str(number), mac))


def _parts(line: LogLine) -> list[str]:
    words = (line.act, line.subject, line.actor, line.before, line.after, line.reason)
    return [str(line.number), line.at.isoformat(), *map(str, words)]


# --- Reading ----------------------------------------------------------------------------------------------------------


class Reading:
    """How far the log was read, and what is wrong with each line. `noted`: what is known of lines from outside the
    database, by their number: the beginning of the mac.
    """

    def __init__(self, noted: Mapping[int, str], *, number: int = 0, mac: str = "") -> None:
        self.noted, self.number, self.mac = noted, number, mac

    def take(self, line: LogLine) -> Iterator[str]:
        """The line after those that were read."""
        if line.number != self.number + 1:
            yield f"Line {self.number + 1} is missing or out of place: line {line.number} stands there."
        elif line.mac not in receipts.keyed_hashes("log", self.mac, *_parts(line)):
            yield f"Line {line.number} was changed, or the one before it."
        yield from self.begin(line)

    def begin(self, line: LogLine) -> Iterator[str]:
        """A line whose chain is not looked at."""
        if not line.mac.startswith(self.noted.get(line.number, "")):
            yield f"Line {line.number} is not the one that was noted outside the database."
        self.number, self.mac = line.number, line.mac

    def end(self, head: LogHead | None) -> Iterator[str]:
        """After the last line."""
        if head is None:
            yield "The note of the newest line is missing."
        elif (head.number, head.mac) != (self.number, self.mac):
            yield f"The newest line should be {head.number}, and is {self.number}."
        elif head.number and head.seal not in receipts.keyed_hashes("log head", str(head.number), head.mac):
            yield "The note of the newest line was changed."
        if (newest := max(self.noted, default=0)) > self.number:
            yield (
                f"The log ends at line {self.number}, but line {newest} was noted outside the database: its end was "
                "cut off, or the database was brought back from an older copy."
            )


def verify(
    *,
    newest: int = 0,
    known: Mapping[int, str] | None = None,
    seen: Callable[[int], None] = lambda number: None,
) -> Iterator[str]:
    """What is wrong with the log, in words; nothing where it is whole. Reads every line, or the `newest` so many.
    `known`: what a mail said of lines. `seen` is told after each batch how far the reading came.
    """
    reading = Reading({**anchor.read(), **(known or {})})
    try:
        if start := _start(newest):
            yield from reading.begin(start)
        yield from _read(reading, start.number if start else None, seen)
    except UNREADABLE as error:
        yield f"The log cannot be read after line {reading.number}: {type(error).__name__}."


def _start(newest: int) -> LogLine | None:
    """The line before the newest so many. None: begin at the first."""
    head = LogHead.objects.filter(pk=1).first() if newest else None
    return LogLine.objects.filter(number=head.number - newest).first() if head and head.number > newest else None


def _read(reading: Reading, after: int | None, seen: Callable[[int], None]) -> Iterator[str]:
    while True:
        began = reading.number
        for batch in _batches(after):
            for line in batch:
                yield from reading.take(line)
            seen(reading.number)
        after = reading.number
        head = LogHead.objects.filter(pk=1).first()
        # Lines that were appended while we read are read too.
        if head is None or head.number <= reading.number or reading.number == began:
            break
    yield from reading.end(head)


def _batches(after: int | None) -> Iterator[list[LogLine]]:
    """From the very first, also one that claims a number below 1."""
    rows = LogLine.objects.order_by("number")
    while batch := list((rows if after is None else rows.filter(number__gt=after))[:BATCH]):
        yield batch
        after = batch[-1].number


def look(now: dt.datetime | None = None) -> None:
    """The worker's daily look at the newest lines. The health page shows what became of it."""
    now = now or timezone.now()
    if LogCheck.objects.filter(at__gt=now - DAY).exists():
        return
    wrong = list(islice(verify(newest=NEWEST), 100))
    for told in wrong[:3]:
        logger.error("The log was tampered with, or damaged: %s", told)
    LogCheck.objects.update_or_create(pk=1, defaults={"at": now, "wrong": len(wrong)})

"""A thousand ways to change the log behind its back: each is found, and what nobody touched is whole."""

import copy
import datetime as dt
import random
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection, transaction

from comments import anchor, log, receipts
from comments.anchor import Anchor
from comments.log import Entry, Reading
from comments.models import LogHead, LogLine

LINES, TIMES = 30, 1000
FIELDS = ("act", "subject", "before", "after", "reason")
Lines = list[LogLine]


def line(number: int, mac: str, dice: random.Random) -> LogLine:
    at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=number)
    acts = dice.choice(["approve", "reject", "spam"]), f"c{dice.randrange(10**9)}"
    made = LogLine(number=number, at=at, act=acts[0], subject=acts[1], actor=dice.randrange(1, 5))
    made.before, made.after, made.reason = "pending", acts[0], dice.choice(["", "risky"])
    made.mac = receipts.keyed_hash("log", mac, *log._parts(made))
    return made


def newest(lines: Lines, key: str = "") -> LogHead:
    number, mac = (lines[-1].number, lines[-1].mac) if lines else (0, "")
    seal = receipts.keyed_hash("log head", str(number), mac, key=key) if lines else ""
    return LogHead(id=1, number=number, mac=mac, seal=seal)


def made(dice: random.Random) -> tuple[Lines, LogHead, dict[int, str]]:
    """A log, its newest line, and what was noted of it outside."""
    lines: Lines = []
    for number in range(1, LINES + 1):
        lines.append(line(number, lines[-1].mac if lines else "", dice))
    return lines, newest(lines), {number: lines[number - 1].mac for number in (7, 19, LINES)}


def wrong(lines: Lines, head: LogHead | None, noted: dict[int, str]) -> list[str]:
    reading = Reading(noted)
    found = [told for one in sorted(lines, key=lambda row: row.number) for told in reading.take(one)]
    return [*found, *reading.end(head)]


# --- The ways: each changes what it is given, and gives back the note of the newest line ------------------------------


def flip(lines: Lines, dice: random.Random) -> LogHead:
    """A field of a line."""
    head, one = newest(lines), dice.choice(lines)
    field = dice.choice([*FIELDS, "actor", "at"])
    if field == "actor":
        one.actor += dice.choice([-1, 1, 1000])
    elif field == "at":
        one.at += dt.timedelta(microseconds=dice.choice([1, -1, 10**6, -(10**9)]))
    else:
        setattr(one, field, dice.choice([getattr(one, field) + "x", getattr(one, field)[1:] or "y", "undo"]))
    return head


def flip_mac(lines: Lines, dice: random.Random) -> LogHead:
    head, one = newest(lines), dice.choice(lines)
    place = dice.randrange(64)
    one.mac = dice.choice([one.mac[:place] + ("0" if one.mac[place] != "0" else "1") + one.mac[place + 1 :], ""])
    return head


def move_a_letter(lines: Lines, dice: random.Random) -> LogHead:
    """From the end of a field to the beginning of the next."""
    head, one = newest(lines), dice.choice(lines)
    one.act, one.subject = one.act[:-1], one.act[-1] + one.subject
    return head


def delete(lines: Lines, dice: random.Random) -> LogHead:
    """Some in the middle or at the beginning."""
    head, first = newest(lines), dice.randrange(LINES - 1)
    del lines[first : dice.randrange(first + 1, LINES)]
    return head


def delete_and_renumber(lines: Lines, dice: random.Random) -> LogHead:
    del lines[dice.randrange(LINES)]
    for number, one in enumerate(lines, 1):
        one.number = number
    return newest(lines)


def insert(lines: Lines, dice: random.Random) -> LogHead:
    """A copy of another line, all after it one further on; or one before the first."""
    place = dice.randrange(LINES)
    lines.insert(place, copy.copy(dice.choice(lines)))
    start = dice.choice([1, 0])
    for number, one in enumerate(lines, start):
        one.number = number
    return newest(lines)


def append_forged(lines: Lines, dice: random.Random) -> LogHead:
    """By somebody who has not the key."""
    one = copy.copy(dice.choice(lines))
    one.number = LINES + 1
    one.mac = receipts.keyed_hash("log", lines[-1].mac, *log._parts(one), key=f"guess {dice.random()}")
    lines.append(one)
    return newest(lines, key=dice.choice(["", "guess"]))


def swap(lines: Lines, dice: random.Random) -> LogHead:
    """Two lines change places, with their macs or without."""
    head = newest(lines)
    one, two = dice.sample(lines, 2)
    for field in dice.choice([("number",), (*FIELDS, "actor", "at")]):
        mine, yours = getattr(one, field), getattr(two, field)
        setattr(one, field, yours), setattr(two, field, mine)
    return head


def cut(lines: Lines, dice: random.Random) -> LogHead:
    """The end, and the note of the newest line: kept, changed without the key, or put back as it was then."""
    head = newest(lines)
    del lines[dice.randrange(LINES) :]
    then = newest(lines)
    changed = LogHead(id=1, number=then.number, mac=then.mac, seal=head.seal)
    return dice.choice([head, changed, then])


def wipe(lines: Lines, dice: random.Random) -> LogHead | None:
    head = newest(lines)
    lines.clear()
    return dice.choice([head, newest([]), None])


def recompute(lines: Lines, dice: random.Random) -> LogHead:
    """Every mac from some line on, with another key; or with ours, by somebody who has it too."""
    key = dice.choice(["guess", ""])
    place = dice.randrange(LINES)
    lines[place].actor += 1
    for number in range(place, LINES):
        before = lines[number - 1].mac if number else ""
        lines[number].mac = receipts.keyed_hash("log", before, *log._parts(lines[number]), key=key)
    return newest(lines, key=key)


def change_the_note(lines: Lines, dice: random.Random) -> LogHead | None:
    head = newest(lines)
    field = dice.choice(["number", "mac", "seal", "row", "older"])
    if field == "row":
        return None
    if field == "older":
        return newest(lines[: dice.randrange(LINES)])
    setattr(head, field, head.number + dice.choice([-1, 1]) if field == "number" else "0" * 64)
    return head


WAYS: list[Callable[[Lines, random.Random], LogHead | None]] = [
    flip, flip, flip_mac, move_a_letter, delete, delete_and_renumber, insert, append_forged, swap, cut, wipe, recompute,
    change_the_note,
]  # fmt: skip


@pytest.mark.asvs("V16.4.2")
def test_a_thousand_changes_are_found() -> None:
    dice = random.Random(5)
    missed = []
    for number in range(TIMES):
        lines, head, noted = made(dice)
        assert wrong(lines, head, noted) == []
        way = WAYS[number % len(WAYS)]
        if not wrong(lines, way(lines, dice), noted):
            missed.append(way.__name__)
    assert missed == []


def test_a_cut_that_no_file_knows_of_is_why_there_is_one() -> None:
    lines, _head, noted = made(random.Random(5))
    assert wrong(lines[:20], newest(lines[:20]), {}) == []
    assert wrong(lines[:20], newest(lines[:20]), noted) != []


# --- In the database --------------------------------------------------------------------------------------------------


@pytest.fixture
def stored(db: None) -> int:
    """Six lines more, noted. Where they begin."""
    begun = LogHead.objects.get(pk=1).number
    for number in range(6):
        log.append([Entry("approve", f"comment{number}", number + 1, "pending", "approved")])
    Anchor().follow()
    return begun


def without_triggers(cursor: Any) -> None:
    """What whoever runs the database can do."""
    if connection.vendor == "sqlite":
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'comments_log%'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
    else:
        for table in ("logline", "loghead"):
            cursor.execute(f"ALTER TABLE comments_{table} DISABLE TRIGGER USER")


OTHER = "approve', 'reject"
IN_SQL = {
    "a field": "UPDATE comments_logline SET act = 'reject' WHERE number = {n}",
    "an account": "UPDATE comments_logline SET actor = 99 WHERE number = {n}",
    "a time": "UPDATE comments_logline SET at = '2020-01-01 00:00:00+00' WHERE number = {n}",
    "a mac": "UPDATE comments_logline SET mac = 'x' WHERE number = {n}",
    "a line gone": "DELETE FROM comments_logline WHERE number = {n}",
    "the end gone": "DELETE FROM comments_logline WHERE number > {n}",
    "the beginning gone": "DELETE FROM comments_logline WHERE number <= {n}",
    "a line before the first": "UPDATE comments_logline SET number = -1 WHERE number = {n}",
    "a line after the last": "UPDATE comments_logline SET number = 9000000000000 WHERE number = {n}",
    "all moved": "UPDATE comments_logline SET number = -number",
    "the note": "UPDATE comments_loghead SET seal = ''",
    "the note gone": "DELETE FROM comments_loghead",
    "all gone": "DELETE FROM comments_logline; DELETE FROM comments_loghead",
    "all gone, quietly": "DELETE FROM comments_logline; UPDATE comments_loghead SET number = 0, mac = '', seal = ''",
    "an older copy": """UPDATE comments_loghead SET number = {n}, mac = '{mac}', seal = '{seal}';
        DELETE FROM comments_logline WHERE number > {n}""",
}
OF_SQLITE = {
    "no time": "UPDATE comments_logline SET at = 'soon' WHERE number = {n}",
    "bytes": "UPDATE comments_logline SET mac = x'00ff', act = x'00ff' WHERE number = {n}",
    "a word for a number": "UPDATE comments_logline SET number = 'many' WHERE number = {n}",
}
ALL = {**IN_SQL, **(OF_SQLITE if connection.vendor == "sqlite" else {})}


@pytest.mark.asvs("V16.4.2")
@pytest.mark.parametrize("way", ALL)
def test_it_is_found_in_the_database(way: str, stored: int) -> None:
    assert list(log.verify()) == []
    one = LogLine.objects.get(number=stored + 3)
    seal = receipts.keyed_hash("log head", str(one.number), one.mac)
    with transaction.atomic(), connection.cursor() as cursor:
        without_triggers(cursor)
        for statement in ALL[way].format(n=one.number, mac=one.mac, seal=seal).split(";"):
            cursor.execute(statement)
        assert list(log.verify()) != []
        transaction.set_rollback(True)
    assert list(log.verify()) == []
    assert max(anchor.read()) == stored + 6
    assert site.LOG_ANCHOR.exists()

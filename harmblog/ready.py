"""Whether the whole site is at work: what /readyz/ tells a machine that watches, and `manage.py doctor` a person.

Yes or no, and no number that moves with what somebody has just sent.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from comments import figures, heartbeat, soundness
from comments.models import Heartbeat

from . import replica
from .databases import REPLICA

BEHIND = dt.timedelta(minutes=1)  # of a replica; what it lacks for less is read from the primary, and nobody notices
_applied = False  # found once, it stays so while this code runs


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `wrong`: what is wrong with it, in words; empty where it is well."""

    name: str
    wrong: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.wrong or 'ok'}"


def checks() -> Iterator[Check]:
    """Everything that was looked at, until the database does not answer."""
    now = timezone.now()
    looks: dict[str, Callable[[dt.datetime], str]] = {
        "database": _database,
        **({"replica": _replica} if replica.is_there() else {}),
        "migrations": _migrations,
        "worker": _worker,
        "queue": _queue,
    }
    for name, look in looks.items():
        try:
            yield Check(name, look(now))
        except Error:
            yield Check(name, "the database does not answer, or has not the tables of this version")
            return


def _database(now: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "it is damaged: manage.py check_data" if soundness.is_damaged() else ""


def _replica(now: dt.datetime) -> str:
    """Told by the worker's heartbeat, which is written every few seconds: how much older is the one that is there."""
    try:
        with replica.asked():
            number = replica.generation()
        there = Heartbeat.objects.using(REPLICA).filter(pk=1).first()
    except Error:
        return "it does not answer, or lacks tables; all pages are read from the primary"
    here = Heartbeat.objects.filter(pk=1).first()
    if number > replica.generation():
        return "it has changes that the primary has not, so it is no copy of it, and is not used"
    if not here or (there and here.at - there.at < BEHIND):
        return ""
    if not there:
        return "it is far behind; all pages are read from the primary"
    minutes = (here.at - there.at) // dt.timedelta(minutes=1)
    return (
        f"it is {minutes} minute{'s' if minutes > 1 else ''} behind; pages are read from the primary after each change"
    )


def _migrations(now: dt.datetime) -> str:
    global _applied
    if not _applied:
        executor = MigrationExecutor(connection)
        _applied = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "" if _applied else "not all are applied: manage.py migrate"


def _worker(now: dt.datetime) -> str:
    return "none has been at work for ten minutes or more" if heartbeat.is_late(now) else ""


def _queue(now: dt.datetime) -> str:
    late = [lane.name for lane in figures.waiting(now) if lane.late(now)]
    return f"somebody has waited for longer than they should: {', '.join(late)}" if late else ""

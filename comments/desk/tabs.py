"""The tabs of the desk: a list for each state, and what came later; and the lanes of what waits."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Comment, Decision, Edit, Objection, Report
from .places import LANES, OPINION, Place
from .queue import counts, waiting_in

Act, Status, Lane = Decision.Act, Comment.Status, Comment.Lane
BUTTONS: dict[str, list[Decision.Act]] = {
    Status.PENDING: [Act.APPROVE, Act.REJECT, Act.SPAM],
    Status.APPROVED: [Act.REJECT, Act.SPAM],
    Status.REJECTED: [Act.APPROVE, Act.SPAM],
    Status.SPAM: [Act.APPROVE, Act.REJECT],
}
STATES = [Status(state).value for state in BUTTONS]
LATER = {"reports": _("Reports"), "changes": _("Changes"), "objections": _("Objections")}
COUNTED = 99  # and "99+" after: a full count would grow with a flood


@dataclass(frozen=True)
class Tab:
    name: str
    label: str | Promise
    address: str
    current: bool
    count: str = ""


def address_of(status: str) -> str:
    """Where the list of a state begins."""
    return Place(status).address


def all_of(current: str, waiting: Mapping[int, int] | None = None) -> list[Tab]:
    """Every tab; how much waits in each where something waits for an answer. `waiting`: what
    `queue.counts` says, if it was asked.
    """
    waits = sum((waiting or counts()).values())
    states = [Tab(state, Status(state).label, address_of(state), state == current) for state in STATES]
    first, *decided = states
    return [
        replace(first, count=_in_words(waits)),
        *(
            Tab(name, LATER[name], reverse(f"desk:{name}"), name == current, _in_words(count))
            for name, count in _later().items()
        ),
        *decided,
    ]


@cache
def _counting_later() -> tuple[str, list[Any]]:
    """Asked for every page of the desk, and so put into SQL once."""
    waiting: list[QuerySet[Any]] = [
        Report.objects.waiting().one_each().values("pk"),
        Edit.objects.waiting().values("pk"),
        Objection.objects.waiting().values("pk"),
    ]
    parts = [rows[: COUNTED + 1].query.sql_with_params() for rows in waiting]
    counted = ", ".join(f"(SELECT COUNT(*) FROM ({sql}) AS few)" for sql, _values in parts)  # noqa: S608 - Django's own
    return f"SELECT {counted}", [value for _sql, values in parts for value in values]


def _later() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(*_counting_later())
        return dict(zip(LATER, cursor.fetchone(), strict=True))


def lanes(current: str, waiting: Mapping[int, int]) -> list[Tab]:
    """All that waits, and each lane of it, with how much there is, as `queue.counts` says."""
    held = _capped(waiting_in(OPINION).values("pk"))
    said = {lane.name.lower(): _in_words(waiting[lane]) for lane in Lane} | {OPINION: held}
    return [
        Tab("", _("All"), Place().address, not current),
        *(Tab(lane, LANES[lane], Place(lane=lane).address, lane == current, said[lane]) for lane in LANES),
    ]


def urgent_waiting() -> str:
    """How many may be in danger now."""
    return _capped(waiting_in(Lane.URGENT.name.lower()).values("pk"))


def _capped(waiting: QuerySet[Any]) -> str:
    return _in_words(waiting[: COUNTED + 1].count())


def _in_words(count: int) -> str:
    return f"{COUNTED}+" if count > COUNTED else str(count or "")

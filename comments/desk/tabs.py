"""The tabs of the desk: a list for each state, and what came later; and the lanes of what waits."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Comment, Decision, Edit, Objection, Report
from .places import LANES, Place
from .queue import waiting_in

Act, Status, Lane = Decision.Act, Comment.Status, Comment.Lane
BUTTONS: dict[str, list[Decision.Act]] = {
    Status.PENDING: [Act.APPROVE, Act.REJECT, Act.SPAM],
    Status.APPROVED: [Act.REJECT, Act.SPAM],
    Status.REJECTED: [Act.APPROVE, Act.SPAM],
    Status.SPAM: [Act.APPROVE, Act.REJECT],
}
STATES = [Status(state).value for state in BUTTONS]
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


def all_of(current: str) -> list[Tab]:
    """Every tab; how much waits in each where something waits for an answer, in one small query."""
    states = [_of_state(state, current) for state in STATES]
    later: list[tuple[str, Any, QuerySet[Any]]] = [
        ("reports", _("Reports"), Report.objects.waiting().one_each()),
        ("changes", _("Changes"), Edit.objects.waiting().values("pk")),
        ("objections", _("Objections"), Objection.objects.waiting().values("pk")),
    ]
    waiting, *decided = states
    return [
        waiting,
        *(Tab(name, label, reverse(f"desk:{name}"), name == current, _capped(rows)) for name, label, rows in later),
        *decided,
    ]


def _of_state(state: str, current: str) -> Tab:
    count = _capped(waiting_in().values("pk")) if state == Status.PENDING else ""
    return Tab(state, Status(state).label, address_of(state), state == current, count)


def lanes(current: str) -> list[Tab]:
    """All that waits, and each lane of it, with how much there is."""
    places = {lane: Place(lane=lane) for lane in LANES}
    return [
        Tab("", _("All"), Place().address, not current),
        *(
            Tab(lane, LANES[lane], place.address, lane == current, _capped(waiting_in(lane).values("pk")))
            for lane, place in places.items()
        ),
    ]


def urgent_waiting() -> str:
    """How many may be in danger now."""
    return _capped(waiting_in(Lane.URGENT.name.lower()).values("pk"))


def _capped(waiting: QuerySet[Any]) -> str:
    count = waiting[: COUNTED + 1].count()
    return f"{COUNTED}+" if count > COUNTED else str(count or "")

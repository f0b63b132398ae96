"""The tabs of the desk: a list for each state, and what came later."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import Comment, Decision, Edit, Objection

Act, Status = Decision.Act, Comment.Status
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
    return reverse("desk:queue") if status == Status.PENDING else reverse("desk:list", args=[status])


def all_of(current: str) -> list[Tab]:
    """Every tab; how much waits in the last two, in one small query each."""
    states = [Tab(state, Status(state).label, address_of(state), state == current) for state in STATES]
    later: list[tuple[str, Any, QuerySet[Any]]] = [
        ("changes", _("Changes"), Edit.objects.waiting()),
        ("objections", _("Objections"), Objection.objects.waiting()),
    ]
    return states + [
        Tab(name, label, reverse(f"desk:{name}"), name == current, _capped(waiting)) for name, label, waiting in later
    ]


def _capped(waiting: QuerySet[Any]) -> str:
    count = waiting.values("pk")[: COUNTED + 1].count()
    return f"{COUNTED}+" if count > COUNTED else str(count or "")

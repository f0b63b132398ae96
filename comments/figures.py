"""How moderation goes, in numbers: what waits, how long deciding takes, what was decided, by whom and why.

Whatever the site's size, a page of these costs the same: what waits is counted up to a limit, and only the newest
decisions are read. No number leads to a commenter.
"""

import datetime as dt
import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db.models import BigIntegerField, Count, Min, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Comment, Decision, Edit, Objection, Report
from .screening.finding import Label

Act, Lane, Status = Decision.Act, Comment.Lane, Comment.Status
COUNTED = 1000  # of what waits in one lane; "more than 1,000" after
DAYS = 28
NEWEST = 10_000  # decisions that are looked at, at most
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# How old what waits is: up to each of these, and older.
AGES: list[tuple[dt.timedelta, Promise]] = [
    (2 * HOUR, _("up to 2 hours")),
    (DAY, _("up to a day")),
    (2 * DAY, _("up to 2 days")),
    (7 * DAY, _("up to a week")),
]
OLDER = _("more than a week")
OUTCOMES: dict[str, Promise] = {
    Act.APPROVE: _("Approved"),
    Act.REDACT: _("Words taken out"),
    Act.REJECT: _("Rejected"),
    Act.SPAM: _("Spam"),
}
REASONS: dict[str, Promise] = {
    Decision.Reason.IDENTIFIES: _("somebody could be recognised"),
    Decision.Reason.SOURCING: _("a way to get drugs"),
    Decision.Reason.RISKY: _("somebody could be harmed"),
    Decision.Reason.HOSTILE: _("attacks somebody"),
    Decision.Reason.ELSEWHERE: _("about something else"),
    "": _("no reason told"),
}
# Which decision says that a label was right, where one can. Others only help to find what should be read first.
RIGHT: dict[str, set[str]] = {
    Label.DISCLOSURE: {Decision.Reason.IDENTIFIES, Act.REDACT},
    Label.OTHERS: {Decision.Reason.IDENTIFIES, Act.REDACT},
    Label.SOURCING: {Decision.Reason.SOURCING, Act.SPAM},
    Label.VENDOR: {Decision.Reason.SOURCING, Act.SPAM},
    Label.SPAM: {Act.SPAM},
    Label.DOSE: {Decision.Reason.RISKY},
}


# --- What waits -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Waiting:
    """One lane: how many wait, by age, and since when the first."""

    name: str
    label: str | Promise
    count: int
    more: bool  # than could be counted
    ages: list[int]
    oldest: dt.datetime | None
    target: dt.timedelta

    def late(self, now: dt.datetime) -> bool:
        return self.oldest is not None and self.oldest < now - self.target


def waiting(now: dt.datetime | None = None) -> list[Waiting]:
    """Every lane, in one small query each. Of a long one the first in the queue are looked at."""
    now = now or timezone.now()
    pending = Comment.objects.with_status(Status.PENDING).order_by("rank", "pk")
    ordinary = settings.WAITING_TARGET_HOURS * HOUR
    lanes = [
        _lane(
            (lane.name.lower(), lane.label),
            pending.filter(lane=lane),
            now,
            settings.URGENT_TARGET_HOURS * HOUR if lane == Lane.URGENT else ordinary,
        )
        for lane in Lane
    ]
    later: list[tuple[tuple[str, Promise], QuerySet[Any], str]] = [
        (("reports", _("Reports of readers")), Report.objects.waiting().one_each().order_by("first_at"), "first_at"),
        (("changes", _("Changed texts")), Edit.objects.waiting().order_by("received_at"), "received_at"),
        (("objections", _("Objections")), Objection.objects.waiting().order_by("received_at"), "received_at"),
    ]
    return lanes + [_lane(named, rows, now, ordinary, since) for named, rows, since in later]


def _lane(
    named: tuple[str, str | Promise],
    rows: QuerySet[Any],
    now: dt.datetime,
    target: dt.timedelta,
    since: str = "received_at",
) -> Waiting:
    younger = {
        f"age{number}": Count("pk", filter=Q(**{f"{since}__gt": now - age})) for number, (age, _name) in enumerate(AGES)
    }
    found = rows[: COUNTED + 1].aggregate(count=Count("pk"), oldest=Min(since), **younger)
    up_to = [0, *(found[name] for name in younger), found["count"]]
    ages = [more - fewer for fewer, more in pairwise(up_to)]
    count = min(found["count"], COUNTED)
    return Waiting(*named, count, found["count"] > COUNTED, ages, found["oldest"], target)


# --- What was decided -------------------------------------------------------------------------------------------------

Row = tuple[Any, ...]
COLUMNS = (
    "comment_id act before after reason at moderator_id comment__received_at comment__lane comment__labels".split()
)


@dataclass(slots=True)
class Decided:
    """The decisions of some weeks. Filled by `count`, oldest first."""

    since: dt.datetime
    until: dt.datetime
    first: dt.datetime | None = None
    cut: bool = False  # there were more than could be looked at
    total: int = 0
    waits: defaultdict[int, list[dt.timedelta]] = field(default_factory=lambda: defaultdict(list))  # by lane
    days: defaultdict[dt.date, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # by outcome
    acts: Counter[tuple[str, str]] = field(default_factory=Counter)  # and the reason of a rejection
    moderators: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  # by act
    _zone: dt.tzinfo = field(default_factory=timezone.get_current_timezone)
    _back: dict[int, dt.datetime] = field(default_factory=dict)  # when a comment came into the queue again
    _last: dict[int, tuple[str, str, str]] = field(default_factory=dict)  # the labels of a comment, act and reason

    def count(self, row: Row) -> None:
        comment, act, before, after, reason, at, moderator, received, lane, labels = row
        self.total += 1
        self.first = self.first or at
        if moderator:
            self.moderators[moderator][act] += 1
        self.acts[act, reason if act == Act.REJECT else ""] += 1
        if act in OUTCOMES:
            self.days[at.astimezone(self._zone).date()][act] += 1
        if comment and act in OUTCOMES:
            self._last[comment] = (labels, act, reason)
            if before == Status.PENDING:
                self.waits[lane].append(at - self._back.pop(comment, received))
        elif comment and after == Status.PENDING != before:
            self._back[comment] = at
            self._last.pop(comment, None)

    def labels(self) -> dict[str, Counter[str]]:
        """Of the comments that carry a label, how many were approved, rejected for just that, rejected, spam."""
        found: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for labels, act, reason in self._last.values():
            for label in labels.split():
                found[label][act if act != Act.REJECT or reason not in RIGHT.get(label, ()) else "right"] += 1
        return dict(sorted(found.items(), key=lambda one: -one[1].total()))


def decided(now: dt.datetime | None = None) -> Decided:
    """The decisions of four weeks, or the newest ten thousand of them: one query, whatever the site's size."""
    now = now or timezone.now()
    first_day = timezone.localdate(now) - (DAYS - 1) * DAY
    since = timezone.make_aware(dt.datetime.combine(first_day, dt.time()))
    # By key first: without an index on the time, a quiet site's old decisions would all be walked through.
    last_left_out = Decision.objects.order_by("-pk").values("pk")[NEWEST : NEWEST + 1]
    newest = Decision.objects.filter(pk__gt=Coalesce(Subquery(last_left_out), 0, output_field=BigIntegerField()))
    figures = of_time(since, now, newest)
    if figures.total == NEWEST:
        figures.cut = True
    return figures


def of_time(since: dt.datetime, until: dt.datetime, among: QuerySet[Decision] | None = None) -> Decided:
    """All decisions of a time, from `since` up to, not including, `until`."""
    rows = (Decision.objects.all() if among is None else among).filter(at__gte=since, at__lt=until)
    figures = Decided(since, until)
    for row in rows.order_by("pk").values_list(*COLUMNS).iterator():
        figures.count(row)
    return figures


def share(waits: Sequence[dt.timedelta], part: float) -> dt.timedelta:
    """The time within which this part of them was decided on."""
    return sorted(waits)[math.ceil(part * len(waits)) - 1]

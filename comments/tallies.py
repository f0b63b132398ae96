"""Counts by act and reason of each month that is over, for the public page of how this site is moderated.

Only whole months are counted, once and for good: no number on a public page moves after somebody's comment, or tells on
the next day what became of it.
"""

import datetime as dt
from collections import Counter

from django.db import transaction
from django.utils import timezone

from harmblog.pagecache import bump

from . import figures
from .models import Comment, Tally
from .retention import YEAR

FEW = 5  # fewer than so many are not told: whoever knows a commenter could learn what became of the comment
SHOWN = 12  # months
WAITED = "waited"  # a row with this act holds hours: the time within which half of a month's comments were decided on


def count(now: dt.datetime | None = None) -> int:
    """Count the months that are over, not counted yet, and of which nothing is forgotten. Returns how many."""
    now = now or timezone.now()
    counted = set(Tally.objects.values_list("month", flat=True))
    months = [month for month in _over(now) if f"{month:%Y-%m}" not in counted]
    return sum(map(_count, months))


def _over(now: dt.datetime) -> list[dt.date]:
    """The first days of these months, newest first."""
    first = timezone.localdate(now).replace(day=1)
    found = []
    while (first := (first - dt.timedelta(days=1)).replace(day=1)) and _begin(first) > now - YEAR:
        found.append(first)
    return found


def _begin(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def _count(month: dt.date) -> bool:
    following = (month + dt.timedelta(days=32)).replace(day=1)
    decided = figures.of_time(_begin(month), _begin(following))
    if not decided.total:
        return False
    name = f"{month:%Y-%m}"
    rows = [Tally(month=name, act=act, reason=reason, count=many) for (act, reason), many in decided.acts.items()]
    waits = [wait for lane in Comment.Lane for wait in decided.waits.get(lane, ())]
    if len(waits) >= FEW:
        hours = max(1, round(figures.share(waits, 0.5) / figures.HOUR))
        rows.append(Tally(month=name, act=WAITED, count=hours))
    with transaction.atomic():
        Tally.objects.bulk_create(rows, ignore_conflicts=True)
        bump(articles=False, takes_away=False)
    return True


def months() -> list[tuple[dt.date, Counter[tuple[str, str]]]]:
    """The newest months that were counted: how often something was done, by act and reason."""
    newest = list(Tally.objects.order_by("-month").values_list("month", flat=True).distinct()[:SHOWN])
    found: dict[str, Counter[tuple[str, str]]] = {}
    for row in Tally.objects.filter(month__in=newest).order_by("-month"):
        found.setdefault(row.month, Counter())[row.act, row.reason] = row.count
    return [(dt.date.fromisoformat(f"{name}-01"), counts) for name, counts in found.items()]

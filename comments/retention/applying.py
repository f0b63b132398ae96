"""Applies the table. In batches, each a transaction of its own: killed anywhere, the next run goes on."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from harmblog.freed import overwrite_freed, vacuum
from harmblog.pagecache import bump

from .. import erasing
from ..models import Forgetting
from .sweeps import SWEEPS, Sweep

BATCH = 500


def apply(now: dt.datetime | None = None) -> list[Forgetting]:
    """Forget all that is due. Returns a receipt for each sweep that found something."""
    now = now or timezone.now()
    receipts, tables, seen_by_readers = [], set[str](), False
    for sweep in SWEEPS:
        if receipt := _sweep(sweep, now):
            receipts.append(receipt)
            tables.add(sweep.due(now).model._meta.db_table)
            seen_by_readers |= sweep.shown
    if receipts:
        vacuum(tables)
        if seen_by_readers:
            erasing.finish()
        else:
            overwrite_freed()
    return receipts


def _sweep(sweep: Sweep, now: dt.datetime) -> Forgetting | None:
    receipt = None
    while changed := _batch(sweep, now, receipt):
        receipt = changed
    return receipt


@transaction.atomic
def _batch(sweep: Sweep, now: dt.datetime, receipt: Forgetting | None) -> Forgetting | None:
    due = sweep.due(now)
    # In no order that is asked for: to have the first keys, a database would read the table from its beginning.
    keys = sorted(due.order_by().values_list("pk", flat=True)[:BATCH])
    # Asked again whether they are due: somebody may have decided, or written, in between.
    if not keys or not sweep.go(due.filter(pk__in=keys)):
        return None
    if sweep.shown:
        bump(articles=False)
    return _note(sweep.name, len(keys), now, receipt)


def _note(rule: str, count: int, now: dt.datetime, receipt: Forgetting | None) -> Forgetting:
    """The receipt of this run, which grows with each batch."""
    if receipt is None:
        return Forgetting.objects.create(rule=rule, count=count, at=now)
    Forgetting.objects.filter(pk=receipt.pk).update(count=F("count") + count)
    receipt.count += count
    return receipt

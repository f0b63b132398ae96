"""The worker's part of break-glass: look at every condition anew, open, and seal again for the browser that asked.

Nothing of `asking` is used here, so that neither a mistake there nor a row that somebody wrote into the database opens
anything.
"""

import datetime as dt
import logging
import uuid
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from .. import erasing, vault
from ..models import Contact, LogLine, Original, Reveal
from .rules import AGREE, ASK, DAY, MOST_A_DAY, SHORTEST_REASON, TO_AGREE, TO_LOOK, is_over, marks, note

logger = logging.getLogger(__name__)
State, What = Reveal.State, Reveal.What
BATCH = 50


def open_agreed() -> int:
    """Open what two people agreed on. Returns how many requests were looked at. Worker only: raises VaultClosed."""
    _keys_are_here()
    agreed = Reveal.objects.filter(state=State.AGREED).order_by("asked_at")
    return sum(_open(key) for key in list(agreed.values_list("pk", flat=True)[:BATCH]))


def _keys_are_here() -> None:
    """Loud, where somebody would let the web process do this: it could open nothing, and would say that it is gone."""
    vault.private_folder()


@transaction.atomic
def _open(key: uuid.UUID) -> int:
    if not Reveal.objects.filter(pk=key, state=State.AGREED).update(state=F("state")):  # holds it
        return 0
    row = Reveal.objects.select_related("comment").get(pk=key)
    for condition in CONDITIONS:
        if not condition(row):
            logger.error("Nothing was opened for request %s: %s", row.pk, condition.__name__.strip("_"))
            return _move(row, State.REFUSED)
    try:
        answer = vault.seal_answer(_sealed_text(row), bytes(row.public_key), bound_to=str(row.pk))
    except (vault.Forged, vault.VaultClosed) as error:
        logger.warning("There was nothing to open for request %s: %s", row.pk, error)
        return _move(row, State.GONE)
    return _move(row, State.OPENED, answer=answer, opened_at=timezone.now())


def _sealed_text(row: Reveal) -> str:
    """What is sealed, opened. Raises VaultClosed where it is gone, or its key was destroyed."""
    bound_to = row.comment.public_id
    sealed: Any
    if row.what == What.ADDRESS:
        sealed = Contact.objects.filter(comment_id=row.comment_id).values_list("sealed", flat=True).first()
        if sealed:
            return vault.open_sealed(sealed, bound_to=bound_to)
    elif row.what == What.ORIGINAL:
        sealed = Original.objects.filter(comment_id=row.comment_id).values_list("sealed", flat=True).first()
        if sealed:
            return vault.open_original(sealed, bound_to=bound_to)
    raise vault.VaultClosed("it is not there any more")


def expire(now: dt.datetime | None = None) -> int:
    """Let go what nobody agreed to, or looked at, in time. Returns how many requests there were."""
    now = now or timezone.now()
    late = Q(state=State.ASKED, asked_at__lt=now - TO_AGREE) | Q(state=State.AGREED, agreed_at__lt=now - TO_LOOK)
    late |= Q(state=State.OPENED, opened_at__lt=now - TO_LOOK)
    return sum(_expire(key, late) for key in list(Reveal.objects.filter(late).values_list("pk", flat=True)[:BATCH]))


@transaction.atomic
def _expire(key: uuid.UUID, late: Q) -> int:
    if not Reveal.objects.filter(late, pk=key).update(state=F("state")):
        return 0
    return _move(Reveal.objects.select_related("comment").get(pk=key), State.EXPIRED)


def _move(row: Reveal, state: str, *, answer: bytes | None = None, opened_at: dt.datetime | None = None) -> int:
    as_seen = Reveal.objects.filter(pk=row.pk, state=row.state)
    as_seen.update(state=state, answer=answer, opened_at=opened_at or row.opened_at)
    note(row, state)
    if row.answer is not None:
        erasing.finish(public=False)
    return 1


# --- The conditions ---------------------------------------------------------------------------------------------------


def _asker_may(row: Reveal) -> bool:
    return _has(row.asked_by_id, ASK)


def _second_may(row: Reveal) -> bool:
    return _has(row.agreed_by_id, AGREE)


def _has(account: int | None, codename: str) -> bool:
    """Whether this account is active and was given the right. Superusers have every right but these two."""
    right = {"codename": codename, "content_type__app_label": "comments"}
    by_group = Q(**{f"groups__permissions__{field}": value for field, value in right.items()})
    itself = Q(**{f"user_permissions__{field}": value for field, value in right.items()})
    return User.objects.filter(by_group | itself, pk=account or 0, is_active=True).exists()


def _are_two(row: Reveal) -> bool:
    return row.agreed_by_id is not None and row.agreed_by_id != row.asked_by_id


def _says_why(row: Reveal) -> bool:
    return len(row.reason.strip()) >= SHORTEST_REASON and len(set(row.reason)) > 4


def _in_time(row: Reveal) -> bool:
    now = timezone.now()
    if row.agreed_at is None:
        return False
    return row.asked_at <= row.agreed_at <= min(row.asked_at + TO_AGREE, now) and now - row.agreed_at <= TO_LOOK


def _is_one_of_few(row: Reveal) -> bool:
    since = Reveal.objects.filter(asked_by_id=row.asked_by_id, asked_at__gt=row.asked_at - DAY)
    return since.filter(asked_at__lte=row.asked_at).count() <= MOST_A_DAY


def _asked_with_second_factor(row: Reveal) -> bool:
    return _is_logged(row, "asked", row.asked_by_id)


def _agreed_with_second_factor(row: Reveal) -> bool:
    return _is_logged(row, "agreed", row.agreed_by_id)


def _is_logged(row: Reveal, step: str, actor: int | None) -> bool:
    """Whether the log tells of this step of this request, by this account, with a fresh second factor."""
    said = LogLine.objects.filter(subject=row.comment.public_id, act=f"reveal-{step}", actor=actor or 0)
    return said.filter(reason__in=marks(row, step, fresh=True)).exists()


def _is_not_over(row: Reveal) -> bool:
    return not is_over(row, State.OPENED, State.SHOWN, State.REFUSED, State.EXPIRED, State.GONE)


CONDITIONS = (
    _asker_may,
    _second_may,
    _are_two,
    _says_why,
    _in_time,
    _is_one_of_few,
    _asked_with_second_factor,
    _agreed_with_second_factor,
    _is_not_over,
)

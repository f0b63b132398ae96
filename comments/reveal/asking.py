"""What the pages of break-glass do: ask, agree, stop, and look, once. No key that opens an address is here.

Every condition is looked at here, whatever the pages have looked at before, and again by the worker (`opening`).
"""

import datetime as dt
import uuid
from typing import Any

from django.contrib.auth.models import Permission, User
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import erasing, vault
from ..models import Comment, Contact, Original, Reveal
from .rules import (
    AGREE,
    ASK,
    DAY,
    LONGEST_REASON,
    MOST_A_DAY,
    SHORTEST_REASON,
    STALE,
    TO_AGREE,
    TO_LOOK,
    Refused,
    is_over,
    mark,
    note,
)

State, What = Reveal.State, Reveal.What


def may(user: Any, codename: str) -> bool:
    """Whether an account was given this right, by a group or itself. That somebody is a superuser gives it not."""
    given = Q(group__user=user.pk) | Q(user=user.pk)
    right = Permission.objects.filter(given, codename=codename, content_type__app_label="comments")
    return bool(user.is_authenticated and user.is_active and right.exists())


def says_why(reason: str) -> bool:
    """Whether this can be a reason: long enough, and not one key held down."""
    typed = "".join(reason.split())
    return len(" ".join(reason.split())) >= SHORTEST_REASON and len(set(typed.casefold())) >= 5


def held_about(comment: Comment) -> list[str]:
    """What is sealed of a comment, as values of `Reveal.What`."""
    address = Contact.objects.filter(comment=comment, sealed__isnull=False).exists()
    original = Original.objects.filter(comment=comment).exists()
    return [what for what, there in ((What.ADDRESS, address), (What.ORIGINAL, original)) if there]


@transaction.atomic
def ask(comment: Comment, *, what: str, reason: str, officer: Any, fresh: bool, public_key: bytes) -> Reveal:
    """Ask to see something. The answer will be readable with the key that belongs to `public_key` alone."""
    User.objects.filter(pk=officer.pk).update(is_active=F("is_active"))  # two requests at once are counted in turn
    _require_right(officer, ASK)
    if not says_why(reason) or len(reason) > LONGEST_REASON:
        raise Refused(_("Please give a reason that can be understood."))
    _require_fresh(fresh)
    _require_few(officer)
    if what not in held_about(comment):
        raise Refused(_("There is nothing sealed of this comment any more."))
    row = Reveal(comment=comment, what=what, reason=reason.strip(), asked_by=officer, public_key=public_key)
    row.save(force_insert=True)
    note(row, State.ASKED, actor=officer.pk, reason=mark(row, "asked", fresh=fresh))
    return row


@transaction.atomic
def agree(key: uuid.UUID, *, officer: Any, fresh: bool) -> None:
    """Agree to what somebody else has asked for."""
    row = _hold(key, State.ASKED)
    _require_right(officer, AGREE)
    _require_another(row, officer)
    _require_fresh(fresh)
    _require_time(row.asked_at, TO_AGREE)
    now = timezone.now()
    row.agreed_by, row.agreed_at = officer, now
    Reveal.objects.filter(pk=key, state=State.ASKED).update(state=State.AGREED, agreed_by=officer, agreed_at=now)
    note(row, State.AGREED, actor=officer.pk, reason=mark(row, "agreed", fresh=fresh))


@transaction.atomic
def stop(key: uuid.UUID, *, officer: Any) -> None:
    """Refuse it, or take it back, as long as nobody has looked."""
    row = _hold(key, *Reveal.OPEN)
    if row.asked_by_id != officer.pk:
        _require_right(officer, AGREE)
    Reveal.objects.filter(pk=key, state__in=Reveal.OPEN).update(state=State.REFUSED, answer=None)
    note(row, State.REFUSED, actor=officer.pk)
    erasing.finish(public=False)


@transaction.atomic
def show(key: uuid.UUID, *, officer: Any, fresh: bool, private_key: str) -> str:
    """What was opened, for the one browser that asked for it. It is gone from here before it is returned."""
    row = _hold(key, State.OPENED)
    _require_right(officer, ASK)
    _require_asker(row, officer)
    _require_fresh(fresh)
    _require_time(row.opened_at, TO_LOOK)
    if is_over(row, State.SHOWN, State.REFUSED, State.EXPIRED):
        raise Refused(_("This was not done, because the request is in another state by now."))
    if row.agreed_by_id in (None, row.asked_by_id) or row.answer is None:
        raise Refused(_("Nothing was opened, or nobody else has agreed."))
    try:
        text = vault.open_answer(bytes(row.answer), private_key, bound_to=str(row.pk))
    except vault.Forged:
        raise Refused(_("Only the browser that asked for this can read it, as long as it keeps its cookies.")) from None
    unseen = Reveal.objects.filter(pk=key, state=State.OPENED, answer__isnull=False)
    if not unseen.update(state=State.SHOWN, shown_at=timezone.now(), answer=None):
        raise Refused(_("This was looked at already. It is shown once."))
    note(row, State.SHOWN, actor=officer.pk)
    erasing.finish(public=False)
    return text


def _require_right(officer: Any, codename: str) -> None:
    if not may(officer, codename):
        raise Refused(_("Your account may not do this."))


def _require_fresh(fresh: bool) -> None:
    if not fresh:
        raise Refused(STALE)


def _require_few(officer: Any) -> None:
    if Reveal.objects.filter(asked_by=officer, asked_at__gt=timezone.now() - DAY).count() >= MOST_A_DAY:
        raise Refused(_("You have asked three times within a day. Please ask again tomorrow."))


def _require_another(row: Reveal, officer: Any) -> None:
    if row.asked_by_id == officer.pk:
        raise Refused(_("You asked for this yourself. Somebody else has to agree."))


def _require_asker(row: Reveal, officer: Any) -> None:
    if row.asked_by_id != officer.pk:
        raise Refused(_("Only who asked for this may look at it."))


def _require_time(since: dt.datetime | None, most: dt.timedelta) -> None:
    if since is None or since < timezone.now() - most:
        raise Refused(_("Too much time has passed. Please begin again."))


def _hold(key: uuid.UUID, *states: str) -> Reveal:
    """The request, and nobody else's to change until this transaction ends; a write that changes nothing does it."""
    Reveal.objects.filter(pk=key).update(state=F("state"))
    row = Reveal.objects.select_related("comment").filter(pk=key).first()
    if row is None:
        raise Refused(_("This request is gone: the comment was taken back."))
    if row.state not in states:
        raise Refused(_("This was not done, because the request is in another state by now."))
    return row

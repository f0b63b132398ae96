"""The last look at a mail before it is handed over: is it still wanted, agreed to, not too much, and to whom?

The address is opened here, in memory only, and leaves with the message.
"""

import datetime as dt
import logging

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import QuerySet
from django.utils import timezone

from . import erasing, mail_links, mails, notify, vault
from .models import Contact, Mail

logger = logging.getLogger(__name__)
Kind, State = Mail.Kind, Mail.State
GONE = [State.HANDING, State.SENT, State.UNKNOWN]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
# How many mails one address gets within which time, all kinds together.
CAPS = [(3, HOUR), (10, DAY)]
# Challenges that anybody can ask for in another's name: more are left out, not sent later. The last: of the blocked.
CHALLENGES, CHALLENGES_BLOCKED = 3, 1  # a day
NOT_AGREED = dt.timedelta(minutes=10)  # until the next look; an answer makes it due at once
WITHOUT_KEY = dt.timedelta(days=2)  # a mail waits for a missing key; as long as for a server that refuses


def write(mail: Mail) -> EmailMessage | None:
    """The message, or None where the mail was dropped or waits on."""
    contact = Contact.objects.filter(comment=mail.comment).first() if mail.comment else None
    if not notify.still_wanted(mail, contact):
        drop(mail)
        return None
    if mail.kind in (Kind.DECISION, Kind.REPLY) and contact and contact.confirmed_at is None:
        put_off(mail, timezone.now() + NOT_AGREED)
        return None
    try:
        address = _open(mail, contact)
    except vault.VaultClosed as closed:
        _wait_for_the_key(mail, closed)
        return None
    if address is None:
        drop(mail)
        return None
    if mail.kind == Kind.ERASE and _too_many_challenges(mail):
        drop(mail)
        return None
    if later := _cap(mail):
        put_off(mail, later)
        return None
    return mails.compose(mail, address, token=mail_links.token(mail, "open"), stop=mail_links.token(mail, "stop"))


def _open(mail: Mail, contact: Contact | None) -> str | None:
    """The address, where it is the one that this mail was written for."""
    sealed = contact.sealed if contact else mail.sealed
    bound_to = mail.comment.public_id if mail.comment else str(mail.pk)
    try:
        address = vault.open_sealed(sealed, bound_to=bound_to)  # type: ignore[arg-type]
    except vault.Forged:
        logger.error("%s cannot be sent: its address is another row's", mail)
        return None
    found = vault.fingerprint(address)
    if mail.kind == Kind.ERASE:
        mail.recipient = found
        Mail.objects.filter(pk=mail.pk).update(recipient=found)
    return address if mail.recipient == found else None


def _wait_for_the_key(mail: Mail, closed: vault.VaultClosed) -> None:
    """A key that is missing or wrong may come back within days; one that was destroyed does not."""
    logger.error("%s cannot be sent: %s", mail, closed)
    if mail.created_at < timezone.now() - WITHOUT_KEY:
        drop(mail)
    else:
        put_off(mail, timezone.now() + HOUR)


def _too_many_challenges(mail: Mail) -> bool:
    most = CHALLENGES_BLOCKED if erasing.is_blocked(mail.recipient) else CHALLENGES
    recent = Mail.objects.filter(kind=Kind.ERASE, recipient=mail.recipient, state__in=GONE)
    return recent.filter(sent_at__gt=timezone.now() - DAY).count() >= most


def _cap(mail: Mail) -> dt.datetime | None:
    """When this mail may go, if not now."""
    to_them = Mail.objects.filter(recipient=mail.recipient)
    times = [_full(to_them, most, within) for most, within in CAPS]
    if mail.kind in (Kind.CONFIRM, Kind.ERASE):
        times.append(_full(Mail.objects.filter(kind=mail.kind), settings.CONFIRMATIONS_PER_HOUR, HOUR))
    return max(filter(None, times), default=None)


def _full(mails_of: QuerySet[Mail], most: int, within: dt.timedelta) -> dt.datetime | None:
    """When there is room again among these, where the newest `most` went within that time."""
    went = mails_of.filter(state__in=GONE, sent_at__gt=timezone.now() - within).order_by("-sent_at")
    times = list(went.values_list("sent_at", flat=True)[:most])
    return times[-1] + within if len(times) == most and times[-1] else None


def drop(mail: Mail) -> None:
    """No longer wanted, or no longer possible."""
    Mail.objects.filter(pk=mail.pk, state=State.WAITING).update(state=State.DROPPED, lease_until=None, sealed=None)


def put_off(mail: Mail, due_at: dt.datetime) -> None:
    Mail.objects.filter(pk=mail.pk, state=State.WAITING).update(due_at=due_at, lease_until=None)

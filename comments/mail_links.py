"""What the links in mails open, and what their buttons do. Opening one changes nothing.

All of it runs in the web process, without a key: a fingerprint is copied from column to column, never computed.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from . import erasing, receipts
from .models import Blocked, Contact, Mail

Kind, State = Mail.Kind, Mail.State
LIVES = {
    Kind.CONFIRM: dt.timedelta(hours=48),
    Kind.ERASE: dt.timedelta(hours=48),
    Kind.DECISION: dt.timedelta(days=30),
    Kind.REPLY: dt.timedelta(days=30),
}
NO = "no"  # to the question whether we may write
ERASURES = ("address", "all")  # what somebody can ask to be forgotten


def token(mail: Mail, purpose: str) -> str:
    """The secret of a link, for one purpose: "open" or "stop". Only its hash is kept."""
    return receipts.keyed_hash(f"mail {purpose}", str(mail.pk))[: receipts.SECRET_LENGTH]


def find(secret: str) -> Mail | None:
    """The mail that this link stands in, until it expires."""
    mails = Mail.objects.select_related("comment__article")
    return mails.filter(link_hash=receipts.hash_secret(secret), expires_at__gt=timezone.now()).first()


def find_stop(secret: str) -> Mail | None:
    """The mail that this way out stands in, as long as its row is kept: 90 days, in which others may follow."""
    mails = Mail.objects.select_related("comment__article")
    return mails.filter(stop_hash=receipts.hash_secret(secret)).first()


@transaction.atomic
def confirm(mail: Mail) -> None:
    """Whoever reads this mailbox agrees to be told of all that asked for it until now. Once."""
    if not _answer(mail):
        return
    agreed = list(Contact.objects.wanting().filter(_waiting_for(mail)).values_list("pk", flat=True))
    Contact.objects.filter(pk__in=agreed).update(confirmed_at=timezone.now())
    held_back = Mail.objects.filter(state=State.WAITING, kind__in=[Kind.DECISION, Kind.REPLY], comment__in=agreed)
    held_back.update(due_at=timezone.now())


def ask_to_erase(mail: Mail, what: str) -> None:
    """Let the worker forget this address ("address"), or also take back its comments ("all"). Once."""
    _answer(mail, what)


@transaction.atomic
def stop(mail: Mail) -> None:
    """No more mails about this comment; where nothing was agreed to yet, about none that waits for it. A challenge
    that nobody wanted is stopped by never writing again.
    """
    if mail.kind == Kind.ERASE:
        return never(mail)
    mine = Q(comment=mail.comment)
    if mail.kind == Kind.CONFIRM:
        mine |= Q(confirmed_at=None) & _waiting_for(mail)
        _say_no(mail)
    _leave_alone(mine)


@transaction.atomic
def never(mail: Mail) -> None:
    """Nothing is sent to this address again, but for one challenge a day if somebody asks to have it erased."""
    mine = Q(comment=mail.comment) if mail.comment else Q(pk__in=[])
    if mail.recipient == "" and (contact := Contact.objects.filter(comment=mail.comment).first()):
        mail.recipient = contact.fingerprint or ""  # an older mail has forgotten it
    if mail.recipient:  # empty: forgotten meanwhile, and only this comment is known
        Blocked.objects.get_or_create(fingerprint=mail.recipient)
        erasing.note_blocked(mail.recipient)
        mine |= Q(fingerprint=mail.recipient)
        _say_no(mail)
    _leave_alone(mine)


def _answer(mail: Mail, answer: str = "") -> bool:
    """Whether this is the first answer to this mail."""
    unanswered = Mail.objects.filter(pk=mail.pk, answered_at=None)
    return bool(unanswered.update(answered_at=timezone.now(), answer=answer))


def _say_no(mail: Mail) -> None:
    """Whoever says no is not asked again as long as this question could have been answered."""
    questions = Mail.objects.filter(kind=Kind.CONFIRM, recipient=mail.recipient, answered_at=None)
    questions.exclude(recipient="").update(answered_at=timezone.now(), answer=NO)


def _waiting_for(mail: Mail) -> Q:
    """The contacts of this mail's address."""
    return Q(fingerprint=mail.recipient) & ~Q(fingerprint="")


def _leave_alone(mine: Q) -> None:
    """Switch off all mails to these contacts, those on their way too, for good."""
    contacts = Contact.objects.filter(mine).select_related("comment")
    for contact in contacts:
        erasing.note_told(contact.comment)
    waiting = Mail.objects.filter(state=State.WAITING, comment__in=[contact.pk for contact in contacts])
    waiting.update(state=State.DROPPED)
    Contact.objects.filter(pk__in=[contact.pk for contact in contacts]).leave_alone()
    erasing.finish()

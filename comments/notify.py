"""Who is told what: reads what is new in contacts and in the log of decisions, and writes the mails that follow.

The log is the outbox: a decision without `told_at` is still to be looked at. `outbox` sends what is written here.
"""

import datetime as dt

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from . import erasing, mail_links
from .models import Comment, Contact, Decision, Mail

Act, Kind, State = Decision.Act, Mail.Kind, Mail.State
SETTLED = dt.timedelta(minutes=10)  # a decision that is taken back within needs no second mail
BATCH = 200
PUBLISHING = {Act.APPROVE, Act.REDACT, Act.ANSWER}
TELLING = PUBLISHING | {Act.REJECT, Act.SPAM, Act.CHANGE, Act.KEEP}
ON_ITS_WAY = [State.WAITING, State.HANDING, State.SENT, State.UNKNOWN]


def plan() -> int:
    """Write the mails that are due to be written. Returns how many contacts and decisions were looked at."""
    return _ask_for_agreement() + _tell_decisions()


# --- One question, asked once ---------------------------------------------------------------------------------------


def _ask_for_agreement() -> int:
    """Ask each new address once, whether it wants to hear from here; forget those that did not answer."""
    running = _questions().filter(comment=OuterRef("pk"), recipient=OuterRef("fingerprint"))
    known = Contact.objects.wanting().exclude(fingerprint=None).exclude(fingerprint="")
    new = list(known.exclude(Exists(running)).prefetch_related("comment").order_by("pk")[:BATCH])
    for contact in new:
        with transaction.atomic():
            _ask(contact)
    return len(new)


def _questions() -> QuerySet[Mail]:
    """Those that are not answered yet, and still can be, or could be if they had been sent."""
    unsent = Q(state=State.DROPPED, expires_at__isnull=False)
    unanswered = Mail.objects.filter(Q(state__in=ON_ITS_WAY) | unsent, kind=Kind.CONFIRM, answered_at=None)
    return unanswered.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()))


def _ask(contact: Contact) -> None:
    """The answers to an earlier question count for all that was written before them."""
    itself = Contact.objects.filter(pk=contact.pk, fingerprint=contact.fingerprint, confirmed_at=None)
    fingerprint, written = contact.fingerprint or "", contact.comment.received_at
    asked = Mail.objects.filter(kind=Kind.CONFIRM, recipient=fingerprint)
    unanswered = asked.filter(answered_at=None, expires_at__gte=written)
    refuses = erasing.is_blocked(fingerprint) or asked.filter(answer=mail_links.NO, expires_at__gte=written).exists()
    if not refuses and asked.filter(answer="", answered_at__gte=written).exists():
        itself.update(confirmed_at=timezone.now())
    elif unanswered.filter(comment=contact.comment).exists():
        itself.leave_alone()  # nobody answered
    else:
        running = _questions().filter(recipient=fingerprint)
        asked_already = (unanswered | running).exclude(state=State.DROPPED).exists()
        if not _note_question(contact, sent=not refuses and not asked_already):
            itself.leave_alone()  # it was dropped


def _note_question(contact: Contact, *, sent: bool) -> bool:
    """Write the question, or only that there could be one: a receipt must look the same for its time, because whoever
    holds it may have given the address of somebody else. False if it had been written.
    """
    fingerprint, now = contact.fingerprint or "", timezone.now()
    once = f"confirm-{contact.comment.public_id}-{fingerprint[:16]}"  # an address that was corrected is another one
    question = {"kind": Kind.CONFIRM, "comment": contact.comment, "recipient": fingerprint}
    if not sent:
        question |= {"state": State.DROPPED, "sent_at": now, "expires_at": now + mail_links.LIVES[Kind.CONFIRM]}
    return Mail.objects.get_or_create(once=once, defaults=question)[1]


# --- The log --------------------------------------------------------------------------------------------------------


def _tell_decisions() -> int:
    settled = Decision.objects.filter(told_at=None, at__lte=timezone.now() - SETTLED)
    rows = list(settled.select_related("comment__parent").order_by("pk")[:BATCH])
    for row in rows:
        with transaction.atomic():
            if Decision.objects.filter(pk=row.pk, told_at=None).update(told_at=timezone.now()):
                _tell(row)
    return len(rows)


def _tell(decision: Decision) -> None:
    comment = decision.comment
    if comment is None or decision.act not in TELLING or not _stands(decision.pk):
        return
    if contact := _contact(comment, tell_decision=True):
        # What was decided before is overtaken.
        _on_their_way(Kind.DECISION, comment).update(state=State.DROPPED)
        _write(Kind.DECISION, comment, contact, f"decision-{decision.pk}")
    published = decision.act in PUBLISHING and decision.before != decision.after
    answered = comment.parent if published else None
    if answered is None or _on_their_way(Kind.REPLY, answered).exists():
        return
    if contact := _contact(answered, tell_replies=True):
        _write(Kind.REPLY, answered, contact, f"reply-{decision.pk}")


def _contact(comment: Comment, **wish: bool) -> Contact | None:
    """Who asked to be told. Whether they have agreed to mails is looked at when one is sent."""
    return Contact.objects.filter(comment=comment, sealed__isnull=False, **wish).exclude(fingerprint="").first()


def _on_their_way(kind: str, comment: Comment) -> QuerySet[Mail]:
    return Mail.objects.filter(kind=kind, comment=comment, state=State.WAITING)


def _write(kind: str, comment: Comment, contact: Contact, once: str) -> None:
    Mail.objects.create(kind=kind, comment=comment, recipient=contact.fingerprint or "", once=once)


def _stands(decision: int) -> bool:
    return Decision.objects.standing().filter(pk=decision).exists()


# --- When it is sent ------------------------------------------------------------------------------------------------


def still_wanted(mail: Mail, contact: Contact | None) -> bool:
    """Whether what a mail tells is still so, and its recipient still wants to know."""
    if mail.kind == Kind.ERASE:
        return True
    if contact is None or contact.sealed is None:
        return False
    # Before anybody agreed nothing is sent, and a mail that waits for that must not tell that it will wait in vain.
    if (mail.kind == Kind.CONFIRM or contact.confirmed_at) and erasing.is_blocked(mail.recipient):
        return False
    if mail.kind == Kind.CONFIRM:
        return (contact.tell_decision or contact.tell_replies) and contact.confirmed_at is None
    decision = Decision.objects.filter(pk=mail.once.rpartition("-")[2]).first()
    if mail.kind == Kind.DECISION:
        return bool(contact.tell_decision and decision and _stands(decision.pk))
    since = decision.at if decision else mail.created_at
    replies = Comment.objects.approved().filter(parent=mail.comment, decided_at__gte=since)
    return contact.tell_replies and replies.exists()


def told(mail: Mail) -> None:
    """What follows from a mail that has gone: the address of somebody who was told goes too, unless they wait for
    replies.
    """
    if mail.kind == Kind.DECISION:
        Contact.objects.filter(comment=mail.comment, tell_replies=False).leave_alone()

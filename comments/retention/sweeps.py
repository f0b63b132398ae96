"""What goes, and when: for each class, which rows are due, and what happens to them.

A sweep names rows that are due; whatever it does makes them not due, so that it can be repeated until none is left.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from articles.models import Editing
from harmblog.models import StaffSession

from .. import ranker
from ..models import (
    Claim,
    Comment,
    Contact,
    Decision,
    DeskNote,
    Edit,
    Erasure,
    Forgetting,
    Mail,
    Message,
    Objection,
    Original,
    Reveal,
)
from ..moderation.holding import take
from .rule import DAY, HOURS_TO_ANSWER, MONTH, QUARTER, WEEK, YEAR

Rows = QuerySet[Any]
Status, Kind, State = Comment.Status, Mail.Kind, Mail.State


@dataclass(frozen=True, slots=True)
class Sweep:
    """`go` gets a batch of what is `due`, and says how many rows it changed. `shown`: readers may have seen them."""

    name: str
    due: Callable[[dt.datetime], Rows]
    go: Callable[[Rows], int]
    shown: bool = False


def delete(rows: Rows) -> int:
    return rows.delete()[0]


def older(rows: Rows, field: str, age: dt.timedelta) -> Callable[[dt.datetime], Rows]:
    """Those whose time is up, by one field."""
    return lambda now: rows.filter(**{f"{field}__lte": now - age})


# --- Comments ---------------------------------------------------------------------------------------------------------


def worded(status: str) -> Rows:
    """With words still, and without an objection that somebody has to look at."""
    objected = Objection.objects.filter(pk=OuterRef("pk"))
    return Comment.objects.with_status(status).exclude(name="", text="").filter(~Exists(objected))


def unlearned(rows: Rows) -> Rows:
    """Comments that are to go, held, with what was learned of them subtracted."""
    # One by one and in the order of their keys, as moderators take them.
    held = [comment for comment in rows.order_by("pk") if take(rows.filter(pk=comment.pk))]
    ranker.unlearn(held)
    return rows.filter(pk__in=[comment.pk for comment in held])


def empty(rows: Rows) -> int:
    going = unlearned(rows)
    for model in (DeskNote, Edit):  # the first may quote what goes; the second rested, and nobody can decide on it now
        model._default_manager.filter(comment__in=going).delete()
    # Another number, so that no form which is still open can publish a comment without words.
    return going.update(name="", text="", html="", labels="", revision=F("revision") + 1)


def forget_places(rows: Rows) -> int:
    return delete(unlearned(rows))


def unanswered_places(now: dt.datetime) -> Rows:
    return Comment.objects.withdrawn().filter(~Exists(Comment.objects.filter(parent=OuterRef("pk"))))


# --- Addresses --------------------------------------------------------------------------------------------------------

SEALED = Contact.objects.filter(sealed__isnull=False)
MAILS = Mail.objects.filter(comment=OuterRef("pk"))
ON_THEIR_WAY = [State.WAITING, State.HANDING]
OVER = Mail.objects.exclude(state__in=ON_THEIR_WAY)


def of_comments(**rule: Any) -> Exists:
    """Rows of such comments. Not a join, for which SQLite may begin with the comments, which are many more."""
    return Exists(Comment.objects.filter(pk=OuterRef("comment"), **rule))


def not_wanted(now: dt.datetime) -> Rows:
    """Decided on, and nobody to be told: brought from another site, or left by a decision of an older version."""
    return SEALED.untold().filter(of_comments(decided_at__isnull=False), fingerprint__isnull=False)


def told(now: dt.datetime) -> Rows:
    """Whoever wanted to know the decision, and nothing else, was mailed it."""
    untold = Decision.objects.filter(comment=OuterRef("pk"), told_at=None)
    decided = SEALED.filter(of_comments(decided_at__isnull=False), tell_decision=True, tell_replies=False)
    mailed = MAILS.filter(kind=Kind.DECISION).exclude(state__in=ON_THEIR_WAY)
    return decided.filter(Exists(mailed), ~Exists(MAILS.filter(state__in=ON_THEIR_WAY)), ~Exists(untold))


def unconfirmed(now: dt.datetime) -> Rows:
    """Our one question was not answered, or could not be asked."""
    asked = MAILS.filter(kind=Kind.CONFIRM, sent_at__isnull=False)
    silent = Q(Exists(asked.filter(sent_at__lte=now - HOURS_TO_ANSWER)))
    unreachable = Q(~Exists(asked)) & Q(of_comments(received_at__lte=now - WEEK))
    wished = Contact.objects.filter(Q(tell_decision=True) | Q(tell_replies=True), confirmed_at=None)
    return wished.filter(silent | unreachable)


def no_longer_asked(now: dt.datetime) -> Rows:
    """Requests to be forgotten that nobody answered."""
    asked = Mail.objects.filter(kind=Kind.ERASE, answered_at=None)
    return asked.filter(Q(sent_at__lte=now - HOURS_TO_ANSWER) | Q(sent_at=None, created_at__lte=now - WEEK))


def old_mails(now: dt.datetime) -> Rows:
    """The links in them that end the mails work as long as more may come: then the address is gone too."""
    request = Q(kind=Kind.ERASE)
    return OVER.filter(request & since(now - MONTH) | ~request & since(now - QUARTER))


def named_in_mails(now: dt.datetime) -> Rows:
    """Fingerprints that no limit on mails needs any more, or that outlived the one beside the comment."""
    outlived = Q(of_comments(received_at__lte=now - QUARTER))
    return OVER.filter(since(now - MONTH) | outlived).exclude(recipient="")


def since(then: dt.datetime) -> Q:
    return Q(sent_at__lte=then) | Q(sent_at=None, due_at__lte=then)


def forget_decisions(rows: Rows) -> int:
    # An act that takes back another is younger than that: it stays for its own year, without what it took back.
    Decision.objects.filter(undoes__in=rows).update(undoes=None)
    return delete(rows)


SWEEPS = (
    Sweep("objection", older(Objection.objects.all(), "received_at", QUARTER), delete),
    Sweep("rejected", older(worded(Status.REJECTED), "decided_at", MONTH), empty),
    Sweep("spam", older(worded(Status.SPAM), "decided_at", MONTH), empty),
    # A reply that somebody approved under spam moves to the beginning of a line.
    Sweep(
        "spam, place", older(Comment.objects.with_status(Status.SPAM), "decided_at", YEAR), forget_places, shown=True
    ),
    Sweep("withdrawn", unanswered_places, delete, shown=True),
    Sweep(
        "repeated",
        older(Comment.objects.filter(repeat_hash__isnull=False), "received_at", DAY),
        lambda rows: rows.update(repeat_hash=None),
    ),
    Sweep("address, not wanted", not_wanted, lambda rows: rows.update(sealed=None)),
    Sweep("address, told", told, lambda rows: rows.update(sealed=None)),
    Sweep(
        "address, unconfirmed",
        unconfirmed,
        lambda rows: rows.update(sealed=None, tell_decision=False, tell_replies=False),
    ),
    Sweep("fingerprint", lambda now: Contact.objects.filter(of_comments(received_at__lte=now - QUARTER)), delete),
    Sweep("request", no_longer_asked, delete),
    Sweep("mail", old_mails, delete),
    Sweep("mail, fingerprint", named_in_mails, lambda rows: rows.update(recipient="")),
    Sweep("original", older(Original.objects.all(), "at", MONTH), delete),
    Sweep("message", older(Message.objects.all(), "at", QUARTER), delete),
    Sweep("desk-note", older(DeskNote.objects.all(), "at", QUARTER), delete),
    Sweep("second-opinion, claim", lambda now: Claim.objects.filter(until__lte=now), delete),
    Sweep("decision", older(Decision.objects.all(), "at", YEAR), forget_decisions),
    Sweep("erasure", older(Erasure.objects.exclude(act="blocked"), "at", YEAR), delete),
    Sweep("forgetting", older(Forgetting.objects.all(), "at", YEAR), delete),
    Sweep("reveal", older(Reveal.objects.all(), "asked_at", YEAR), delete),
    Sweep("editing", older(Editing.objects.all(), "seen_at", DAY), delete),
    Sweep("sessions", lambda now: StaffSession.objects.filter(expire_date__lte=now), delete),
    Sweep("admin-log", older(LogEntry.objects.all(), "action_time", YEAR), delete),
)

"""Counts what is held, once a day: no number tells that something was just sent."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from articles.models import Article, Editing, Revision
from harmblog.models import AuthenticatorApp, Imported, StaffSession
from harmblog.pagecache import bump

from ..models import (
    Blocked,
    Comment,
    Contact,
    Decision,
    DeskNote,
    Edit,
    Erasure,
    Forgetting,
    Holding,
    Learned,
    LogLine,
    Mail,
    Message,
    Objection,
    Original,
    Report,
    Reveal,
    SafetyNote,
    SecondOpinion,
    WordList,
)
from .rule import DAY

Status = Comment.Status


def _worded(status: str) -> QuerySet[Any]:
    return Comment.objects.with_status(status).exclude(name="", text="")


HELD: dict[str, Callable[[], QuerySet[Any]]] = {
    "waiting": lambda: Comment.objects.with_status(Status.PENDING),
    "published": lambda: Comment.objects.with_status(Status.APPROVED),
    "newer": Edit.objects.all,
    "rejected": lambda: _worded(Status.REJECTED),
    "spam": lambda: Comment.objects.with_status(Status.SPAM),
    "objection": Objection.objects.all,
    "withdrawn": lambda: Comment.objects.withdrawn(),
    "receipt": lambda: Comment.objects.exclude(receipt_hash=None),
    "repeated": lambda: Comment.objects.exclude(repeat_hash=None),
    "address": lambda: Contact.objects.exclude(sealed=None),
    "wishes": lambda: Contact.objects.filter(Q(tell_decision=True) | Q(tell_replies=True)),
    "fingerprint": lambda: Contact.objects.exclude(fingerprint=None).exclude(fingerprint=""),
    "mail": lambda: Mail.objects.exclude(kind=Mail.Kind.ERASE),
    "request": lambda: Mail.objects.filter(kind=Mail.Kind.ERASE),
    "blocked": Blocked.objects.all,
    "decision": Decision.objects.all,
    "erasure": Erasure.objects.all,
    "forgetting": Forgetting.objects.all,
    "original": Original.objects.all,
    "reveal": Reveal.objects.all,
    "message": Message.objects.all,
    "desk-note": DeskNote.objects.all,
    "second-opinion": SecondOpinion.objects.all,
    "report": Report.objects.all,
    "safety-note": SafetyNote.objects.all,
    "learned": Learned.objects.all,
    "word-list": WordList.objects.all,
    "log": LogLine.objects.all,
    "articles": Article.objects.all,
    "drafts": Revision.objects.all,
    "editing": Editing.objects.all,
    "imported": Imported.objects.all,
    "accounts": User.objects.all,
    "sessions": StaffSession.objects.all,
    "second-factor": AuthenticatorApp.objects.all,
    "admin-log": LogEntry.objects.all,
}


@transaction.atomic
def count(now: dt.datetime | None = None) -> bool:
    """Count each class, unless that was done less than a day ago."""
    now = now or timezone.now()
    if Holding.objects.filter(counted_at__gt=now - DAY).exists():
        return False
    Holding.objects.all().delete()
    rows = [Holding(rule=rule, count=held().count(), counted_at=now) for rule, held in HELD.items()]
    Holding.objects.bulk_create(rows)
    bump(articles=False, takes_away=False)
    return True

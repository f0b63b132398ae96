"""Everything that is held about one comment, for whoever has its receipt."""

import datetime as dt
from typing import Any

from django.utils import timezone

from .models import Comment, Contact, Decision, Edit, Mail, Objection


def held(comment: Comment) -> dict[str, Any]:
    """All of it, in plain values. Days instead of hours, and no word of who decided: both would tell of others."""
    return {
        "comment": {
            "id": comment.public_id,
            "article": comment.article.title,
            "reply_to": comment.parent.public_id if comment.parent else None,
            "name": comment.name,
            "text": comment.text,
            "version": comment.revision,
            "state": comment.status,
            "received_on": _day(comment.received_at),
            "decided_on": _day(comment.decided_at),
            "labels": comment.labels.split(),
            "lane": Comment.Lane(comment.lane).name.lower(),
            "search_engines_may_show_it": comment.indexable,
            "keyed_hashes": {
                "of_the_receipt": bool(comment.receipt_hash),
                "of_the_six_words": bool(comment.words_hash),
                "to_know_a_repeat": bool(comment.repeat_hash),
            },
        },
        "address": _address(comment),
        "decisions": [
            {"what": row.act, "from": row.before, "to": row.after, "reason": row.reason or None, "on": _day(row.at)}
            for row in Decision.objects.filter(comment=comment).order_by("pk")
        ],
        "newer_text": _newer(comment),
        "objection": _objection(comment),
        "mails": _mails(comment),
    }


def _day(at: dt.datetime | None) -> str | None:
    return timezone.localdate(at).isoformat() if at else None


def _address(comment: Comment) -> dict[str, Any]:
    contact = Contact.objects.filter(comment=comment).first()
    if contact is None:
        return {"sealed_address": False, "fingerprint": False}
    return {
        "sealed_address": contact.sealed is not None,
        "fingerprint": bool(contact.fingerprint),
        "since_month": contact.month,
        "tell_what_was_decided": contact.tell_decision,
        "tell_of_replies": contact.tell_replies,
        "confirmed_on": _day(contact.confirmed_at),
    }


def _mails(comment: Comment) -> list[dict[str, Any]]:
    # What became of them only where the address agreed: it could be somebody else's, who refused long ago.
    agreed = Contact.objects.filter(comment=comment, confirmed_at__isnull=False).exists()
    return [
        {"kind": mail.kind, "state": mail.state if agreed else None, "on": _day(mail.sent_at or mail.created_at)}
        for mail in Mail.objects.filter(comment=comment).order_by("created_at")
    ]


def _newer(comment: Comment) -> dict[str, Any] | None:
    edit = Edit.objects.filter(comment=comment).first()
    if edit is None:
        return None
    return {
        "name": edit.name,
        "text": edit.text,
        "labels": edit.labels.split(),
        "received_on": _day(edit.received_at),
    }


def _objection(comment: Comment) -> dict[str, Any] | None:
    objection = Objection.objects.filter(comment=comment).first()
    return {"text": objection.text, "received_on": _day(objection.received_at)} if objection else None

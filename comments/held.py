"""Everything that is held about one comment, for whoever has its receipt."""

import datetime as dt
from typing import Any

from django.utils import timezone

from .models import (
    Comment,
    Contact,
    Decision,
    DeskNote,
    Edit,
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
)


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
            "place_in_its_lane": comment.rank,
            "sorted_on": _day(comment.sorted_at),
            "its_words_were_learned_as": _learned(comment),
            "search_engines_may_show_it": comment.indexable,
            "by_the_site": comment.by_site,
            "keyed_hashes": {
                "of_the_receipt": bool(comment.receipt_hash),
                "of_the_six_words": bool(comment.words_hash),
                "to_know_a_repeat": bool(comment.repeat_hash),
            },
        },
        "address": _address(comment),
        "decisions": _decisions(comment),
        "log": _log(comment),
        "newer_text": _newer(comment),
        "objection": _objection(comment),
        "before_words_were_removed": _original(comment),
        "mails": _mails(comment),
        "moderators": _moderators(comment),
        "opened_by_two_people": _opened(comment),
        "safety_notes": _safety_notes(comment),
        "reports_of_readers": _reports(comment),
    }


def _learned(comment: Comment) -> str | None:
    """As what the site counted its words, as hashes; nothing else of it is kept there."""
    row = Learned.objects.filter(comment=comment).first()
    return ("unwanted" if row.unwanted else "published") if row else None


def _decisions(comment: Comment) -> list[dict[str, Any]]:
    return [
        {"what": row.act, "from": row.before, "to": row.after, "reason": row.reason or None, "on": _day(row.at)}
        for row in Decision.objects.filter(comment=comment).order_by("pk")
    ]


def _log(comment: Comment) -> list[dict[str, Any]]:
    return [
        {"what": line.act, "reason": line.reason or None, "on": _day(line.at)}
        for line in LogLine.objects.filter(subject=comment.public_id).order_by("number")
    ]


def _opened(comment: Comment) -> list[dict[str, Any]]:
    return [
        {"what": row.what, "reason": row.reason, "opened_on": _day(row.opened_at), "seen_on": _day(row.shown_at)}
        for row in Reveal.objects.told_of(comment)
    ]


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


def _original(comment: Comment) -> dict[str, Any]:
    """That it is there, sealed. Nobody here can open it: not even this program."""
    original = Original.objects.filter(comment=comment).first()
    return {"sealed": bool(original), "until": _day(original.until) if original else None}


def _moderators(comment: Comment) -> dict[str, Any]:
    message = Message.objects.filter(comment=comment).first()
    notes = DeskNote.objects.filter(comment=comment).order_by("pk")
    return {
        "message_to_you": {"text": message.text, "on": _day(message.at)} if message else None,
        "notes_for_each_other": [{"text": note.text, "on": _day(note.at)} for note in notes],
        "held_for_a_second_opinion": SecondOpinion.objects.filter(comment=comment).exists(),
    }


def _safety_notes(comment: Comment) -> list[dict[str, Any]]:
    notes = SafetyNote.objects.filter(comment=comment).select_related("template").order_by("pk")
    return [{"about": note.template.title, "on": _day(note.at)} for note in notes]


def _reports(comment: Comment) -> list[dict[str, Any]]:
    return [
        {"reason": report.reason, "how_many": report.count, "since": _day(report.first_at)}
        for report in Report.objects.filter(comment=comment).order_by("pk")
    ]

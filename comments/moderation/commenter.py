"""The commenter's own acts, by their receipt: change the words, object, stop being told, or take it all back.

`edit` of what waits takes the old text's place; of what is published, it waits beside it (`Edit`) and readers see the
old text until a moderator has approved the new one; of what was rejected, it goes to the queue again.
"""

from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from harmblog.markup import comment_html
from harmblog.pagecache import bump

from .. import erasing, ranker
from ..models import (
    Claim,
    Comment,
    Contact,
    Decision,
    DeskNote,
    Edit,
    Mail,
    Message,
    Objection,
    Original,
    Report,
    Reveal,
    SafetyNote,
    SecondOpinion,
)
from .holding import Gone, hold
from .recording import decided, write_log

Act, Status = Decision.Act, Comment.Status
OBJECTIONABLE = {
    Act.REJECT,
    Act.SPAM,
    Act.REDACT,
}  # once for each decision: the answer to an objection is the last word
# What stands beside a comment, and goes with its words.
BESIDE = (Contact, Edit, Objection, Message, DeskNote, SecondOpinion, Claim, Report, SafetyNote, Original, Reveal)
WISHES = {"decision": Mail.Kind.DECISION, "replies": Mail.Kind.REPLY}


@transaction.atomic
def edit(comment: Comment, *, name: str, text: str, labels: str = "", lane: int = Comment.Lane.ORDINARY) -> None:
    """Give a comment another text; the same twice changes nothing more. Raises Gone where nothing is left to change."""
    now = hold(comment)
    if not now.text:
        raise Gone
    words = {"name": name, "text": text, "html": comment_html(text), "labels": labels}
    same = (name, text) == (now.name, now.text)
    if now.status == Status.APPROVED and same:  # back to what is published: nothing newer waits any more
        _drop_newer(now)
        erasing.finish()
    elif now.status == Status.APPROVED:
        _wait_beside(now, words)
    elif not same:
        _take_the_place(now, words, lane)


def _wait_beside(now: Comment, words: dict[str, Any]) -> None:
    waiting = Edit.objects.filter(comment=now).first()
    if waiting and (waiting.name, waiting.text) == (words["name"], words["text"]):
        return
    _drop_newer(now)
    Edit.objects.create(comment=now, **words)
    erasing.note_back(now, words["name"], words["text"])
    erasing.finish()


def _drop_newer(now: Comment) -> None:
    if waiting := Edit.objects.filter(comment=now).first():
        erasing.note_text(now, waiting)
        waiting.delete()


def _take_the_place(now: Comment, words: dict[str, Any], lane: int) -> None:
    # Whoever was sent to the slow lane does not leave it by changing a word.
    if lane != Comment.Lane.URGENT:
        lane = max(now.lane, lane)
    again = {"status": Status.PENDING, "decided_at": None, "repeat_hash": None, "lane": lane}
    again["sorted_at"] = None
    ranker.unlearn([now])
    Comment.objects.filter(pk=now.pk).update(**words, **again, revision=F("revision") + 1)
    _drop_newer(now)
    for model in (Objection, Message, Original):
        model._default_manager.filter(comment=now).delete()
    erasing.note_text(now, now)
    erasing.note_back(now, words["name"], words["text"])
    if now.status != Status.PENDING or Decision.objects.redaction_of(now):
        write_log(decided(now, act=Act.RESUBMIT, after=Status.PENDING))
    erasing.finish(public=_was_decided(now))


@transaction.atomic
def withdraw(comment: Comment) -> None:
    """Take a comment back: its words, name, newer text, address and receipt are gone with this transaction. An empty
    place stays only where somebody has replied. Doing it twice is doing it once.
    """
    try:
        now = hold(comment)
    except Gone:
        return
    empty: dict[str, Any] = {"name": "", "text": "", "html": "", "labels": "", "receipt_hash": None, "words_hash": None}
    empty |= {"repeat_hash": None, "indexable": False, "revision": F("revision") + 1, "decided_at": timezone.now()}
    ranker.unlearn([now])
    Comment.objects.filter(pk=now.pk).update(status=Status.WITHDRAWN, **empty)
    public = _was_decided(now)
    erasing.note_comment(now)
    for model in BESIDE:
        model._default_manager.filter(comment=now).delete()
    erasing.drop_mails(now)
    row = decided(now, act=Act.WITHDRAW, after=Status.WITHDRAWN)
    _clear_places(now.pk)
    write_log(row)
    if public:
        bump(articles=False)
    erasing.finish(public=public)


def _was_decided(comment: Comment) -> bool:
    """Whether readers may ever have seen it: what nobody decided on was on no page. The log is kept for a year."""
    return comment.status != Status.PENDING or Decision.objects.filter(comment=comment).exists()


def _clear_places(key: int | None) -> None:
    """Remove an empty place that nobody has replied to, then the one above it if that is left alone by this."""
    while key:
        # Held like every comment, so that no reply arrives between the look and the removal.
        place = Comment.objects.withdrawn().filter(pk=key)
        if not place.update(revision=F("revision")) or Comment.objects.filter(parent_id=key).exists():
            return
        above = place.values_list("parent_id", flat=True).get()
        place.delete()
        key = above


@transaction.atomic
def object_to(comment: Comment, text: str) -> None:
    """Ask for another look at a decision. Raises Gone where there is none, or one objection already waits."""
    now = hold(comment)
    if not may_object(now):
        raise Gone
    waiting, new = Objection.objects.get_or_create(comment=now, defaults={"text": text})
    if not new and waiting.text != text:
        raise Gone


def may_object(comment: Comment) -> bool:
    """Whether the last word on a comment is a decision that its writer can object to."""
    latest = Decision.objects.latest_of(comment) if comment.text else None
    return latest is not None and latest.act in OBJECTIONABLE


@transaction.atomic
def stop_telling(comment: Comment, what: str) -> None:
    """Do not tell any more of the "decision" or of "replies". An address that nothing needs is destroyed."""
    now = hold(comment)
    contact = Contact.objects.filter(comment=now)
    contact.update(**{f"tell_{what}": False})
    mails = Mail.objects.filter(comment=now, state=Mail.State.WAITING)
    mails.filter(kind=WISHES[what]).update(state=Mail.State.DROPPED)
    if contact.untold().exists():
        mails.filter(kind=Mail.Kind.CONFIRM).update(state=Mail.State.DROPPED)
        if now.status != Status.PENDING:
            contact.update(sealed=None)
            erasing.finish()

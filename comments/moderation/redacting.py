"""The moderators' act of taking words out of a comment and publishing the rest, and its way back.

What stood there is sealed, and only the worker can open it. So a redaction is taken back in two steps: what the
comment was before at once, its words when the worker puts them back.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from harmblog.language import speaking
from harmblog.markup import comment_html
from harmblog.pagecache import bump

from .. import erasing, ranker, redaction, vault
from ..models import Comment, Decision, DeskNote, Edit, Objection, Original, Report
from ..redaction import Kind, Span
from .deciding import Outcome, as_seen, finish, move
from .holding import Gone, hold, take
from .recording import decided, write_log

Act, Status = Decision.Act, Comment.Status


class NewerWaits(Exception):
    """The writer sent a newer text, which may hold the same words. A moderator answers that first."""


def redact(seen: str, *, spans: Sequence[Span], expected: str, moderator: Any) -> Outcome:
    """Publish a comment without these words, where it is still as `expected` and as it was `seen`. The writer is told
    the reason of what was removed.

    Raises redaction.Wrong for words that are not there, NewerWaits, vault.VaultClosed where nothing can be sealed, and
    ValueError for a state that does not exist. Nothing is changed then.
    """
    expected = Status(expected)
    public_id, revision = as_seen(seen)
    outcome = Outcome()
    comment = Comment.objects.select_related("article").filter(public_id=public_id).first()
    if comment is None:
        outcome.missing = 1
        return outcome
    if (comment.status, comment.revision) != (expected, revision) or not comment.text:
        outcome.lost.append(comment)
        return outcome
    words = _words_without(comment, spans)
    sealed = vault.seal_original(redaction.as_one(comment.name, comment.text), bound_to=comment.public_id)
    step = {"act": Act.REDACT, "before": expected, "after": Status.APPROVED, "moderator": moderator}
    with transaction.atomic():
        if take(Comment.objects.with_status(expected).filter(pk=comment.pk, revision=revision)):
            ranker.unlearn([comment])  # while its words are there
        words_now = {**words, "revision": F("revision") + 1}
        move(comment, outcome, revision=revision, words=words_now, reason=_reason(spans), **step)
        if outcome.done:
            _remove_elsewhere(comment, spans, f"{words['name']} {words['text']}")
            Original.objects.get_or_create(comment=comment, defaults={"sealed": sealed, "at": outcome.done[0].at})
            Original.objects.filter(comment=comment).update(restore_for=None)
            Report.objects.filter(comment=comment).delete()
            erasing.note_redacted(comment)
            erasing.finish()
        finish(outcome)
    return outcome


def _reason(spans: Iterable[Span]) -> str:
    source = any(span.kind == Kind.SOURCE for span in spans)
    return Decision.Reason.SOURCING if source else Decision.Reason.IDENTIFIES


def _words_without(comment: Comment, spans: Sequence[Span]) -> dict[str, Any]:
    with speaking(comment.article.language):
        name = redaction.name_without(comment.name, redaction.of_field(spans, "name"))
        text = redaction.without(comment.text, redaction.of_field(spans, "text"))
    if (name, text) == (comment.name, comment.text):
        raise redaction.Wrong
    return {"name": name, "text": text, "html": comment_html(text)}


def _remove_elsewhere(comment: Comment, spans: Sequence[Span], stays: str) -> None:
    """Moderators may have quoted it to each other; what its writer sent as well waits for an answer first."""
    if Edit.objects.filter(comment=comment).exists():
        raise NewerWaits
    gone = redaction.removed(comment.text, redaction.of_field(spans, "text"))
    gone += redaction.removed(comment.name, redaction.of_field(spans, "name"))
    for note in DeskNote.objects.filter(comment=comment):
        text = redaction.scrubbed(note.text, gone, stays)
        if text != note.text:
            DeskNote.objects.filter(pk=note.pk).update(text=text)


# --- The way back -----------------------------------------------------------------------------------------------------


def take_back_redaction(made: Decision, comment: Comment, outcome: Outcome, moderator: Any) -> None:
    """Undo of `redact`, for whoever did it: what the comment was before, and a word to the worker. Only where no words
    of another redaction would come back with it.
    """
    original = Original.objects.filter(comment=comment).first()
    redactions = Decision.objects.filter(comment=comment, act=Act.REDACT, undone_by=None).exclude(pk=made.pk)
    if made.moderator_id != moderator.pk or not original or redactions.filter(at__gte=original.at).exists():
        outcome.lost.append(comment)
        return
    won = len(outcome.done)
    step = {"act": Act.UNDO, "before": made.after, "after": made.before, "moderator": moderator, "undoes": made}
    move(comment, outcome, revision=comment.revision, **step)
    if len(outcome.done) > won:
        Original.objects.filter(comment=comment).update(restore_for=moderator)


@transaction.atomic
def put_back(comment: Comment, original: str) -> bool:
    """Give a comment its words back after its redaction was undone: the worker's part. False where it was decided on
    anew since, has another text, or is gone: then it stays as it is.
    """
    try:
        now = hold(comment)
    except Gone:
        leave_sealed(comment)
        return False
    if not Original.objects.filter(comment=now, restore_for__isnull=False).exists():  # its writer sent another text
        return False
    undone = Decision.objects.filter(comment=now, act=Act.UNDO, undoes__act=Act.REDACT).order_by("-pk").first()
    at = undone.at if undone and undone.after != Status.PENDING else None
    if undone is None or (now.status, now.decided_at) != (undone.after, at):
        leave_sealed(now)
        return False
    name, text = redaction.in_two(original)
    words = {"name": name, "text": text, "html": comment_html(text), "sorted_at": None}
    ranker.unlearn([now])
    Comment.objects.filter(pk=now.pk).update(**words, revision=F("revision") + 1)
    Original.objects.filter(comment=now).delete()
    erasing.note_put_back(now, name, text)
    public = now.status == Status.APPROVED
    if public:
        bump(articles=False)
    erasing.finish(public=public)
    return True


def leave_sealed(comment: Comment) -> None:
    """Nobody waits for the words any more, or nothing can open them."""
    Original.objects.filter(comment=comment).update(restore_for=None)


@transaction.atomic
def hide_again(comment: Comment) -> None:
    """An older backup brought back words that had been removed: the comment waits, and nobody sees them but moderators,
    who know nothing of the redaction any more.
    """
    try:
        now = hold(comment)
    except Gone:
        return
    waits = {"status": Status.PENDING, "decided_at": None, "sorted_at": None}
    if Comment.objects.filter(pk=now.pk, status=Status.APPROVED).update(**waits):
        ranker.unlearn([now])
        Objection.objects.filter(comment=now).delete()
        write_log(decided(now, act=Act.HIDE, after=Status.PENDING))
        bump(articles=False)
        erasing.finish()

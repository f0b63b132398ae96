"""The moderators' acts: approve, reject, mark as spam, take back."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from harmblog.freed import overwrite_freed
from harmblog.pagecache import bump

from .. import erasing
from ..models import Comment, Contact, Decision, Objection

Act, Status = Decision.Act, Comment.Status
LEADS_TO = {Act.APPROVE: Status.APPROVED, Act.REJECT: Status.REJECTED, Act.SPAM: Status.SPAM}


@dataclass
class Outcome:
    """What became of an act on several comments: the log rows of those won, and those another was faster with."""

    batch: uuid.UUID = field(default_factory=uuid.uuid4)
    done: list[Decision] = field(default_factory=list)
    lost: list[Comment] = field(default_factory=list)
    missing: int = 0  # how many are not there at all any more: their writers withdrew them


def decide(seen: Sequence[str], *, act: str, expected: str, moderator: Any, reason: str = "") -> Outcome:
    """Approve, reject or mark as spam these comments, where they are still as `expected` and as they were `seen`
    (`Comment.seen`: the public id and the number of the text; without a number, the first text).

    Raises ValueError for an act, a state or a reason that does not exist, or an act that would change nothing.
    """
    after = LEADS_TO[Act(act)]
    if after == Status(expected):
        raise ValueError(f"{act} of what is {expected} changes nothing")
    why = Decision.Reason(reason).value if reason else ""
    outcome = Outcome()
    texts = dict(map(_seen, seen))
    with transaction.atomic():
        # In the order of their keys: two moderators with overlapping selections cannot lock each other out.
        for comment in Comment.objects.filter(public_id__in=texts).order_by("pk"):
            step = {"act": act, "before": expected, "after": after, "moderator": moderator, "reason": why}
            _move(comment, outcome, revision=texts[comment.public_id], **step)
        outcome.missing = len(texts) - len(outcome.done) - len(outcome.lost)
        _let_addresses_go(row.comment for row in outcome.done)
        _renew_pages(outcome)
    return outcome


def _seen(value: str) -> tuple[str, int]:
    public_id, _, revision = value.partition("-")
    return public_id, int(revision) if revision.isdecimal() and len(revision) < 9 else 1


def _let_addresses_go(decided: Iterable[Comment | None]) -> None:
    """The address of somebody who does not want to be told has served its purpose."""
    needless = Contact.objects.untold().filter(comment__in=list(decided), sealed__isnull=False)
    if needless.update(sealed=None):
        transaction.on_commit(overwrite_freed)


def undo(batch: uuid.UUID, *, moderator: Any) -> Outcome:
    """Take back the decisions of one act, where nobody has decided otherwise since. Each can be taken back once."""
    outcome = Outcome()
    with transaction.atomic():
        for made in Decision.objects.filter(batch=batch, undone_by=None, act__in=LEADS_TO).order_by("comment_id"):
            if made.comment:
                _take_back(made, made.comment, outcome, moderator)
            else:
                outcome.missing += 1
        _renew_pages(outcome)
    return outcome


def _take_back(made: Decision, comment: Comment, outcome: Outcome, moderator: Any) -> None:
    try:
        with transaction.atomic():
            _move(
                comment,
                outcome,
                act=Act.UNDO,
                before=made.after,
                after=made.before,
                moderator=moderator,
                revision=comment.revision,
                undoes=made,
            )
    except IntegrityError:  # it was taken back, and the comment decided on anew, since `made` was read
        outcome.lost.append(comment)


def _move(
    comment: Comment,
    outcome: Outcome,
    *,
    act: str,
    before: str,
    after: str,
    moderator: Any,
    revision: int,
    reason: str = "",
    undoes: Decision | None = None,
) -> None:
    """One guarded step: the status if it is still `before` and the text the one seen, and one line in the log."""
    at = timezone.now()
    # What is decided is no longer "the same, sent twice": whoever copies a published text gets a receipt of their own.
    changes = {"status": after, "decided_at": None if after == Status.PENDING else at, "repeat_hash": None}
    as_seen = Comment.objects.filter(pk=comment.pk, status=before, revision=revision).exclude(name="", text="")
    if undoes:
        as_seen = as_seen.filter(decided_at=undoes.at)  # the same state may be a later decision of somebody else
    if as_seen.update(**changes):
        row = {"act": act, "before": before, "after": after, "moderator": moderator, "undoes": undoes, "at": at}
        if Objection.objects.filter(comment=comment).delete()[0]:  # any decision anew answers it
            erasing.finish()
        outcome.done.append(Decision.objects.create(comment=comment, batch=outcome.batch, reason=reason, **row))
    else:
        outcome.lost.append(comment)


def _renew_pages(outcome: Outcome) -> None:
    """What readers see changed only if something became public or ceased to be: rejecting spam keeps pages warm."""
    if any(Status.APPROVED in (row.before, row.after) for row in outcome.done):
        bump()

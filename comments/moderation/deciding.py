"""The moderators' decisions: approve, reject, mark as spam. `undoing` takes them back."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from harmblog.freed import overwrite_freed
from harmblog.pagecache import bump

from .. import erasing, ranker
from ..models import Claim, Comment, Contact, Decision, Message, Objection, Report, SecondOpinion
from .placing import page_for
from .recording import decided, write_log

Act, Status = Decision.Act, Comment.Status
LEADS_TO = {Act.APPROVE: Status.APPROVED, Act.REJECT: Status.REJECTED, Act.SPAM: Status.SPAM}


@dataclass
class Outcome:
    """What became of an act on several comments: the log rows of those won, and those another was faster with."""

    batch: uuid.UUID = field(default_factory=uuid.uuid4)
    done: list[Decision] = field(default_factory=list)
    lost: list[Comment] = field(default_factory=list)
    missing: int = 0  # how many are not there at all any more: their writers withdrew them


def decide(
    seen: Sequence[str], *, act: str, expected: str, moderator: Any, reason: str = "", message: str = ""
) -> Outcome:
    """Approve, reject or mark as spam these comments, where they are still as `expected` and as they were `seen`
    (`Comment.seen`: the public id and the number of the text; without a number, the first text). A `message` goes to
    each writer's receipt.

    Raises ValueError for an act, a state or a reason that does not exist, or an act that would change nothing.
    """
    after = LEADS_TO[Act(act)]
    if after == Status(expected):
        raise ValueError(f"{act} of what is {expected} changes nothing")
    why = Decision.Reason(reason).value if reason else ""
    outcome = Outcome()
    texts = dict(map(as_seen, seen))
    with transaction.atomic():
        # In the order of their keys: two moderators with overlapping selections cannot lock each other out.
        for comment in Comment.objects.filter(public_id__in=texts).order_by("pk"):
            step = {"act": act, "before": expected, "after": after, "moderator": moderator, "reason": why}
            move(comment, outcome, revision=texts[comment.public_id], **step)
        outcome.missing = len(texts) - len(outcome.done) - len(outcome.lost)
        finish(outcome, message=message)
    return outcome


def as_seen(value: str) -> tuple[str, int]:
    """A comment's public id and the number of its text, from `Comment.seen`."""
    public_id, _, revision = value.partition("-")
    return public_id, int(revision) if revision.isdecimal() and len(revision) < 9 else 1


def _let_addresses_go(decided: Iterable[Comment | None]) -> None:
    """The address of somebody who does not want to be told has served its purpose."""
    needless = Contact.objects.untold().filter(comment__in=list(decided), sealed__isnull=False)
    if needless.update(sealed=None):
        transaction.on_commit(overwrite_freed)


def move(
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
    words: dict[str, Any] | None = None,
) -> None:
    """One guarded step: the status if it is still `before` and the text the one seen, other `words` where given, and a
    decision. Then `finish`.
    """
    at = timezone.now()
    # What is decided is no longer "the same, sent twice": whoever copies a published text gets a receipt of their own.
    changes: dict[str, Any] = {
        "status": after,
        "decided_at": None if after == Status.PENDING else at,
        "repeat_hash": None,
    }
    changes |= words or {}
    if after == Status.APPROVED and not comment.page:
        changes["page"] = page_for(comment)
    changes["sorted_at"] = None  # what waits again is put in its place again
    as_it_was = Comment.objects.filter(pk=comment.pk, status=before, revision=revision).exclude(name="", text="")
    if undoes:
        as_it_was = as_it_was.filter(decided_at=undoes.at)  # the same state may be a later decision of somebody else
    if as_it_was.update(**changes):
        row = {"act": act, "before": before, "after": after, "moderator": moderator, "undoes": undoes, "at": at}
        outcome.done.append(decided(comment, batch=outcome.batch, reason=reason, **row))
    else:
        outcome.lost.append(comment)


def finish(outcome: Outcome, *, message: str = "") -> None:
    """What follows from decisions, last in their transaction: what waited for them ends, what was learned is
    subtracted, the log, then the pages, if something became public or ceased to be: rejecting spam keeps them warm.
    All the comments are held by now: whoever waits for the next rows lets nobody wait for a comment.
    """
    changed = [row.comment for row in outcome.done if row.comment and row.before != row.after]
    _let_addresses_go(row.comment for row in outcome.done if row.after != Status.PENDING)
    for model in (SecondOpinion, Report, Claim):
        model._default_manager.filter(comment__in=changed).delete()
    objections = Objection.objects.filter(comment__in=changed).delete()[0]
    if Message.objects.filter(comment__in=changed).delete()[0] + objections:
        erasing.finish(public=False)
    if message:
        Message.objects.bulk_create([Message(comment=comment, text=message) for comment in changed])
    ranker.unlearn(row.comment for row in outcome.done if row.comment)
    write_log(*outcome.done)
    if any(Status.APPROVED in (row.before, row.after) for row in outcome.done):
        bump(articles=False, takes_away=any(row.before == Status.APPROVED for row in outcome.done))

"""Changes what a comment is: received, approved, rejected, spam, taken back. The only writer of `Comment.status`.

Every act is one transaction with a guard on the state that the moderator saw. The guard is a compare-and-set, because
`select_for_update` is silently ignored on SQLite; of two who decide at once, exactly one wins and the other is told.
"""

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article
from harmblog.markup import comment_html
from harmblog.pagecache import bump

from . import vault
from .models import Comment, Contact, Decision

Act, Status = Decision.Act, Comment.Status
LEADS_TO = {Act.APPROVE: Status.APPROVED, Act.REJECT: Status.REJECTED, Act.SPAM: Status.SPAM}


@dataclass
class Outcome:
    """What became of an act on several comments: the log rows of those won, and those another was faster with."""

    batch: uuid.UUID = field(default_factory=uuid.uuid4)
    done: list[Decision] = field(default_factory=list)
    lost: list[Comment] = field(default_factory=list)


def receive(*, article: Article, name: str, text: str, address: str = "", parent: Comment | None = None) -> str:
    """Keep a comment, pending, with its sealed address: durable before this returns the receipt's secret.

    The same words by the same name in the same place, while they wait, are the same comment, sent twice: it is kept
    once and gets the same answer. The address takes no part in that, so no answer depends on one.
    """
    repeat = _keyed_hash("repeat", str(article.pk), str(parent.pk if parent else ""), name, text)
    twin = Comment.objects.with_status(Status.PENDING).filter(repeat_hash=repeat)
    if waiting := twin.first():
        return _received_again(waiting, address)
    comment = Comment(article=article, parent=parent, name=name, text=text, html=comment_html(text))
    comment.repeat_hash, comment.receipt_hash = repeat, hash_receipt(receipt_secret(comment))
    try:
        _store(comment, address)
    except IntegrityError:  # its twin was faster, by this much
        if waiting := twin.first():
            return _received_again(waiting, address)
        raise
    return receipt_secret(comment)


@transaction.atomic
def _store(comment: Comment, address: str) -> None:
    comment.save(force_insert=True)
    _keep_address(comment, address)


def _received_again(waiting: Comment, address: str) -> str:
    """The same answer; an address that was added or corrected takes the place of the first."""
    _keep_address(waiting, address)
    return receipt_secret(waiting)


def _keep_address(comment: Comment, address: str) -> None:
    """Seal an address for a comment, in place of one it may have, without a look at that."""
    if address:
        sealed = vault.seal(address, bound_to=comment.public_id)
        contact = Contact(comment=comment, month=sealed.month, sealed=sealed)
        columns = ["month", "sealed", "fingerprint"]
        Contact.objects.bulk_create([contact], update_conflicts=True, update_fields=columns, unique_fields=["comment"])


def receipt_secret(comment: Comment) -> str:
    """The secret part of a receipt's address. Derived, so that a repeated post gets the same answer; the database
    keeps only its hash, so that a stolen database opens no receipt.
    """
    return _keyed_hash("receipt", comment.public_id)[:32]


def hash_receipt(secret: str) -> str:
    """What is kept of a receipt's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def insert_with_status(comments: Sequence[Comment], *, status: str) -> None:
    """Store many comments with a state that was settled elsewhere: a measuring site's, an imported blog's. The
    caller renews the pages when it has done.
    """
    for comment in comments:
        comment.status = status
    Comment.objects.bulk_create(comments)


def bring_in(comments: Sequence[tuple[Comment, str, str]]) -> None:
    """Store comments of another site, each with the state that was settled there and its address ("" for none),
    sealed for its row in the same transaction. They have no receipt, and no line in the log: nobody decided here.
    The caller renews the pages when it has done.
    """
    with transaction.atomic():
        for comment, status, _address in comments:
            comment.status = Status(status)
            comment.decided_at = None if status == Status.PENDING else comment.received_at
        Comment.objects.bulk_create([comment for comment, _status, _address in comments])
        reachable = [(comment, address) for comment, _status, address in comments if address]
        if reachable:
            sealed = vault.seal_all((address, comment.public_id) for comment, address in reachable)
            rows = zip(reachable, sealed, strict=True)
            Contact.objects.bulk_create([Contact(comment=c, month=s.month, sealed=s) for (c, _a), s in rows])


def decide(comments: Sequence[str], *, act: str, expected: str, moderator: Any) -> Outcome:
    """Approve, reject or mark as spam the comments with these public ids, where they are still as `expected`.

    Raises ValueError for an act or a state that does not exist, or an act that would change nothing.
    """
    after = LEADS_TO[Act(act)]
    if after == Status(expected):
        raise ValueError(f"{act} of what is {expected} changes nothing")
    outcome = Outcome()
    with transaction.atomic():
        # In the order of their keys: two moderators with overlapping selections cannot lock each other out.
        for comment in Comment.objects.filter(public_id__in=comments).order_by("pk"):
            _move(comment, outcome, act=act, before=expected, after=after, moderator=moderator)
        _renew_pages(outcome)
    return outcome


def undo(batch: uuid.UUID, *, moderator: Any) -> Outcome:
    """Take back the decisions of one act, where nobody has decided otherwise since. Each can be taken back once."""
    outcome = Outcome()
    with transaction.atomic():
        for made in Decision.objects.filter(batch=batch, undone_by=None).exclude(act=Act.UNDO).order_by("comment_id"):
            if made.comment:
                _take_back(made, made.comment, outcome, moderator)
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
    undoes: Decision | None = None,
) -> None:
    """One guarded step: the status if it is still `before`, and one line in the log."""
    at = timezone.now()
    # What is decided is no longer "the same, sent twice": whoever copies a published text gets a receipt of their own.
    changes = {"status": after, "decided_at": None if after == Status.PENDING else at, "repeat_hash": None}
    as_seen = Comment.objects.filter(pk=comment.pk, status=before)
    if undoes:
        as_seen = as_seen.filter(decided_at=undoes.at)  # the same state may be a later decision of somebody else
    if as_seen.update(**changes):
        row = {"act": act, "before": before, "after": after, "moderator": moderator, "undoes": undoes, "at": at}
        outcome.done.append(Decision.objects.create(comment=comment, batch=outcome.batch, **row))
    else:
        outcome.lost.append(comment)


def _renew_pages(outcome: Outcome) -> None:
    """What readers see changed only if something became public or ceased to be: rejecting spam keeps pages warm."""
    if any(Status.APPROVED in (row.before, row.after) for row in outcome.done):
        bump()


def _keyed_hash(purpose: str, *parts: str) -> str:
    message = "\0".join(["harmblog", purpose, *parts]).encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).hexdigest()

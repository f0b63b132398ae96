"""Takes comments in, pending, each with its sealed address."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Article
from harmblog.bulk import insert, insert_one
from harmblog.markup import comment_html
from harmblog.prepared import Prepared

from .. import receipts, vault
from ..models import Comment, CommentQuerySet, Contact
from .holding import take
from .placing import place_many

Status = Comment.Status
SENT_TWICE = dt.timedelta(minutes=10)  # within which the same words are the same post, sent again


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a commenter ticked. All off unless they did."""

    tell_decision: bool = False
    tell_replies: bool = False
    indexable: bool = False


NOTHING = Wishes()


def _twins(repeat: str) -> CommentQuerySet:
    return Comment.objects.with_status(Status.PENDING).filter(repeat_hash=repeat)


TWINS = Prepared(_twins, str)


def receive(
    *,
    article: Article,
    name: str,
    text: str,
    address: str = "",
    parent: Comment | None = None,
    wishes: Wishes = NOTHING,
    labels: str = "",
    lane: int = Comment.Lane.ORDINARY,
) -> str:
    """Keep a comment, pending, with its sealed address: durable before this returns the receipt's secret.

    The same words by the same name in the same place, while they wait and within ten minutes, are the same comment,
    sent twice: it is kept once and gets the same answer. After that time a copy gets a receipt of its own, because a
    receipt is power over the comment. The address takes no part in that, so no answer depends on one.
    """
    repeat = receipts.keyed_hash("repeat", str(article.pk), str(parent.pk if parent else ""), name, text)
    waiting = _twin(repeat)
    if waiting and waiting.received_at < timezone.now() - SENT_TWICE:
        _twins(repeat).update(repeat_hash=None)
    elif waiting and (secret := _received_again(waiting, address, wishes)):
        return secret
    comment = Comment(article=article, parent=parent, name=name, text=text, html=comment_html(text))
    comment.labels, comment.lane, comment.indexable = labels, lane, wishes.indexable
    comment.repeat_hash = repeat
    receipts.give(comment)
    try:
        _store(comment, _contact(comment, address, wishes))
    except IntegrityError:  # its twin was faster, by this much
        waiting = _twin(repeat)
        if waiting and (secret := _received_again(waiting, address, wishes)):
            return secret
        raise
    return receipts.secret_of(comment)


def _twin(repeat: str) -> Comment | None:
    """What was sent with the same words, and waits."""
    return TWINS.first(repeat)


@transaction.atomic
def _store(comment: Comment, contact: Contact | None) -> None:
    """Others who write wait for this: nothing is looked at or sealed in it."""
    if comment.parent and not take(Comment.objects.filter(pk=comment.parent.pk)):
        comment.parent = None  # withdrawn, place and all, in this moment: what was written as an answer is kept
    insert_one(comment)
    if contact:
        contact.comment = comment  # which has its key now
        insert_one(contact)


def _received_again(waiting: Comment, address: str, wishes: Wishes) -> str:
    """The same answer; an address that was added or corrected takes the place of the first. Empty where it was
    decided on, changed or withdrawn in this moment: an address would be kept that nobody forgets any more.
    """
    contact = _contact(waiting, address, wishes)
    with transaction.atomic():
        if not take(Comment.objects.filter(pk=waiting.pk, repeat_hash=waiting.repeat_hash)):
            return ""
        if contact:
            columns = ["month", "sealed", "fingerprint", "tell_decision", "tell_replies", "confirmed_at"]
            Contact.objects.bulk_create(
                [contact], update_conflicts=True, update_fields=columns, unique_fields=["comment"]
            )
    return receipts.secret_of(waiting)


def _contact(comment: Comment, address: str, wishes: Wishes) -> Contact | None:
    """The row of an address, sealed; None where there is none."""
    if not address:
        return None
    sealed = vault.seal(address, bound_to=comment.public_id)
    contact = Contact(comment=comment, month=sealed.month, sealed=sealed)
    contact.tell_decision, contact.tell_replies = wishes.tell_decision, wishes.tell_replies
    return contact


def insert_with_status(comments: Sequence[Comment], *, status: str, keys: bool = True) -> None:
    """Store many comments with a state that was settled elsewhere: a measuring site's, an imported blog's. The
    caller renews the pages when it has done. `keys=False`: faster, and they do not learn their own.
    """
    for comment in comments:
        comment.status = status
    if status == Status.APPROVED:
        place_many(comments)
    if keys:
        Comment.objects.bulk_create(comments)
    else:
        insert(comments)


def bring_in(comments: Sequence[tuple[Comment, str, str]]) -> None:
    """Store comments of another site, each with the state that was settled there and its address ("" for none),
    sealed for its row in the same transaction. They have no receipt, and no line in the log: nobody decided here.
    The caller renews the pages when it has done.
    """
    with transaction.atomic():
        for comment, status, _address in comments:
            comment.status = Status(status)
            comment.decided_at = None if status == Status.PENDING else comment.received_at
        place_many([comment for comment, status, _address in comments if status == Status.APPROVED])
        Comment.objects.bulk_create([comment for comment, _status, _address in comments])
        reachable = [(comment, address) for comment, _status, address in comments if address]
        if reachable:
            sealed = vault.seal_all((address, comment.public_id) for comment, address in reachable)
            rows = zip(reachable, sealed, strict=True)
            Contact.objects.bulk_create([Contact(comment=c, month=s.month, sealed=s) for (c, _a), s in rows])

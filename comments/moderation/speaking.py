"""What moderators say: to readers as the site, and to each other."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from harmblog.markup import comment_html
from harmblog.models import Site
from harmblog.pagecache import bump

from ..models import NAME_LENGTH, Comment, Decision, DeskNote
from .holding import Gone, hold
from .placing import page_for
from .recording import decided, write_log

Act, Status = Decision.Act, Comment.Status


@transaction.atomic
def answer(public_id: str, *, text: str, moderator: Any) -> Comment:
    """Publish an answer of the site under a published comment. Taken back, it waits like any other. Raises Gone."""
    now = hold(_of(public_id))
    if now.status != Status.APPROVED:
        raise Gone
    said = Comment(article=now.article, parent=now, name=Site.current().name[:NAME_LENGTH], text=text)
    said.html, said.by_site, said.sorted_at = comment_html(text), True, timezone.now()
    said.save(force_insert=True)
    at = timezone.now()
    row = decided(said, act=Act.ANSWER, after=Status.APPROVED, moderator=moderator, at=at)
    said.status, said.decided_at = Status.APPROVED, at
    said.page = page_for(said)
    said.save(update_fields=["status", "decided_at", "page"])
    write_log(row)
    bump(articles=False, takes_away=False)
    return said


@transaction.atomic
def note(public_id: str, *, text: str, moderator: Any) -> DeskNote:
    """Leave a note on a comment for the other moderators. Its writer finds it in the download. Raises Gone."""
    return DeskNote.objects.create(comment=hold(_of(public_id)), moderator=moderator, text=text)


def _of(public_id: str) -> Comment:
    comment = Comment.objects.said().filter(public_id=public_id).first()
    if comment is None:
        raise Gone
    return comment

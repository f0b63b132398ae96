"""Holds a comment as it is, until a transaction ends."""

from django.db.models import F, QuerySet

from ..models import Comment


class Gone(Exception):
    """The comment was withdrawn, its text was forgotten, or somebody was faster, since the page was shown."""


def take(comments: QuerySet[Comment]) -> bool:
    """Take these rows until the transaction ends. False where there is none.

    A write that changes nothing does it on both databases; `select_for_update` would be ignored on SQLite.
    """
    return bool(comments.update(revision=F("revision")))


def hold(comment: Comment) -> Comment:
    """The comment as it is now, and nobody else's to change until this transaction ends. Raises Gone."""
    if not take(Comment.objects.said().filter(pk=comment.pk)):
        raise Gone
    return Comment.objects.select_related("article").get(pk=comment.pk)

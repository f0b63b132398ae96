"""Holds a comment as it is, until a transaction ends."""

from django.db.models import F

from ..models import Comment


class Gone(Exception):
    """The comment was withdrawn, its text was forgotten, or somebody was faster, since the page was shown."""


def hold(comment: Comment) -> Comment:
    """The comment as it is now, and nobody else's to change until this transaction ends. Raises Gone.

    A write that changes nothing takes the row, on both databases; `select_for_update` would be ignored on SQLite.
    """
    if not Comment.objects.said().filter(pk=comment.pk).update(revision=F("revision")):
        raise Gone
    return Comment.objects.select_related("article").get(pk=comment.pk)

"""Writes down what was done: a decision, which the worker tells from, and its line in the append-only log."""

import uuid
from typing import Any

from .. import log
from ..models import Comment, Decision


def decided(comment: Comment, *, act: str, moderator: Any = None, after: str = "", **more: Any) -> Decision:
    """A decision on a comment whose status was that of `comment`, and is `after` (the same, if left out). It still
    needs its line: `write_log`, last in the transaction.
    """
    state = {"before": comment.status, "after": after or comment.status}
    given = {"batch": uuid.uuid4(), **state, **more}
    return Decision.objects.create(comment=comment, act=act, moderator=moderator, **given)


def write_log(*decisions: Decision) -> None:
    """Append a line for each of these new decisions. Takes a row that everybody waits for: nothing but the pages'
    generation may be taken after it.
    """
    log.append(log.of(row, row.comment.public_id) for row in decisions if row.comment)

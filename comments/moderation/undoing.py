"""Takes an act back: each as a new line of the log, where nobody has decided otherwise since."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction

from ..models import Comment, Decision
from .asking import take_back_question
from .deciding import LEADS_TO, Outcome, finish, move
from .redacting import take_back_redaction
from .warning import take_back_warning

Act = Decision.Act
WayBack = Callable[[Decision, Comment, Outcome, Any], None]


def undo(batch: uuid.UUID, *, moderator: Any) -> Outcome:
    """Take back the decisions of one act, where nobody has decided otherwise since. Each can be taken back once."""
    outcome = Outcome()
    with transaction.atomic():
        made_in_one = Decision.objects.filter(batch=batch, undone_by=None, act__in=WAYS_BACK)
        for made in made_in_one.select_related("comment").order_by("comment_id", "-pk"):
            if made.comment:
                _take_back(made, made.comment, outcome, moderator)
            else:
                outcome.missing += 1
        finish(outcome)
    return outcome


def _take_back(made: Decision, comment: Comment, outcome: Outcome, moderator: Any) -> None:
    try:
        with transaction.atomic():
            WAYS_BACK[Act(made.act)](made, comment, outcome, moderator)
    except IntegrityError:  # it was taken back, and the comment decided on anew, since `made` was read
        outcome.lost.append(comment)


def _back_to_what_it_was(made: Decision, comment: Comment, outcome: Outcome, moderator: Any) -> None:
    step = {"act": Act.UNDO, "before": made.after, "after": made.before, "moderator": moderator, "undoes": made}
    move(comment, outcome, revision=comment.revision, **step)


WAYS_BACK: dict[Act, WayBack] = {
    **dict.fromkeys((*LEADS_TO, Act.ANSWER), _back_to_what_it_was),
    Act.ASK: take_back_question,
    Act.REDACT: take_back_redaction,
    Act.WARN: take_back_warning,
}

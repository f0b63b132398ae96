"""Changes what a comment is: received, approved, rejected, spam, taken back, withdrawn. The only writer of
`Comment.status`.

Every act is one transaction with a guard on the state that was seen. The guard is a compare-and-set, because
`select_for_update` is silently ignored on SQLite; of two who act at once, exactly one wins and the other is told.
"""

from .commenter import WISHES, edit, may_object, object_to, stop_telling, withdraw
from .deciding import LEADS_TO, Outcome, decide, undo
from .edits import approve_edit, let_stand, refuse_edit
from .holding import Gone
from .receiving import Wishes, bring_in, insert_with_status, receive

__all__ = [
    "LEADS_TO",
    "WISHES",
    "Gone",
    "Outcome",
    "Wishes",
    "approve_edit",
    "bring_in",
    "decide",
    "edit",
    "insert_with_status",
    "let_stand",
    "may_object",
    "object_to",
    "receive",
    "refuse_edit",
    "stop_telling",
    "undo",
    "withdraw",
]

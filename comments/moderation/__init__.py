"""Changes what a comment is: received, approved, rejected, spam, taken back, withdrawn. The only writer of
`Comment.status`.

Every act is one transaction with a guard on the state that was seen. The guard is a compare-and-set, because
`select_for_update` is silently ignored on SQLite; of two who act at once, exactly one wins and the other is told.
"""

from .asking import ask
from .commenter import WISHES, edit, may_object, object_to, stop_telling, withdraw
from .deciding import LEADS_TO, Outcome, decide
from .edits import approve_edit, let_stand, refuse_edit
from .holding import Gone
from .placing import arrange
from .receiving import Wishes, bring_in, insert_with_status, receive
from .redacting import NewerWaits, hide_again, leave_sealed, put_back, redact
from .reporting import leave, report
from .speaking import answer, note
from .undoing import WAYS_BACK, undo
from .warning import unwarn, warn

__all__ = [
    "LEADS_TO",
    "WAYS_BACK",
    "WISHES",
    "Gone",
    "NewerWaits",
    "Outcome",
    "Wishes",
    "answer",
    "approve_edit",
    "arrange",
    "ask",
    "bring_in",
    "decide",
    "edit",
    "hide_again",
    "insert_with_status",
    "leave",
    "leave_sealed",
    "let_stand",
    "may_object",
    "note",
    "object_to",
    "put_back",
    "receive",
    "redact",
    "refuse_edit",
    "report",
    "stop_telling",
    "undo",
    "unwarn",
    "warn",
    "withdraw",
]

"""The tables of the line that a comment travels."""

from .comment import NAME_LENGTH, Comment, CommentQuerySet, page_url, random_id
from .contact import Blocked, Contact, SealedField
from .decision import Decision
from .desk import Claim, DeskNote, Message, MessageTemplate, SecondOpinion
from .figures import DataCheck, Digest, Heartbeat, Tally
from .forgetting import Erasure, Forgetting, Holding
from .later import Edit, Objection
from .learning import Learned, Model, Token, WordList
from .log import LogCheck, LogHead, LogLine
from .mail import Mail
from .original import Original
from .ping import Ping
from .report import Report
from .reveal import Reveal
from .safety import SafetyNote, SafetyTemplate, SafetyText

__all__ = [
    "NAME_LENGTH",
    "Blocked",
    "Claim",
    "Comment",
    "CommentQuerySet",
    "Contact",
    "DataCheck",
    "Decision",
    "DeskNote",
    "Digest",
    "Edit",
    "Erasure",
    "Forgetting",
    "Heartbeat",
    "Holding",
    "Learned",
    "LogCheck",
    "LogHead",
    "LogLine",
    "Mail",
    "Message",
    "MessageTemplate",
    "Model",
    "Objection",
    "Original",
    "Ping",
    "Report",
    "Reveal",
    "SafetyNote",
    "SafetyTemplate",
    "SafetyText",
    "SealedField",
    "SecondOpinion",
    "Tally",
    "Token",
    "WordList",
    "page_url",
    "random_id",
]

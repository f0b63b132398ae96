"""The tables of the line that a comment travels."""

from .comment import NAME_LENGTH, Comment, CommentQuerySet, Edit, Objection, random_id
from .contact import Blocked, Contact, SealedField
from .decision import Decision
from .forgetting import Erasure, Forgetting, Holding
from .mail import Mail
from .ping import Ping

__all__ = [
    "NAME_LENGTH",
    "Blocked",
    "Comment",
    "CommentQuerySet",
    "Contact",
    "Decision",
    "Edit",
    "Erasure",
    "Forgetting",
    "Holding",
    "Mail",
    "Objection",
    "Ping",
    "SealedField",
    "random_id",
]

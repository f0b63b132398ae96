"""What makes an erasure final: a line in the journal, and nothing left in free pages, the log of the database or the
page cache.
"""

from django.db import transaction

from harmblog import pagecache
from harmblog.freed import overwrite_freed

from . import receipts
from .models import Blocked, Comment, Erasure, Mail


def note_comment(comment: Comment) -> None:
    """Journal that this comment was withdrawn: a restored backup must not bring it back."""
    _note("comment", comment.public_id)


def note_text(comment: Comment) -> None:
    """Journal that this text of this comment was replaced by its writer."""
    _note("text", comment.public_id, comment.name, comment.text)


def note_told(comment: Comment) -> None:
    """Journal that nobody is to be told of this comment any more."""
    _note("told", comment.public_id)


def note_blocked(fingerprint: str) -> None:
    """Journal that this address asked never to be written to."""
    _note("blocked", fingerprint)


def note_address(fingerprint: str) -> None:
    """Journal that what was known of this address until now was erased. A line of its own for the last time: who
    came back and asked again is forgotten up to then.
    """
    Erasure.objects.filter(act="address", hash=receipts.keyed_hash("erased address", fingerprint)).delete()
    _note("address", fingerprint)


def is_blocked(fingerprint: str) -> bool:
    """Whether this address asked never to be written to; the journal remembers it in a restored database too."""
    in_journal = Erasure.objects.filter(act="blocked", hash=receipts.keyed_hash("erased blocked", fingerprint))
    return Blocked.objects.filter(pk=fingerprint).exists() or in_journal.exists()


def _note(act: str, *parts: str) -> None:
    Erasure.objects.get_or_create(act=act, hash=receipts.keyed_hash(f"erased {act}", *parts))


def drop_mails(comment: Comment) -> None:
    """Nobody is to be told of this comment any more."""
    Mail.objects.filter(comment=comment).delete()


def finish() -> None:
    """After the commit: free pages are overwritten, kept pages forgotten."""
    transaction.on_commit(overwrite_freed)
    transaction.on_commit(pagecache.forget)

"""What makes an erasure final: a line in the journal, and nothing left in free pages, the log of the database or the
page cache.
"""

from django.db import transaction

from harmblog import pagecache
from harmblog.freed import overwrite_freed

from . import receipts
from .models import Blocked, Comment, Edit, Erasure, Mail


def note_comment(comment: Comment) -> None:
    """Journal that this comment was withdrawn: a restored backup must not bring it back."""
    _note("comment", comment.public_id)


def note_text(comment: Comment, words: Comment | Edit) -> None:
    """Journal that this text of this comment was replaced by its writer."""
    _note_anew("text", comment.public_id, words.name, words.text)


def note_back(comment: Comment, name: str, text: str) -> None:
    """Journal that its writer went back to a text that had been replaced: it may stand again after a restore."""
    hashes = receipts.keyed_hashes("erased text", comment.public_id, name, text)
    if Erasure.objects.filter(act="text", hash__in=hashes).exists():
        _note_anew("back", comment.public_id, name, text)


def note_redacted(comment: Comment) -> None:
    """Journal that words were taken out of this text of this comment: a restored backup must not show them."""
    _note_anew("redact", comment.public_id, comment.name, comment.text)


def note_put_back(comment: Comment, name: str, text: str) -> None:
    """Journal that they were put back: the text may stand again after a restore."""
    _note_anew("back", comment.public_id, name, text)


def note_told(comment: Comment) -> None:
    """Journal that nobody is to be told of this comment any more."""
    _note("told", comment.public_id)


def note_blocked(fingerprint: str) -> None:
    """Journal that this address asked never to be written to."""
    _note("blocked", fingerprint)


def note_address(fingerprint: str) -> None:
    """Journal that what was known of this address until now was erased. Who came back and asked again is forgotten up
    to then.
    """
    _note_anew("address", fingerprint)


def is_blocked(fingerprint: str) -> bool:
    """Whether this address asked never to be written to; the journal remembers it in a restored database too."""
    in_journal = Erasure.objects.filter(act="blocked", hash__in=receipts.keyed_hashes("erased blocked", fingerprint))
    return Blocked.objects.filter(pk=fingerprint).exists() or in_journal.exists()


def _note(act: str, *parts: str) -> None:
    Erasure.objects.get_or_create(act=act, hash=receipts.keyed_hash(f"erased {act}", *parts))


def _note_anew(act: str, *parts: str) -> None:
    """With the time of the last one, where it can happen more than once."""
    Erasure.objects.filter(act=act, hash__in=receipts.keyed_hashes(f"erased {act}", *parts)).delete()
    _note(act, *parts)


def drop_mails(comment: Comment) -> None:
    """Nobody is to be told of this comment any more."""
    Mail.objects.filter(comment=comment).delete()


def finish(*, public: bool = True) -> None:
    """After the commit: free pages are overwritten, kept pages forgotten; those stay for what was never `public`, or
    whoever posts and withdraws all day would have every page drawn anew for everybody.
    """
    transaction.on_commit(overwrite_freed)
    if public:
        transaction.on_commit(pagecache.forget)

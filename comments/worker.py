"""What the worker does. Killing it at any moment loses nothing: each step is done whole or not at all."""

import datetime as dt
import logging

from django.conf import settings
from django.db import connection

from harmblog.freed import overwrite_freed, vacuum

from . import journal, log, moderation, notify, retention, reveal, soundness, tallies, vault, word_lists
from .erase_address import erase_answered
from .models import Comment, Contact, Erasure, Original
from .outbox import Outbox
from .ranker import Judge, Learner
from .sorting import sort_new

logger = logging.getLogger(__name__)
BATCH = 200  # addresses opened in one round


def screen() -> int:
    """Open each new address once, in memory only, and keep its fingerprint. Returns how many were looked at."""
    # Months whose key was destroyed are not asked for: their addresses are gone, as they should be.
    openable = Contact.objects.filter(sealed__isnull=False, month__in=vault.openable_months())
    new = openable.filter(fingerprint=None).prefetch_related("comment")
    screened = 0
    for contact in new.order_by("pk")[:BATCH]:
        try:
            address = vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id)  # type: ignore[arg-type]
        except (vault.Forged, vault.VaultClosed):  # closed: sealed for a month that is not the row's
            logger.error("A sealed address does not belong to its row: comment %s", contact.comment.public_id)
            found = ""
        else:
            found = vault.fingerprint(address)
        screened += Contact.objects.filter(pk=contact.pk, fingerprint=None).update(fingerprint=found)
        # Sorted before its writer could be known: once more.
        Comment.objects.with_status(Comment.Status.PENDING).filter(pk=contact.pk).exclude(sorted_at=None).update(
            sorted_at=None
        )
    return screened


def put_back() -> int:
    """Open the originals of redactions that were taken back, and give those comments their words. Returns how many
    were looked at.
    """
    wanted = Original.objects.filter(restore_for__isnull=False).select_related("comment").order_by("pk")[:BATCH]
    for original in wanted:
        try:
            words = vault.open_original(original.sealed, bound_to=original.comment.public_id)  # type: ignore[arg-type]
        except (vault.Forged, vault.VaultClosed):
            logger.error("What was removed from a comment cannot be put back: %s", original.comment.public_id)
            moderation.leave_sealed(original.comment)
        else:
            moderation.put_back(original.comment, words)
    return len(wanted)


def unseal() -> int:
    """Open what two people agreed on, for the browser that asked; let go what was not used in time."""
    return reveal.open_agreed() + reveal.expire()


def tell(outbox: Outbox) -> int:
    """Forget the addresses that were asked to be forgotten, write mails, send them. Returns how much there was."""
    done = erase_answered()
    if settings.SENDS_MAIL:
        done += notify.plan() + outbox.send()
    if done:
        overwrite_freed()  # an address that was let go is not left in the database's log either
    return done


def erase_again() -> None:
    """After an older backup was restored: erase again what had been erased since. Then make the journal whole."""
    try:
        lacking = journal.missing()
        while lacking and screen():  # an address is known by its fingerprint, which an older backup may not have yet
            pass
        journal.apply(lacking)
        journal.tidy()
    except OSError as error:
        logger.error("The journal of erasures could not be read or written: %s", error.strerror)


class Rounds:
    """What one worker does, round after round."""

    def __init__(self) -> None:
        self.outbox, self.judge, self.learner = Outbox(), Judge(), Learner()

    def step(self) -> int:
        """One round of all that may be waiting. Returns how much there was."""
        placed = screen() + word_lists.send_back() + sort_new(self.judge)
        return placed + put_back() + unseal() + tell(self.outbox) + self.learner.step()


class Traces:
    """What erasures leave to be done: their lines in the file, and free pages to overwrite until it succeeds."""

    def __init__(self) -> None:
        self.copied: int | None = None
        self.overwrite = True

    def follow(self) -> None:
        """Each round, and cheap: copy new lines of the journal; then, and after a failure, overwrite free pages."""
        before = self.copied
        try:
            self.copied = journal.tidy() if before is None else journal.copy(before)
        except OSError as error:
            logger.error("The journal of erasures could not be written: %s", error.strerror)
        if self.copied != before and Erasure.objects.filter(pk__gt=before or 0, act="redact").exists():
            vacuum({"comments_comment", "comments_desknote", "comments_objection", "comments_original"})
        if self.overwrite or self.copied != before:
            self.overwrite = not overwrite_freed()


def forget(now: dt.datetime | None = None) -> None:
    """What the rules ask for: what is due goes, what has waited for too long is reported, what is held is counted."""
    for receipt in retention.apply(now):
        logger.info("Forgotten by rule %s: %d", receipt.rule, receipt.count)
    if late := Comment.objects.unread_since(now).count():
        logger.warning("%d comments have waited for more than 30 days", late)
    if retention.count(now):
        tallies.count(now)


def keep_house(now: dt.datetime | None = None) -> None:
    """What is due now and then: erasures that a restored backup lacks, keys for the months to come, what is to be
    forgotten, a look at the whole database and at the log, a look at how the tables grew.
    """
    soundness.look(now)  # first, so that staff are told even if what is damaged stops all that follows
    erase_again()
    try:
        vault.make_keys(settings.SEALING_PUBLIC_KEYS, vault.private_folder())
    except OSError as error:
        # Sealing goes on with the newest key there is, so this can wait for somebody to look.
        logger.error("The next months' sealing keys could not be written: %s", error.strerror)
    forget(now)
    log.look(now)
    if connection.vendor == "sqlite":  # which plans badly without statistics; PostgreSQL gathers them by itself
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit=400")
            cursor.execute("PRAGMA optimize")

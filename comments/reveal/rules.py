"""What both sides of break-glass know: its times and numbers, and the mark that binds a log line to one request."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from .. import log, receipts
from ..models import LogLine, Reveal

ASK, AGREE = "ask_to_reveal", "agree_to_reveal"
TO_AGREE = dt.timedelta(hours=72)
TO_LOOK = dt.timedelta(hours=24)  # from the agreement to the opening, and from there to the look
LIFE_OF_KEY = TO_AGREE + 2 * TO_LOOK  # of the cookie with the key of whoever asked
DAY = dt.timedelta(days=1)
MOST_A_DAY = 3  # requests of one officer
SHORTEST_REASON, LONGEST_REASON = 20, 1000
MARK_LENGTH = 20  # hex digits, as wide as the column of the log: 80 bits

STALE = _("Please prove your second factor once more, then repeat what you did.")


class Refused(Exception):
    """A condition is not met. Says which, in words for whoever asked."""


def mark(row: Reveal, step: str, *, fresh: bool) -> str:
    """What the log says of a step ("asked", "agreed"): a keyed hash over all of the request. Whoever can write to the
    database, and has not the site's key, can make no request seem asked or agreed to, and cannot put another key,
    comment or time into one that is.
    """
    return receipts.keyed_hash("reveal", *_parts(row, step, fresh))[:MARK_LENGTH]


def marks(row: Reveal, step: str, *, fresh: bool) -> list[str]:
    """The same under each key that the site has, or had."""
    return [found[:MARK_LENGTH] for found in receipts.keyed_hashes("reveal", *_parts(row, step, fresh))]


def _parts(row: Reveal, step: str, fresh: bool) -> list[str]:
    parts = [step, "fresh" if fresh else "", str(row.pk), str(row.comment_id), row.what, row.reason]
    parts += [bytes(row.public_key).hex(), str(row.asked_by_id), row.asked_at.isoformat()]
    if step == "agreed" and row.agreed_at:
        parts += [str(row.agreed_by_id), row.agreed_at.isoformat()]
    return parts


def is_over(row: Reveal, *states: str) -> bool:
    """Whether the log tells that this request came to one of these ends, whatever state somebody wrote into its row."""
    ends = LogLine.objects.filter(subject=row.comment.public_id, act__in=[f"reveal-{state}" for state in states])
    found = receipts.keyed_hashes("reveal is over", str(row.pk))
    return ends.filter(reason__in=[one[:MARK_LENGTH] for one in found]).exists()


def note(row: Reveal, state: str, *, actor: int = 0, reason: str = "") -> None:
    """The line in the log, last in a transaction: `row` as it was, and the state that it is in now."""
    reason = reason or receipts.keyed_hash("reveal is over", str(row.pk))[:MARK_LENGTH]
    before = row.state if row.state != state else ""
    log.append([log.Entry(f"reveal-{state}", row.comment.public_id, actor, before=before, after=state, reason=reason)])

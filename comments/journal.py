"""The journal of erasures as a file, which outlives the database: when an older backup is brought back, its worker
finds lines that the database does not know, and erases again.

A line is the time, the act and a keyed hash; nothing in it can be read back. The worker alone writes it.
"""

import datetime as dt
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from . import moderation, receipts
from .appending import append
from .models import Blocked, Comment, Contact, Edit, Erasure

logger = logging.getLogger(__name__)
KEPT = dt.timedelta(days=365)  # as long as the rows in the database; no backup should be older


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """One erasure."""

    at: dt.datetime
    act: str
    hash: str

    @property
    def key(self) -> tuple[str, str]:
        return self.act, self.hash

    def lasts(self, now: dt.datetime) -> bool:
        """Who asked never to be written to is not written to later either."""
        return self.at > now - KEPT or self.act == "blocked"

    def __str__(self) -> str:
        return f"{self.at.isoformat()} {self.act} {self.hash}\n"


# --- Writing ----------------------------------------------------------------------------------------------------------


def copy(after: int = 0) -> int:
    """Append the database's lines with a key above `after`. Returns the last key: where to go on."""
    rows = list(Erasure.objects.filter(pk__gt=after).order_by("pk"))
    if rows:
        _append([Line(row.at, row.act, row.hash) for row in rows])
    return rows[-1].pk if rows else after


def tidy(now: dt.datetime | None = None) -> int:
    """Make the file whole: lines that it lacks are added, those older than a year drop out. Returns the last key."""
    now = now or timezone.now()
    rows = list(Erasure.objects.order_by("pk"))
    written = _lines()
    young = [line for line in written if line.lasts(now)]
    lacking = _newer((Line(row.at, row.act, row.hash) for row in rows), than=_latest(written))
    lacking = [line for line in lacking if line.lasts(now)]
    if len(young) < len(written):
        _rewrite([*young, *lacking])
    elif lacking:
        _append(lacking)
    return rows[-1].pk if rows else 0


def _append(lines: Iterable[Line]) -> None:
    append(settings.ERASURE_JOURNAL, "".join(map(str, lines)))


def _rewrite(lines: Iterable[Line]) -> None:
    """The whole file anew: it appears complete or stays as it was."""
    path: Path = settings.ERASURE_JOURNAL
    partial = path.with_name(f"{path.name}.new")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write("".join(map(str, lines)).encode())
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


# --- Reading ----------------------------------------------------------------------------------------------------------


def _lines() -> list[Line]:
    path: Path = settings.ERASURE_JOURNAL
    text = path.read_text(encoding="ascii", errors="replace") if path.exists() else ""
    return [line for line in map(_line, text.splitlines()) if line]


def _line(text: str) -> Line | None:
    """None for what is no line of ours: torn by a power cut. The database still has it then."""
    try:
        at, act, digest = text.split(" ")
        return Line(dt.datetime.fromisoformat(at).astimezone(dt.UTC), act, digest) if len(digest) == 64 else None
    except ValueError:
        return None


def missing(now: dt.datetime | None = None) -> list[Line]:
    """Lines of the file that the database does not know: it was restored from an older backup."""
    young = [line for line in _lines() if line.lasts(now or timezone.now())]
    if not young:
        return []
    rows = Erasure.objects.values_list("at", "act", "hash").iterator()
    return _newer(_latest(young).values(), than=_latest(Line(*row) for row in rows))


def _latest(lines: Iterable[Line]) -> dict[tuple[str, str], Line]:
    """Of each erasure the last time: an address can be erased again, when its owner has come back."""
    return {line.key: line for line in sorted(lines)}


def _newer(lines: Iterable[Line], *, than: dict[tuple[str, str], Line]) -> list[Line]:
    return [line for line in lines if line.key not in than or than[line.key].at < line.at]


# --- Erasing again ----------------------------------------------------------------------------------------------------


def apply(lines: Iterable[Line]) -> int:
    """Erase again what these lines name, each in one transaction with its line. New addresses must have their
    fingerprint by now. Returns how many lines there were.
    """
    by_act: dict[str, list[Line]] = {}
    for line in lines:
        by_act.setdefault(line.act, []).append(line)
    for act, of_act in by_act.items():
        if act not in AGAIN:
            logger.error("The journal of erasures has an act that this version does not know: %s", act)
            continue
        with transaction.atomic():
            AGAIN[act]({line.hash: line.at for line in of_act})
            rows = [Erasure(act=act, hash=line.hash, at=line.at) for line in of_act]
            Erasure.objects.bulk_create(
                rows, update_conflicts=True, update_fields=["at"], unique_fields=["act", "hash"]
            )
    count = sum(map(len, by_act.values()))
    if count:
        logger.warning("An older backup was restored: %d erasures were repeated", count)
    return count


Wanted = dict[str, dt.datetime]  # when each hash was erased


def _erased(wanted: Wanted, act: str, *parts: str, since: dt.datetime | None = None) -> bool:
    """Whether this was erased. `since`: when it was written; what came after the erasure is not meant by it."""
    at = [wanted[found] for found in receipts.keyed_hashes(f"erased {act}", *parts) & wanted.keys()]
    return any(since is None or since <= moment for moment in at)


def _comment(wanted: Wanted) -> None:
    for pk, public_id in Comment.objects.values_list("pk", "public_id").iterator():
        if _erased(wanted, "comment", public_id):
            _withdraw(pk)


def _text(wanted: Wanted) -> None:
    """The newer text that took the place of this one is lost with the database, so nothing can stand there; unless its
    writer went back to this one.
    """
    replaced = _without_those_that_came_back(wanted, "text")
    for pk, *words in Comment.objects.values_list("pk", "public_id", "name", "text").iterator():
        if replaced(*words):
            _withdraw(pk)
    for pk, *words in Edit.objects.values_list("pk", "comment__public_id", "name", "text").iterator():
        if replaced(*words):
            Edit.objects.filter(pk=pk).delete()


def _redacted(wanted: Wanted) -> None:
    """Words that a moderator had removed are back, and the decision is lost: they wait, unseen, for another."""
    removed = _without_those_that_came_back(wanted, "redact")
    published = Comment.objects.with_status(Comment.Status.APPROVED)
    for pk, *words in published.values_list("pk", "public_id", "name", "text").iterator():
        if removed(*words) and (comment := Comment.objects.filter(pk=pk).first()):
            moderation.hide_again(comment)


def _without_those_that_came_back(wanted: Wanted, act: str) -> Callable[..., bool]:
    """Whether a text was erased by this act, and nobody went back to it later."""
    back = {line.hash: line.at for line in sorted(_lines()) if line.act == "back"}

    def erased(*words: str) -> bool:
        again = [back[found] for found in receipts.keyed_hashes("erased back", *words) & back.keys()]
        return _erased(wanted, act, *words, since=max(again, default=None))

    return erased


def _withdraw(pk: int) -> None:
    if comment := Comment.objects.filter(pk=pk).first():
        moderation.withdraw(comment)


def _address(wanted: Wanted) -> None:
    rows = Contact.objects.exclude(fingerprint=None).exclude(fingerprint="")
    for pk, fingerprint, received in rows.values_list("pk", "fingerprint", "comment__received_at").iterator():
        if _erased(wanted, "address", str(fingerprint), since=received):
            Contact.objects.filter(pk=pk).delete()


def _told(wanted: Wanted) -> None:
    for pk, public_id in Contact.objects.values_list("pk", "comment__public_id").iterator():
        if _erased(wanted, "told", public_id):
            Contact.objects.filter(pk=pk).update(tell_decision=False, tell_replies=False)


def _blocked(wanted: Wanted) -> None:
    """Those whose fingerprint is here. For all others the line itself, back in the database, says that it is so."""
    rows = Contact.objects.exclude(fingerprint=None).exclude(fingerprint="").values_list("fingerprint", flat=True)
    known = [fingerprint for fingerprint in rows.distinct() if fingerprint and _erased(wanted, "blocked", fingerprint)]
    Blocked.objects.bulk_create([Blocked(fingerprint=one) for one in known], ignore_conflicts=True)


AGAIN: dict[str, Callable[[Wanted], None]] = {
    "comment": _comment,
    "text": _text,
    "redact": _redacted,
    "back": lambda wanted: None,  # which those two look at
    "address": _address,
    "told": _told,
    "blocked": _blocked,
}

"""The lists of words that admins keep (`WordList`): what they find in a comment, what they would have found lately, and
who is looked at again when one changes. A list labels and sorts; it decides nothing, and what was decided stays.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .checking import Check, joined, lane_of
from .limits import Sign
from .models import Comment, WordList
from .screening import findings as screened
from .screening import listed
from .screening.finding import Finding, Label, labels
from .screening.listed import Words
from .screening.unmasked import unmask

TRIED = 500  # comments of each kind that a list is tried on
SHOWN = 10  # examples of each kind
BATCH = 2000  # comments sent back to be sorted at once: no long lock, whatever waits
SETTLE = dt.timedelta(seconds=10)  # after a change, so that no worker still sorts by the list as it was


@dataclass(frozen=True)
class Lists:
    """The lists in use, as they were read."""

    version: tuple[tuple[int, dt.datetime], ...]
    words: tuple[Words, ...]

    def found(self, text: str, name: str = "") -> set[Label]:
        return labels(self.findings(text, name))

    def findings(self, text: str, name: str = "") -> list[Finding]:
        return listed.findings(text, self.words, name=name) if self.words else []


_kept = Lists((), ())


def current() -> Lists:
    """The lists in use. One small query, and the lists themselves only after a change."""
    global _kept
    in_use = WordList.objects.filter(is_active=True).order_by("pk")
    version = tuple(in_use.values_list("pk", "changed_at"))
    if version != _kept.version:
        _kept = Lists(version, tuple(words_of(row) for row in in_use))
    return _kept


def words_of(row: WordList) -> Words:
    return Words(
        Label(row.label), format_lazy(_("word list: {reason}"), reason=row.reason), tuple(listed.lines_of(row.words))
    )


def found(text: str, name: str = "") -> set[Label]:
    """The labels that the lists give a comment. Whoever asks for many takes `current()` once."""
    return current().found(text, name)


def reasons(comment: Comment) -> list[Finding]:
    """All that speaks for a comment's labels, places and reasons, by the rules and the lists of now."""
    return [*screened(comment.text, name=comment.name), *current().findings(comment.text, comment.name)]


def label(comments: Iterable[Comment]) -> dict[int, tuple[str, int]]:
    """Labels and lane of each waiting comment, by key: what its words say to the rules and the lists of now, and what
    spoke for a flood when it came.
    """
    lists = current()
    return {comment.pk: _labelled(comment, lists) for comment in comments}


def _labelled(comment: Comment, lists: Lists) -> tuple[str, int]:
    signs = set(Sign) & set(comment.labels.split())
    all_labels = Check(comment.name, comment.text).labels | lists.found(comment.text, comment.name)
    return joined(all_labels, signs), lane_of(all_labels, signs)


# --- After a change ---------------------------------------------------------------------------------------------------

_sent_back: dt.datetime | None = None


def send_back() -> int:
    """Let the worker sort again what waits and was sorted before the last change of a list, some at a time. Returns
    how many. What is decided already stays as it is.
    """
    global _sent_back
    changed = WordList.objects.aggregate(last=Max("changed_at"))["last"]
    if changed is None or changed == _sent_back or timezone.now() < changed + SETTLE:
        return 0
    batch = list(_sorted_before(changed).order_by("lane", "rank", "pk").values_list("pk", flat=True)[:BATCH])
    if not batch:
        _sent_back = changed
        return 0
    return Comment.objects.with_status(Comment.Status.PENDING).filter(pk__in=batch).update(sorted_at=None)


def _sorted_before(changed: dt.datetime) -> QuerySet[Comment]:
    return Comment.objects.with_status(Comment.Status.PENDING).filter(sorted_at__lt=changed + SETTLE)


def is_carried_out(row: WordList) -> bool:
    """Whether nothing waits any more that was sorted before this list was last changed."""
    return timezone.now() > row.changed_at + SETTLE and not _sorted_before(row.changed_at).exists()


# --- Before it is saved -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Hit:
    """A comment that a list matches, and by which of its words."""

    comment: Comment
    words: list[str]


@dataclass(frozen=True)
class Tried:
    """How many comments were looked at, and which the list matches."""

    seen: int
    hits: list[Hit]

    @property
    def shown(self) -> list[Hit]:
        return self.hits[:SHOWN]


@dataclass(frozen=True)
class Trial:
    """What a list would have matched lately: among what was approved, and among what was not wanted."""

    approved: Tried
    unwanted: Tried

    @cached_property
    def causes(self) -> list[tuple[str, int]]:
        """Which words matched approved comments, in how many, the worst first."""
        return Counter(word for hit in self.approved.hits for word in hit.words).most_common()


def try_out(words: Words) -> Trial:
    """Look for the words in the last comments of each kind."""
    status = Comment.Status
    approved = _lately(status.APPROVED)
    unwanted = [*_lately(status.SPAM), *_lately(status.REJECTED)]
    unwanted = sorted(unwanted, key=lambda comment: (comment.decided_at, comment.pk), reverse=True)[:TRIED]
    return Trial(_tried(approved, words), _tried(unwanted, words))


def _lately(status: str) -> list[Comment]:
    """Those decided last whose words are still there."""
    decided = Comment.objects.with_status(status).filter(decided_at__isnull=False).exclude(text="")
    return list(decided.order_by("-decided_at", "-pk")[:TRIED])


def _tried(comments: list[Comment], words: Words) -> Tried:
    hits = []
    for comment in comments:
        read = (unmask(comment.name, quotes=True), unmask(comment.text, quotes=True))
        matched = dict.fromkeys(match.entry for part in read for match in listed.matches(part, words))
        if matched:
            hits.append(Hit(comment, list(matched)))
    return Tried(len(comments), hits)

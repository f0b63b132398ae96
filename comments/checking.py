"""Looks at a comment before it is posted: what in it could lead to somebody, drawn for its writer to decide; and, when
it is posted, where in the queue it waits. Nothing of it is kept but labels without a place, for the moderators.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from harmblog.markup import comment_html

from . import limits
from .models import Comment
from .screening import disclosure, findings
from .screening.finding import Finding, Label, labels

Lane = Comment.Lane
SLOW = {Label.SOURCING, Label.VENDOR, Label.SPAM}  # what most likely is not for readers


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what was typed; `note` is the number of the reason for which it is marked, 0 for none."""

    text: str
    note: int = 0


@dataclass
class Check:
    """What was found in a name and a text, as both would be kept."""

    name: str
    text: str
    found: list[Finding] = field(init=False)  # what could lead to somebody
    labels: set[Label] = field(init=False)  # of all that was found; most are for moderators alone

    def __post_init__(self) -> None:
        everything = findings(self.text, name=self.name)
        self.labels = labels(everything)
        self.found = [finding for finding in everything if finding.label in (Label.DISCLOSURE, Label.OTHERS)]

    @property
    def is_urgent(self) -> bool:
        return Label.URGENT in self.labels

    @property
    def reasons(self) -> list[str | Promise]:
        """Why something is marked, each reason once, in the order of the marks."""
        return list(dict.fromkeys(finding.reason for finding in self.found))

    @property
    def marked_name(self) -> list[Piece]:
        """The name in pieces, or nothing where none is marked."""
        return self._pieces("name", self.name)

    @property
    def marked_text(self) -> list[Piece]:
        return self._pieces("text", self.text)

    def _pieces(self, part: str, typed: str) -> list[Piece]:
        found = [finding for finding in self.found if finding.field == part]
        numbers = {reason: number for number, reason in enumerate(self.reasons, 1)}
        pieces, at = [], 0
        for finding in found:
            pieces += [Piece(typed[at : finding.start])] if finding.start > at else []
            pieces.append(Piece(typed[finding.start : finding.end], numbers[finding.reason]))
            at = finding.end
        return [*pieces, Piece(typed[at:])] if found and at < len(typed) else pieces

    @property
    def leads_to_writer(self) -> bool:
        return Label.DISCLOSURE in self.labels

    @property
    def leads_to_others(self) -> bool:
        return Label.OTHERS in self.labels

    def drawn(self) -> Comment:
        """The comment as it would appear; never saved."""
        return Comment(name=self.name, text=self.text, html=comment_html(self.text))

    def without(self) -> "Check":
        """The same without what is marked."""
        name = disclosure.without(self.name, self.found, field="name") if self.marked_name else self.name
        return Check(name, disclosure.without(self.text, self.found))


def screened(check: Check, *, block: str, trap: bool) -> dict[str, Any]:
    """The labels of a comment that is posted now, and its lane: as `moderation.receive` takes them."""
    signs = limits.signs(block, check.text, trap=trap)
    return {"labels": joined(check.labels, signs), "lane": lane_of(check.labels, signs)}


def screened_again(check: Check, *, before: Comment) -> dict[str, Any]:
    """The labels of a newer text, as `moderation.edit` takes them. What spoke for a flood when the comment came is not
    undone by changing its words.
    """
    signs = set(limits.Sign) & set(before.labels.split())
    return {"labels": joined(check.labels, signs), "lane": lane_of(check.labels, signs)}


def lane_of(found: Iterable[Label], signs: Collection[str]) -> Lane:
    """Where a comment waits. Whoever may be in danger is never late for anything else that was found."""
    marked = set(found)
    if Label.URGENT in marked:
        return Lane.URGENT
    return Lane.SLOW if marked & SLOW or signs else Lane.ORDINARY


def joined(found: Iterable[Label], signs: Iterable[str]) -> str:
    """As `Comment.labels` keeps them."""
    return " ".join(sorted({*found, *signs}))

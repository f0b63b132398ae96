"""Looks at a comment before it is posted: what in it could lead to somebody, drawn for its writer to decide; and, when
it is posted, where in the queue it waits. Nothing of it is kept but labels without a place, for the moderators.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from harmblog.markup import comment_html

from . import limits
from .models import Comment
from .screening import disclosure, findings
from .screening.finding import Finding, Label, labels

Lane = Comment.Lane


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
    is_urgent: bool = field(init=False)

    def __post_init__(self) -> None:
        everything = findings(self.text, name=self.name)
        self.is_urgent = Label.URGENT in labels(everything)
        self.found = [finding for finding in everything if finding.label != Label.URGENT]

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
        return Label.DISCLOSURE in labels(self.found)

    @property
    def leads_to_others(self) -> bool:
        return Label.OTHERS in labels(self.found)

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
    lane = Lane.URGENT if check.is_urgent else Lane.SLOW if signs else Lane.ORDINARY
    return {"labels": _joined(check, signs), "lane": lane}


def screened_again(check: Check, *, before: Comment) -> dict[str, Any]:
    """The labels of a newer text, as `moderation.edit` takes them. What spoke for a flood when the comment came is not
    undone by changing its words.
    """
    signs = set(limits.Sign) & set(before.labels.split())
    return {"labels": _joined(check, signs), "urgent": check.is_urgent}


def _joined(check: Check, signs: Iterable[str]) -> str:
    return " ".join(sorted({*labels(check.found), *signs, *([Label.URGENT] if check.is_urgent else [])}))

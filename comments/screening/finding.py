"""One place in a text, and why it was marked."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Label(StrEnum):
    """What a finding means for a comment's way."""

    DISCLOSURE = "disclosure"  # could lead to the writer: a gentle preview, once
    OTHERS = "others"  # could lead to somebody else: a question
    URGENT = "urgent"  # somebody may be in danger now: help first, and the urgent lane
    # For moderators alone; the writer is not asked about these.
    SOURCING = "sourcing"  # offers drugs or asks for them
    VENDOR = "vendor"  # a link to somebody who sells them
    SPAM = "spam"  # an advertisement
    DOSE = "dose"  # a claim about doses or mixtures that somebody could be harmed by
    GRAPHIC = "graphic"  # hard to read: folded at the desk


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of a text or a name: the characters from `start` up to, not including, `end`."""

    label: Label
    kind: str  # more exactly, as in "phone"
    start: int
    end: int
    reason: str | Promise  # for the writer, in plain words
    field: str = "text"  # or "name"


def labels(findings: Iterable[Finding]) -> set[Label]:
    """What was found, without where."""
    return {finding.label for finding in findings}

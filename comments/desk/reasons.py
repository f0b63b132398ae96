"""What was found in a comment, for moderators: each reason with the words it is about, and the text with them marked.
Found anew for each look, since places are not kept: some milliseconds for the longest text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from .. import ranker, word_lists
from ..checking import Piece
from ..models import Comment
from ..screening.finding import Finding, Label
from ..sorting import LIKELY
from .signs import SIGNS, URGENT

QUOTED = 80  # characters of what a reason is about
EXAMPLES = 4  # of what it is about


@dataclass
class Why:
    """A label and one reason for it. A label that came from `limits` has none."""

    label: str
    sign: Promise | str
    reason: str | Promise = ""
    words: list[str] = field(default_factory=list)
    number: int = 0


@dataclass
class Marked:
    """Reasons, and the name and text in pieces."""

    whys: list[Why]
    name: list[Piece]
    text: list[Piece]
    labels: set[str]

    @property
    def marks_text(self) -> bool:
        return any(piece.note for piece in (*self.name, *self.text))


def marked(comment: Comment) -> Marked:
    """Of a comment as it is now: first what is urgent, then in the order of its words, then the labels that stand
    for no words.
    """
    found = sorted(word_lists.reasons(comment), key=lambda one: (one.label != Label.URGENT, one.start))
    whys: dict[tuple[str, str], Why] = {}
    for finding in found:
        key = (finding.label, str(finding.reason))
        why = whys.setdefault(key, Why(finding.label, _sign(finding.label), finding.reason, number=len(whys) + 1))
        said = _part(comment, finding.field)[finding.start : finding.end].strip()
        if said and said not in why.words and len(why.words) < EXAMPLES:
            why.words.append(said if len(said) <= QUOTED else f"{said[:QUOTED]}…")
    seen = {label for label, _reason in whys}
    others = [Why(label, _sign(label), words=_learned(label, comment)) for label in comment.labels.split()]
    others = [why for why in others if why.label not in seen]
    numbered = [(finding, whys[finding.label, str(finding.reason)].number) for finding in found]
    parts = {part: _pieces(_part(comment, part), numbered, part) for part in ("name", "text")}
    shown = [why for why in others if why.sign]
    return Marked([*whys.values(), *shown], **parts, labels=seen | set(comment.labels.split()))


def _learned(label: str, comment: Comment) -> list[str]:
    """The words for which this site has come to expect the worst."""
    return ranker.reasons(comment.text, comment.name) if label == LIKELY else []


def _sign(label: str) -> Promise | str:
    return URGENT if label == Label.URGENT else SIGNS.get(label, "")


def _part(comment: Comment, part: str) -> str:
    return comment.name if part == "name" else comment.text


def _pieces(typed: str, numbered: Iterable[tuple[Finding, int]], part: str) -> list[Piece]:
    """Where two marks meet, the earlier one stands: the list of reasons names both."""
    here = [(finding, number) for finding, number in numbered if finding.field == part]
    pieces, at = list[Piece](), 0
    for finding, number in sorted(here, key=lambda pair: (pair[0].start, -pair[0].end)):
        start = max(finding.start, at)
        if start < finding.end:
            pieces += [Piece(typed[at:start])] if start > at else []
            pieces.append(Piece(typed[start : finding.end], number))
            at = finding.end
    return [*pieces, Piece(typed[at:])] if at < len(typed) else pieces

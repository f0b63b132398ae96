"""What a moderator marks in a comment: what is offered, what a form says, and how both are drawn. No script is needed:
every word has a box of its own, and any words can be typed. Nothing is kept; marks travel in the form.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from harmblog.language import speaking
from harmblog.markup import comment_html

from .. import redaction
from ..characters import from_browser
from ..models import Comment
from ..redaction import Kind, Span
from ..screening import contact, findings, handles
from ..screening.disclosure import standing
from ..screening.finding import Finding, Label
from ..screening.plain import plain

CONTACTS = (contact.emails, handles.links, contact.phones, contact.spoken, handles.handles)
CONTACT_KINDS = {"email", "phone", "handle", "profile-link"}
KIND_OF = {Label.SOURCING: Kind.SOURCE, Label.VENDOR: Kind.SOURCE}
OFFERED = {Label.DISCLOSURE, Label.OTHERS, *KIND_OF}
MOST = 100  # marks in one comment; longer ones do the same
FIELDS = ("name", "text")
PLACE = re.compile(r"(name|text):([0-9]{1,6}):([0-9]{1,6})")
# Scripts without spaces between words: each sign is one.
SIGNS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{SIGNS}]|[^\s{SIGNS}]+")


def contacts(comment: Comment) -> list[Span]:
    """Every way to reach somebody, in the text and the name."""
    found = [
        *standing(plain(comment.name, field="name"), CONTACTS),
        *standing(plain(comment.text), CONTACTS),
    ]
    return [Span(one.start, one.end, Kind.CONTACT, one.field) for one in found]


def _offered(comment: Comment) -> list[tuple[Span, str | Promise]]:
    """What is found in a comment, and why."""
    found = [one for one in findings(comment.text, name=comment.name) if one.label in OFFERED]
    return [(Span(one.start, one.end, _kind(one), one.field), one.reason) for one in found][:MOST]


def _kind(finding: Finding) -> Kind:
    return Kind.CONTACT if finding.kind in CONTACT_KINDS else KIND_OF.get(finding.label, Kind.DETAIL)


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of the list: words that go, or that were offered and stay."""

    span: Span
    words: str
    reason: str | Promise
    ticked: bool

    @property
    def value(self) -> str:
        return f"{self.span.field}:{self.span.start}:{self.span.end}"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a name or a text as it is drawn: marked with the number of its line, a word to tick, or neither."""

    text: str
    note: int = 0
    value: str = ""


@dataclass
class Sheet:
    """A comment with the marks in it, in the order of its name and text. `errors` says what could not be marked."""

    comment: Comment
    chosen: list[Span] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    exact: str = ""
    kind: str = Kind.DETAIL

    def __post_init__(self) -> None:
        parts = {"name": self.comment.name, "text": self.comment.text}
        self.offers = _offered(self.comment)
        self.chosen = [one for part in FIELDS for one in self._merged(parts[part], part)]
        unticked = [(span, why) for span, why in self.offers if not any(_meet(span, one) for one in self.chosen)]
        lines = [(one, self._reason(one), True) for one in self.chosen] + [(*offer, False) for offer in unticked]
        lines.sort(key=lambda line: (line[0].field, line[0].start))
        self.marks = [Mark(one, parts[one.field][one.start : one.end], why, ticked) for one, why, ticked in lines]
        self.pieces = {part: list(_pieces(parts[part], part, self.marks)) for part in FIELDS}

    def _merged(self, typed: str, part: str) -> list[Span]:
        with speaking(self.comment.article.language):
            return redaction.merged(typed, redaction.of_field(self.chosen, part))

    def _reason(self, span: Span) -> str | Promise:
        return next((why for offer, why in self.offers if _meet(offer, span)), "")

    @property
    def looked(self) -> str:
        """The marks in one line, so that nothing is published that was not looked at."""
        return " ".join(f"{one.field}:{one.start}:{one.end}:{one.kind}" for one in self.chosen)

    def seen_by_readers(self) -> Comment | None:
        """The comment as it would be; never saved."""
        if not self.chosen:
            return None
        name, text = (redaction.of_field(self.chosen, part) for part in FIELDS)
        with speaking(self.comment.article.language):
            drawn = Comment(name=redaction.name_without(self.comment.name, name))
            drawn.text = redaction.without(self.comment.text, text)
        drawn.html, drawn.received_at = comment_html(drawn.text), self.comment.received_at
        return drawn

    @property
    def gone(self) -> list[str]:
        """The words that are marked."""
        return [mark.words for mark in self.marks if mark.ticked]


def _meet(one: Span, other: Span) -> bool:
    return one.field == other.field and one.start < other.end and other.start < one.end


def _pieces(typed: str, part: str, marks: Iterable[Mark]) -> Iterator[Piece]:
    at = 0
    for note, mark in enumerate(marks, 1):
        if mark.span.field == part and mark.ticked:
            yield from _words(typed, at, mark.span.start, part)
            yield Piece(mark.words, note=note)
            at = mark.span.end
    yield from _words(typed, at, len(typed), part)


def _words(typed: str, start: int, end: int, part: str) -> Iterator[Piece]:
    """Words to tick, and what stands between them."""
    at = start
    for match in WORD.finditer(typed, start, end):
        first, last = match.span()
        while first < last and _is_pause(typed[first]):
            first += 1
        while first < last and _is_pause(typed[last - 1]):
            last -= 1
        if first < last:
            yield from [Piece(typed[at:first])] if at < first else []
            yield Piece(typed[first:last], value=f"{part}:{first}:{last}")
            at = last
    yield from [Piece(typed[at:end])] if at < end else []


def _is_pause(sign: str) -> bool:
    return unicodedata.category(sign)[0] == "P" and sign not in "@#&"


# --- What a form says -------------------------------------------------------------------------------------------------


def offer(comment: Comment) -> Sheet:
    """All that was found, marked."""
    return Sheet(comment, [span for span, _reason in _offered(comment)])


def read(comment: Comment, form: QueryDict) -> Sheet:
    """The marks of a form: lines that are ticked, words that are, a selection, and words that were typed. What makes no
    sense is left out, and said.
    """
    kind, exact = _kind_in(form.get("kind", "")), form.get("exact", "")
    lines = [_place(value, comment, _kind_in(form.get(f"kind:{value}", ""))) for value in form.getlist("span")]
    drawn = [_place(value, comment, kind, drawn=True) for value in form.getlist("drawn")]
    ticked = [_place(value, comment, kind) for value in form.getlist("word")]
    chosen = [span for span in [*lines, *drawn] if span]
    words = [span for span in ticked if span]
    chosen += [span for part in FIELDS for span in _joined(words, _typed(comment, part), part)]
    errors = []
    if None in [*lines, *drawn, *ticked]:
        errors.append(_("A mark lies outside the comment, or holds nothing. Please mark the words again."))
    if wanted := exact.split():
        found = list(_occurrences(comment, wanted, kind))
        if not found:
            errors.append(_("These words are not in the comment. Please compare them letter by letter."))
        chosen, exact = chosen + found, "" if found else exact
    if len(chosen) > MOST:
        chosen = chosen[:MOST]
        errors.append(_("These are too many marks. Please mark longer stretches."))
    return Sheet(comment, chosen, errors, exact, kind)


def _kind_in(value: str) -> Kind:
    return Kind(value) if value in set(Kind) else Kind.DETAIL


def _typed(comment: Comment, part: str) -> str:
    return comment.name if part == "name" else comment.text


def _place(value: str, comment: Comment, kind: Kind, *, drawn: bool = False) -> Span | None:
    """A stretch as a form names it; `drawn` as a browser counts. None where there is no such stretch."""
    match = PLACE.fullmatch(value)
    if match is None:
        return None
    typed, start, end = _typed(comment, match[1]), int(match[2]), int(match[3])
    if drawn:
        try:
            start, end = from_browser(typed, start, end)
        except ValueError:
            return None
    return Span(start, end, kind, match[1]) if 0 <= start < end <= len(typed) else None


def _joined(ticked: list[Span], typed: str, part: str) -> list[Span]:
    """Neighbours as one: what stands between two ticked words goes with them."""
    found: list[Span] = []
    for span in sorted(redaction.of_field(ticked, part), key=lambda span: span.start):
        if found and not any(sign.isalnum() for sign in typed[found[-1].end : span.start]):
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end), span.kind, part)
        else:
            found.append(span)
    return found


def _occurrences(comment: Comment, wanted: list[str], kind: Kind) -> Iterator[Span]:
    """Where these words stand, whatever their case and the white space between them."""
    pattern = re.compile(r"\s+".join(map(re.escape, wanted)), re.IGNORECASE)
    for part in FIELDS:
        for match in pattern.finditer(_typed(comment, part)):
            yield Span(*match.span(), kind, part)

"""Takes words out of a text: which stretches go, what stands in their place, and nothing of them left.

Pure functions, in the active language. A stretch is a range of code points; it is widened where it would cut through
what is one character to a reader.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_lazy as _

from harmblog.markup import comment_html

from .characters import is_within

SHORTEST = 3  # characters of a removed stretch that is looked for elsewhere: "at" is everywhere
LONG_WORD = 4  # characters of a word in it that is looked for by itself


class Wrong(ValueError):
    """A stretch that cannot be: outside the text, or empty."""


class Kind(StrEnum):
    """What was removed."""

    DETAIL = "detail"
    CONTACT = "contact"
    SOURCE = "source"


KINDS: dict[Kind, Promise] = {
    Kind.DETAIL: _("identifying detail"),
    Kind.CONTACT: _("contact"),
    Kind.SOURCE: _("a way to get drugs"),
}
PLACEHOLDER = gettext_lazy("[removed by a moderator: %(what)s]")


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from `start` up to, not including, `end` of a comment's text or, by `field`, its name."""

    start: int
    end: int
    kind: Kind = Kind.DETAIL
    field: str = "text"


def placeholder(kind: Kind) -> str:
    """What readers see in the place of removed words."""
    return PLACEHOLDER % {"what": KINDS[kind]}


def as_one(name: str, text: str) -> str:
    """A comment's name and text as what is sealed of it: the name is the first line."""
    return f"{' '.join(name.splitlines())}\n{text}"


def in_two(original: str) -> tuple[str, str]:
    """The name and the text in what was sealed."""
    name, _line_end, text = original.partition("\n")
    return name, text


def of_field(spans: Iterable[Span], field: str) -> list[Span]:
    return [span for span in spans if span.field == field]


# --- Where ------------------------------------------------------------------------------------------------------------


def merged(text: str, spans: Iterable[Span]) -> list[Span]:
    """The same stretches in order, widened to whole characters and whole placeholders of an earlier redaction, those
    that overlap or touch as one, of the kind of its longest part. Raises Wrong.
    """
    found: list[Span] = []
    longest = 0
    atoms = _placeholders(text)
    for span in sorted((_widened(text, span, atoms) for span in spans), key=lambda span: (span.start, span.end)):
        length = span.end - span.start
        if found and span.start <= found[-1].end:
            kind = span.kind if length > longest else found[-1].kind
            found[-1] = replace(found[-1], end=max(found[-1].end, span.end), kind=kind)
            longest = max(longest, length)
        else:
            found.append(span)
            longest = length
    return found


def _widened(text: str, span: Span, atoms: Sequence[re.Match[str]]) -> Span:
    start, end = span.start, span.end
    if not 0 <= start < end <= len(text):
        raise Wrong
    while start and is_within(text, start):
        start -= 1
    while end < len(text) and is_within(text, end):
        end += 1
    cut = [atom for atom in atoms if atom.start() < end and start < atom.end()]
    if cut:
        start, end = min(start, cut[0].start()), max(end, cut[-1].end())
    return replace(span, start=start, end=end)


# --- What stays -------------------------------------------------------------------------------------------------------

# In a comment's Markdown a backslash takes the meaning of any of these; most mean nothing there.
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]")
_MEANT = re.compile(r"[\\`*_\[\]<>]")
_BRACKET = re.compile(r"\\[\s\S]|\[")
Mark = tuple[int, int, str]  # from, to, the words in its place
Way = Callable[[str], str]


def without(text: str, spans: Iterable[Span]) -> str:
    """The text with a placeholder for each stretch, which is seen as these very words whatever stands around it: where
    a link, or quotes in quotes in quotes, would swallow it, what stays is shown with its signs instead. Raises Wrong.
    """
    gone = merged(text, spans)
    if not gone:
        return text
    marks = [(span.start, span.end, placeholder(span.kind)) for span in gone]
    marks += [(found.start(), found.end(), _read(found[0])) for found in _placeholders(text) if _stays(found, gone)]
    marks.sort()
    for written, kept in _WAYS:
        drawn = partial(_joined, text, mark=written, rest=kept)
        if _all_are_seen(text, marks, drawn):
            break
    return drawn(marks)


def _stays(found: re.Match[str], gone: Iterable[Span]) -> bool:
    return not any(span.start <= found.start() < span.end for span in gone)


def _placeholders(text: str) -> list[re.Match[str]]:
    """Those of an earlier redaction. Whoever types these very words has typed one: a mark takes it whole, no more."""
    words = [placeholder(kind) for kind in Kind]
    return list(re.finditer("|".join(re.escape(way(one)) for one in words for way in (_escaped, str)), text))


def _escaped(words: str) -> str:
    return _MEANT.sub(r"\\\g<0>", words)


def _read(words: str) -> str:
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", words)


def _joined(text: str, marks: Iterable[Mark], *, mark: Way, rest: Way) -> str:
    parts, at = [], 0
    for start, end, words in marks:
        parts += [rest(text[at:start]), mark(words)]
        at = end
    return "".join([*parts, rest(text[at:])])


def _without_links(kept: str) -> str:
    safe = _BRACKET.sub(lambda sign: r"\[" if sign[0] == "[" else sign[0], kept)
    backslashes = len(safe) - len(safe.rstrip("\\"))
    return safe + "\\" * (backslashes % 2)


def _without_signs(kept: str) -> str:
    return _SIGNS.sub(r"\\\g<0>", kept)


# How placeholders are written, and the rest: the gentlest way that shows them is taken. The last one always does.
_WAYS: tuple[tuple[Way, Way], ...] = (
    (str, str),
    (_escaped, str),
    (_escaped, _without_links),
    (_escaped, _without_signs),
)


def _all_are_seen(text: str, marks: Sequence[Mark], drawn: Callable[[Sequence[Mark]], str]) -> bool:
    """Whether each placeholder is read, and in no link. Each gets a word of its own for this, so that the same words in
    what stays cannot stand in for it.
    """
    # Loaded when a moderator redacts.
    from selectolax.lexbor import LexborHTMLParser

    word = "x"
    while word in text:
        word += "xq"
    told = [(start, end, f"{words[:-1]} {word}{number}{words[-1]}") for number, (start, end, words) in enumerate(marks)]
    tree = LexborHTMLParser(comment_html(drawn(told)))
    for link in tree.css("a"):
        link.decompose()
    seen = tree.body.text() if tree.body else ""
    return all(words in seen for _start, _end, words in told)


def name_without(name: str, spans: Iterable[Span]) -> str:
    """What is left of a name, or that there is none. Raises Wrong."""
    gone = merged(name, spans)
    if not gone:
        return name
    parts, at = [], 0
    for span in gone:
        parts.append(name[at : span.start])
        at = span.end
    rest = re.sub(r"[(\[{<]\s*[)\]}>]", " ", " ".join([*parts, name[at:]]))
    rest = re.sub(r"\s+", " ", rest).strip(" ,.;:-_/|@")
    return rest if any(unicodedata.category(sign)[0] in "LNS" for sign in rest) else gettext("Anonymous")


# --- Where else -------------------------------------------------------------------------------------------------------


def removed(text: str, spans: Iterable[Span]) -> list[str]:
    """The stretches themselves."""
    return [text[span.start : span.end] for span in merged(text, spans)]


def scrubbed(said: str, gone: Iterable[str], stays: str) -> str:
    """What somebody else `said`, without the stretches that are `gone`, and without the longer words in them that are
    nowhere in what `stays`: a note may name the person alone.
    """
    kept = set(re.findall(r"\w+", stays.casefold()))
    wanted = {stretch.strip() for stretch in gone}
    wanted |= {
        word
        for stretch in wanted
        for word in re.findall(r"\w+", stretch)
        if word.casefold() not in kept and _is_long(word)
    }
    wanted = {words for words in wanted if len(words) >= SHORTEST}
    if not wanted:
        return said
    found = "|".join(r"\s+".join(map(re.escape, words.split())) for words in sorted(wanted, key=len, reverse=True))
    return re.sub(found, "[…]", said, flags=re.IGNORECASE)


def _is_long(word: str) -> bool:
    return len(word) >= LONG_WORD or (len(word) >= SHORTEST and not word.islower())

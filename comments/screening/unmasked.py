"""A text without disguise, as the rules for sourcing and spam read it: small letters without accents or apostrophes,
look-alikes of other scripts, digits for letters, spaced-out words and pictures put into plain words. Only words that
matter here are changed, so that "4-HO-MET" and "m 30" stay what they are. Each character knows where it stood.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

from django.utils.functional import Promise

from .finding import Finding, Label
from .folding import QUOTED, Character, characters, without_quotes
from .patterns import Text
from .trade_words import DISGUISED

# Letters of other scripts that look like ours, small ones only: capitals are made small first.
_ALIKE = dict(
    zip(
        "аеорсухіјѕһԁԛԝъьвкмнтгпзбυαβεικνορτχγηωωɑɡıłøđƅſⅼ",
        "aeopcyxijshdqwbbvkmhtrn36uabeiknoptxynwwagiloddsl",
        strict=True,
    )
)
_PICTURES = {
    "🔌": " plug ", "📲": " contact me ", "📩": " contact me ", "📥": " contact me ", "💊": " pills ", "❄": " snow ",
    "🍄": " mushrooms ", "🍁": " weed ", "🌿": " weed ", "🥦": " weed ", "🚚": " delivery ", "📦": " delivery ",
    "💉": " needle ", "👻": " snapchat ", "💨": " smoke ", "🐎": " horse ", "🍫": " bars ", "🎰": " casino ",
    "💰": " money ", "💵": " money ", "💸": " money ", "🤑": " money ",
}  # fmt: skip
_APOSTROPHES = "'’‘ʼ´`′‛"
_LEET = str.maketrans("013457@$!|€¡+", "oieastasileit")
_LEET_ONE = str.maketrans("013457@$!|€¡+", "oleastasiieit")

_COULD_BE_LEET = re.compile(
    r"(?<![\w/.@-])(?=[a-z0-9@$!|€¡+]{0,20}[a-z])(?=[a-z]{0,20}[0-9@$!|€¡+])[a-z0-9@$!|€¡+]{3,20}"
)
_SPACED = re.compile(r"(?<!\w)[a-z0-9@$!](?:([ .\-_*~,/])[a-z0-9@$!])(?:\1[a-z0-9@$!]){1,30}(?!\w)")
_NOISE = re.compile(r"(?<!\w)(?:\w[^\w\n]{1,2}){40,}")  # no language has as many words of one letter in a row
_SPLIT = re.compile(r"(?<![\w.@/-])[a-z]{1,10}(?:[-._*][a-z]{1,10}){1,4}(?![\w@/]|\.\w)")
_INSIDE = re.compile("|".join(sorted((word for word in DISGUISED if len(word) > 2), key=len, reverse=True)))
_WORD = re.compile(r"[a-z0-9]+")
# Ends: marks that end a sentence where white space or nothing follows, and line ends.
_SENTENCE = re.compile(r"[^\s.!?;](?:[^.!?;\n]|[.!?;](?=[^\s.!?;]))*[.!?;]*")
PLACES = 400  # of one kind, looked at in one text


@dataclass(frozen=True, slots=True)
class Sentence:
    text: Text
    start: int  # in the unmasked text
    asks: bool


@dataclass(frozen=True)
class Unmasked:
    """The text to match against; `at[i]` is where its i-th character stood, `ends[i]` where what it stands for ends."""

    text: Text
    at: list[int]
    ends: list[int]
    field: str = "text"

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(_WORD.findall(self.text))

    @cached_property
    def sentences(self) -> list[Sentence]:
        found = [(match[0], match.start()) for match in _SENTENCE.finditer(self.text)]
        return [Sentence(self.text.part(text.rstrip("!;. ")), start, asks="?" in text[-3:]) for text, start in found]

    def finding(self, label: Label, kind: str, span: tuple[int, int], reason: str | Promise) -> Finding:
        start, end = span
        return Finding(label, kind, self.at[start], self.ends[end - 1], reason, self.field)

    def blank(self, spans: list[tuple[int, int]]) -> "Unmasked":
        """The same with these stretches as one sign that no rule reads."""
        if not spans:
            return self
        parts = list(self.text)
        for start, end in spans:
            parts[start:end] = "¤" * (end - start)
        return Unmasked(Text("".join(parts)), self.at, self.ends, self.field)


@cache
def plain_character(character: str) -> str:
    """In small letters, without accents, as ours; "" for what is not seen."""
    if character in _APOSTROPHES:
        return ""
    if character.isascii():
        return character.lower()
    if character in _PICTURES:
        return _PICTURES[character]
    if unicodedata.category(character) in ("Cf", "Mn", "Me"):
        return ""
    small = unicodedata.normalize("NFKC", character).lower().replace("ß", "ss")
    parts = "".join(part for part in unicodedata.normalize("NFKD", small) if not unicodedata.combining(part))
    parts = "".join(_ALIKE.get(part, part) for part in parts)
    return " " if parts.isspace() and parts != "\n" else parts


def unmask(text: str, *, field: str = "text", quotes: bool = False) -> Unmasked:
    """Read a text. Quotations are left out, as they are somebody else's words, unless `quotes`."""
    read = without_quotes(text, plain_character) if not quotes else list(characters(text, plain_character))
    unmasked = "".join([plain for plain, _, _ in read])
    changes = sorted(_disguised(unmasked))
    if changes:
        read = _changed(read, changes)
        unmasked = "".join([plain for plain, _, _ in read])
    return Unmasked(Text(unmasked), [start for _, start, _ in read], [end for _, _, end in read], field)


def _disguised(text: str) -> Iterator[tuple[int, int, str]]:
    """Stretches that stand for a word, and the word."""
    for match in _COULD_BE_LEET.finditer(text):
        if word := known(match[0]):
            yield match.start(), match.end(), word
    for match in _SPACED.finditer(text):
        joined = re.sub(r"[ .\-_*~,/]", "", match[0])
        if _INSIDE.search(word := undigited(joined)):
            yield match.start(), match.end(), re.sub(" +", " ", _INSIDE.sub(r" \g<0> ", word)).strip()
    for match in _NOISE.finditer(text):
        yield match.start(), match.end(), " "
    for match in _SPLIT.finditer(text):
        if (word := re.sub(r"[-._*]", "", match[0])) in DISGUISED and len(match[0]) < 2 * len(word) - 1:
            yield match.start(), match.end(), word


def known(word: str) -> str:
    """The word that matters here and is written with signs for letters, or nothing."""
    if word.isalpha():
        return ""
    for table in (_LEET, _LEET_ONE):
        plain = word.rstrip("!|+").translate(table)
        if plain in DISGUISED or (plain[-1:] == "s" and plain[:-1] in DISGUISED):
            return plain
    return ""


def undigited(word: str) -> str:
    return word if word.isdigit() else word.translate(_LEET)


def _changed(read: list[Character], changes: list[tuple[int, int, str]]) -> list[Character]:
    found = list[Character]()
    at = 0
    for start, end, word in changes:
        if start < at:
            continue
        found += read[at:start]
        found += [(letter, read[start][1], read[end - 1][2]) for letter in word]
        at = end
    return found + read[at:]


__all__ = ["PLACES", "QUOTED", "Sentence", "Unmasked", "known", "plain_character", "unmask"]

"""A text as the rules read it: without tricks of spelling, each character knowing where it stood."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise

from .finding import Finding, Label

# What people write for a plain sign; NFKC leaves these alone.
SAME = str.maketrans(dict.fromkeys("’‘`´ʼ", "'") | dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("“”„", '"'))
WORD = re.compile(r"[^\W_]+")
# Zero-width characters and direction marks; marks that cannot be composed, as in struck-through digits.
DROPPED = {"Cf", "Mn", "Me"}


@dataclass(frozen=True)
class Plain:
    """The text to match against; `at[i]` is where its i-th character stood in the original."""

    text: str
    at: Sequence[int]
    field: str = field(default="text", kw_only=True)

    @cached_property
    def words(self) -> frozenset[str]:
        """All words in lower case: rules ask here first whether there is anything to look for."""
        return frozenset(WORD.findall(self.text.lower()))

    @cached_property
    def has_digits(self) -> bool:
        return any(character in self.text for character in "0123456789")

    def finding(self, label: Label, kind: str, span: tuple[int, int], reason: str | Promise) -> Finding:
        """The finding for a stretch of the plain text, placed in the original."""
        start, end = span
        # Signs that were dropped behind the last character belong to it.
        return Finding(label, kind, self.at[start], max(self.at[end - 1] + 1, self.at[end]), reason, self.field)


def plain(original: str, *, field: str = "text") -> Plain:
    """Full-width, struck-through and invisible characters made plain; other digits become ours."""
    if original.isascii():
        return Plain(original, range(len(original) + 1), field=field)
    characters: list[str] = []
    at: list[int] = []
    for index, character in enumerate(original):
        for simple in simplified(character, characters):
            characters.append(simple)
            at.append(index)
    return Plain("".join(characters).translate(SAME), [*at, len(original)], field=field)


def simplified(character: str, before: list[str]) -> str:
    """What is read for a character; an accent written behind its letter joins it there."""
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category not in DROPPED:
        return unicodedata.normalize("NFKC", character)
    if category == "Mn" and before and len(composed := unicodedata.normalize("NFC", before[-1] + character)) == 1:
        before[-1] = composed
    return ""

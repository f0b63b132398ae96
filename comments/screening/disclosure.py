"""What in a comment could lead to its writer, or to somebody else: a warning to look once more, never a refusal.

What is looked for, what never counts, and how often the rules are right: docs/screening.md.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext as _

from . import combinations, contact, handles, others, papers, people, places
from .finding import Finding
from .plain import Plain, plain

Rule = Callable[[Plain], Iterator[Finding]]

# Where two meet, the earlier one stands.
TEXT_RULES: tuple[Rule, ...] = (
    contact.emails,
    handles.links,
    papers.numbers,
    contact.phones,
    contact.spoken,
    places.streets,
    places.postcodes,
    papers.plates,
    papers.births,
    handles.handles,
    people.introduced,
    others.others,
    combinations.events,
    combinations.works,
    combinations.lone,
    combinations.ill,
)
NAME_RULES: tuple[Rule, ...] = (contact.emails, handles.links, contact.phones, handles.handles, people.named)


def findings(text: str, name: str = "") -> list[Finding]:
    """What was found in the text and the name, by field and place; within a field nothing overlaps."""
    found = [*standing(plain(name, field="name"), NAME_RULES), *standing(plain(text), TEXT_RULES)]
    return sorted(found, key=lambda finding: (finding.field, finding.start))


def standing(text: Plain, rules: Iterable[Rule]) -> list[Finding]:
    """What these rules find, less what an earlier rule has found there already."""
    kept: list[Finding] = []
    taken = bytearray(text.at[-1])  # one byte for each character of the original
    for rule in rules:
        for finding in rule(text):
            if not any(taken[finding.start : finding.end]):
                kept.append(finding)
                taken[finding.start : finding.end] = b"\1" * (finding.end - finding.start)
    return kept


def without(text: str, found: Iterable[Finding], field: str = "text") -> str:
    """The text, or with `field="name"` the name, without what was found in it."""
    mark = "" if field == "name" else "[…]"
    for finding in sorted(found, key=lambda finding: finding.start, reverse=True):
        if finding.field == field:
            text = text[: finding.start] + mark + text[finding.end :]
    if field != "name":
        return text
    rest = re.sub(r"\s+", " ", text).strip(" ,.;:-_")
    return rest if any(unicodedata.category(c)[0] in "LNPS" for c in rest) else _("Anonymous")

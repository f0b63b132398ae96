"""Finds what a text must have for an expression to be found in it: python -m tests.screening.needed

It is read from each rule itself, by the parser of Python's own `re`, and written to comments/screening/needed.txt.

Whatever `\\b(?:took|swallowed) (?:all )?my (?:pills|tablets)(?!\\w)` finds has in it "all my pills", "my pills" or the
same with tablets; and these can only be there where "pills" or "tablets" is a word of the text.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined] # typeshed knows `re` as one file
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from comments.screening import asking
from comments.screening.patterns import Pattern
from comments.screening.prefilter import BEGINNING, FILE, WORD, beginning, name_of
from comments.screening.words import COMMON

MOST = 60  # ways to write a stretch; of one that has more, its parts are looked at
RARE = 5  # letters of words that are not common: few texts have such a stretch
EDGE = "\0"  # stands where no word goes on
_REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT)
_EDGES = {sre.AT_BOUNDARY, sre.AT_BEGINNING, sre.AT_BEGINNING_STRING, sre.AT_END, sre.AT_END_STRING}
_NO_LETTER = [(sre.IN, [(sre.CATEGORY, sre.CATEGORY_WORD)])]

Needed = frozenset[tuple[str, str]]  # stretches of text, each under one of its `keys`


@dataclass(slots=True)
class Part:
    """Of an expression."""

    ways: set[str] | None  # all that it can be; None where that is too much, or cannot be said
    instead: list[list["Part"]]  # what it is made of, one or another of these
    optional: bool = False
    repeated: bool = False


def needed(pattern: str) -> Needed:
    """One of these is in every text in which the pattern finds something. Empty where that cannot be said."""
    parsed = _parser.parse(pattern)
    if parsed.state.flags & ~sre.SRE_FLAG_UNICODE:  # a letter may stand for another
        return Needed()
    return _needed(_parts(parsed), before=False, behind=False)


def _parts(parsed: Any) -> list[Part]:
    return [_part(kind, about) for kind, about in parsed.data]


def _part(kind: Any, about: Any) -> Part:
    if kind is sre.LITERAL:
        return Part({chr(about)}, [])
    if kind is sre.IN and all(one is sre.LITERAL for one, _sign in about):
        return Part({chr(sign) for _literal, sign in about}, [])
    if kind is sre.AT:
        return Part({EDGE if about in _EDGES else ""}, [])
    if kind in (sre.ASSERT, sre.ASSERT_NOT):
        return Part({EDGE if kind is sre.ASSERT_NOT and about[1].data == _NO_LETTER else ""}, [])
    if kind is sre.BRANCH:
        return _either([_parts(branch) for branch in about[1]])
    if kind is sre.SUBPATTERN and not about[1]:  # in which no letter may stand for another
        return _either([_parts(about[3])])
    if kind in _REPEATS:
        return _either([_parts(about[2])], optional=about[0] == 0, repeated=about[1] > 1)
    return Part(None, [])


def _either(instead: list[list[Part]], *, optional: bool = False, repeated: bool = False) -> Part:
    ways = {""} if optional else set[str]()
    for parts in instead:
        more = _ways_of_all(parts)
        if repeated or more is None or len(ways) + len(more) > MOST:
            return Part(None, instead, optional, repeated)
        ways |= more
    return Part(ways, instead, optional, repeated)


def _ways_of_all(parts: Iterable[Part]) -> set[str] | None:
    ways = {""}
    for part in parts:
        if part.ways is None or len(ways) * len(part.ways) > MOST:
            return None
        ways = _joined(ways, part.ways)
    return ways


def _joined(ways: set[str], more: set[str]) -> set[str]:
    return {way + one for way in ways for one in more}


def _needed(parts: Sequence[Part], *, before: bool, behind: bool) -> Needed:
    """`before`, `behind`: whether no word goes on there."""
    found = list[Needed]()
    ways, edge = {""}, before  # how the stretch that is read at the moment is written; whether it begins at an edge
    for at, part in enumerate(parts):
        if part.ways is not None and len(ways) * len(part.ways) <= MOST:
            ways = _joined(ways, part.ways)
            continue
        found.append(_stretches(ways, edge, _at_edge(parts[at:], behind)))
        edge = _at_edge(parts[:at], before, last=True)
        if part.ways is None:
            found.append(_needed_within(part, edge, _at_edge(parts[at + 1 :], behind)))
            edge = _at_edge(parts[: at + 1], before, last=True)
        ways = part.ways or {""}
    found.append(_stretches(ways, edge, behind))
    return max(found, key=_worth)


def _needed_within(part: Part, before: bool, behind: bool) -> Needed:
    if part.optional:
        return Needed()
    each = [_needed(parts, before=before, behind=behind and not part.repeated) for parts in part.instead]
    return Needed().union(*each) if all(each) else Needed()


def _at_edge(parts: Sequence[Part], beyond: bool, *, last: bool = False) -> bool:
    """Whether no word goes on into these, or out of them (`last`). Where they can be nothing, `beyond` counts."""
    if not parts:
        return beyond
    part, rest = (parts[-1], parts[:-1]) if last else (parts[0], parts[1:])
    if part.ways is not None:
        signs = {way[-1 if last else 0] for way in part.ways if way}
        return not any(map(WORD.match, signs)) and ("" not in part.ways or _at_edge(rest, beyond, last=last))
    instead = [*part.instead, []] if part.optional and part.instead else part.instead
    ends = [[*rest, *one] if last else [*one, *rest] for one in instead]
    return bool(ends) and all(_at_edge(one, beyond, last=last) for one in ends)


def _stretches(ways: set[str], before: bool, behind: bool) -> Needed:
    """Each of these ways, under the word of it that fewest texts have."""
    found = set[tuple[str, str]]()
    for way in ways:
        stretch = way.replace(EDGE, "")
        keys = [_key(match, len(way), before, behind) for match in WORD.finditer(way)]
        key = max(keys, key=_rarity, default="")
        if not key and len(stretch.strip()) < BEGINNING:
            return Needed()
        found.add((key, stretch))
    return Needed(found)


def _key(word: re.Match[str], length: int, before: bool, behind: bool) -> str:
    """A word of a stretch, as `keys` has it; empty where its end and its beginning are not certain."""
    if word.start() == 0 and not before:
        return ""
    if word.end() < length or behind:
        return word[0]
    return beginning(word[0]) if len(word[0]) >= BEGINNING else ""


def _rarity(word: str) -> int:
    return 0 if word in COMMON else len(word)


def _worth(needed: Needed) -> tuple[int, int]:
    """How much is gained by looking for these first: few texts have any, and it is quickly said."""
    rarities = (sum(map(_rarity, WORD.findall(stretch))) if word else 1 for word, stretch in needed)
    return min(RARE, min(rarities, default=-1)), -len(needed)


def text() -> str:
    """The file, a line for each rule."""
    assert asking  # with which all rules are there
    found = {name_of(rule.pattern): sorted(needed(rule.pattern)) for rule in Pattern.made}
    lines = [f"{json.dumps(name)}: {json.dumps(found[name], ensure_ascii=False)}" for name in sorted(found)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    import django

    django.setup()
    FILE.write_text(text(), encoding="utf-8")

"""Whether somebody is in danger now: an overdose that is happening, or a wish to die, first person and present.

Nothing is decided by it but what the writer is shown first, and the lane in which the comment waits. To miss somebody
is worse than to be wrong, so what is left open, as in "I took it all", is urgent when anything near it speaks of now.

    fold      small letters, no accents, slips of the thumb; quotations left out (folding.py)
    sentences each is read for itself, with the one before and the one after: a past ends where "right now" begins
    rules     who, what and when in one pattern (urgent_wish, _loose, _overdose, _signs, _languages)
    weighed   what no rule has seen, by what it shares with the labelled texts (urgent_weighed.py)
    excuses   what stands before it: not, was, if, said, somebody
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

from django.utils.translation import gettext_lazy as _

from . import urgent_excuses as excuses
from . import urgent_weighed as weighed
from .finding import Finding, Label
from .folding import fold
from .patterns import Pattern, Text
from .urgent_languages import FOREIGN
from .urgent_loose import EVIDENCE, LIES, LOOSE
from .urgent_overdose import BIG, COLLAPSED, CUES, DYING, JUST, NAMED, NAMELESS, PRESENT, SMALL, SOMEBODY
from .urgent_signs import ALARM, PLEDGE, SIGNS, THREAT
from .urgent_wish import WISH

REASONS = {
    "overdose": _("This reads as if somebody may be in danger from a drug right now."),
    "suicide": _("This reads as if you may be thinking of dying."),
}
SHORT = 25  # words; in a text no longer than this, "I took all my pills" stands for itself

Found = tuple[int, int]  # where in the folded text

# Also where somebody who tells of last year comes to now, without a full stop.
_SENTENCE = re.compile(
    r"(?:(?:but|and) (?=right now|now (?:i|my|he|she|his|her)\b|tonight|today i|this time i))?[^\s.!?;,](?:(?!,? "
    r"(?:but |"
    r"and )?(?:right now|now (?:i|my|he|she|his|her)|tonight|today i|this time) )(?:[^.!?;\n]|\.(?=\d)))*"
)


@dataclass
class Sentence:
    text: Text
    start: int

    @cached_property
    def cues(self) -> set[str]:
        return {name for name, cue in CUES.items() if cue.search(self.text)}

    @cached_property
    def past(self) -> bool:
        return bool(excuses.PAST.search(self.text))

    @cached_property
    def tells(self) -> bool:
        return bool(excuses.NARRATIVE.search(self.text))

    @cached_property
    def own_now(self) -> bool:
        return not (self.tells or excuses.TO_OTHERS.search(self.text))

    @cached_property
    def survived(self) -> bool:
        return bool(excuses.SURVIVED.search(self.text))

    @cached_property
    def signs(self) -> dict[str, Found]:
        """The small signs of a wish to die, by name, and where they are in this sentence."""
        return {name: match.span() for name, sign in SIGNS.items() if (match := sign.search(self.text))}


def findings(text: str, name: str = "") -> list[Finding]:
    """What in a comment says that somebody is in danger now, in the order of the text."""
    return [*_findings(name, "name"), *_findings(text, "text")]


def _findings(text: str, field: str) -> list[Finding]:
    folded = fold(text)
    found: list[Finding] = []
    sentences = _sentences(folded.text)
    places = {(kind, *folded.span(*place)) for kind, place in _read(sentences) if place}
    places = places or {(kind, *folded.span(*place)) for kind, place in _weigh(folded.text, sentences)}
    for kind, start, end in sorted(places, key=lambda one: (one[1], -one[2])):
        if not any(other.kind == kind and start < other.end for other in found):
            found.append(Finding(Label.URGENT, kind, start, end, REASONS[kind], field))
    return found


def _sentences(text: Text) -> list[Sentence]:
    return [Sentence(text.part(match[0].rstrip(" ,")), match.start()) for match in _SENTENCE.finditer(text)]


def _read(sentences: list[Sentence]) -> Iterator[tuple[str, Found | None]]:
    words = sum(sentence.text.count(" ") + 1 for sentence in sentences)
    for i, sentence in enumerate(sentences):
        near = sentences[max(0, i - 1) : i + 2]
        yield "suicide", _wish(near, sentence)
        yield "overdose", _own_overdose(sentence, near, short=words <= SHORT) or _dying(sentence, near)
        if not (sentence.past or any(one.survived for one in sentences[i : i + 3])):
            yield "overdose", _overdose_of_somebody(sentence, near)
        for kind, pattern in FOREIGN.items():
            yield kind, _first(pattern, sentence, partial(excuses.foreign, kind))


def _weigh(text: str, sentences: list[Sentence]) -> Iterator[tuple[str, Found]]:
    """A short text that is like the urgent ones, and tells of no other day, person or case."""
    if not sentences or text.count(" ") + 1 not in weighed.LENGTH:
        return
    calm = (
        excuses.PAST,
        excuses.NARRATIVE,
        excuses.SURVIVED,
        excuses.CONDITION,
        excuses.TO_OTHERS,
        excuses.FINE,
        excuses.LIVES,
    )
    if not any(rule.search(text) for rule in calm) and weighed.weigh(text) > weighed.ENOUGH:
        yield weighed.kind(text), (sentences[0].start, sentences[-1].start + len(sentences[-1].text))


def _first(pattern: Pattern, sentence: Sentence, excused: Callable[[re.Match[str]], object]) -> Found | None:
    """The first place where the pattern fits and nothing before it excuses it. One in a sentence is enough."""
    match = pattern.search(sentence.text)
    while match and excused(match):
        match = pattern.search(sentence.text, match.start() + 1)
    return (sentence.start + match.start(), sentence.start + match.end()) if match else None


def _wish(near: list[Sentence], sentence: Sentence) -> Found | None:
    said = _first(WISH, sentence, lambda match: excuses.own(sentence.text, match.start()))
    if not (said or sentence.past or sentence.survived):

        def doubtful(match: re.Match[str]) -> bool:
            before = sentence.text[: match.start()]
            return excuses.own(sentence.text, match.start()) or bool(excuses.CONDITION.search(before))

        said = (sentence.own_now and _first(LOOSE, sentence, doubtful)) or _first(
            PLEDGE, sentence, lambda match: excuses.somebody(sentence.text, match, asked=True)
        )
    if said or sentence.past or not any(one.cues & {"help", "now"} for one in near):
        return said or _signs_of_a_wish(near, sentence)
    threatened = _first(THREAT, sentence, lambda match: excuses.somebody(sentence.text, match, asked=True))
    return threatened or _signs_of_a_wish(near, sentence)


def _signs_of_a_wish(near: list[Sentence], sentence: Sentence) -> Found | None:
    """Two different small signs, the first of them in this sentence."""
    if not sentence.signs or any(one.past or one.tells for one in near):
        return None
    names = set().union(*(one.signs for one in near))
    start, end = next(iter(sentence.signs.values()))
    return (sentence.start + start, sentence.start + end) if len(names) > 1 else None


def _own_overdose(sentence: Sentence, near: list[Sentence], *, short: bool) -> Found | None:
    cues: set[str] = set().union(*(one.cues for one in near))
    told = any(one.tells for one in near)
    if any(excuses.FINE.search(one.text) for one in near):
        return None
    lately = cues & {"state", "ill"} and "now" in cues and excuses.LAST_NIGHT.search(sentence.text)
    if sentence.past and "now" not in sentence.cues and not lately:
        return None
    for pattern, enough in (
        (JUST, True),
        (BIG, cues & {"state", "ill", "mild", "help", "wish"} or (not told and (short or "now" in cues))),
        (SMALL, cues & {"state", "help"} or (not told and "ill" in cues and (short or "now" in cues))),
    ):
        found = enough and _first(pattern, sentence, lambda match: excuses.taking(sentence.text, match.start()))
        if found:
            return found
    return None


def _dying(sentence: Sentence, near: list[Sentence]) -> Found | None:
    """Somebody overdoses, or says so; or can hardly breathe, and asks for help."""
    cues: set[str] = set().union(*(one.cues for one in near))

    def doubtful(match: re.Match[str]) -> bool:
        return excuses.own(sentence.text, match.start()) or bool(excuses.CONDITION.search(sentence.text))

    def figurative(match: re.Match[str]) -> bool:
        only_like = "like" in sentence.text[: match.start()].split()[-2:] and not cues & {"state", "help"}
        return only_like or excuses.own(sentence.text, match.start()) or bool(excuses.NOT_DYING.search(sentence.text))

    found = _first(PRESENT, sentence, doubtful) or _first(DYING, sentence, figurative)
    if not (found or sentence.past or sentence.tells):
        found = _first(ALARM, sentence, doubtful)
    if found or not cues & {"help", "fear"} or any(one.past or one.tells for one in near):
        return found
    return _first(CUES["state"], sentence, doubtful)


def _overdose_of_somebody(sentence: Sentence, near: list[Sentence]) -> Found | None:
    asked = any("help" in one.cues for one in near)
    now = asked or any("now" in one.cues for one in near)
    lies = not sentence.tells and (asked or now or any(EVIDENCE.search(one.text) for one in near))
    for pattern, enough in (
        (SOMEBODY, True),
        (LIES, lies),
        (NAMED, True),
        (NAMELESS, asked),
        (COLLAPSED, asked or (now and not any(one.tells for one in near))),
    ):
        found = enough and _first(pattern, sentence, lambda match: excuses.somebody(sentence.text, match, asked=asked))
        if found:
            return found
    return None

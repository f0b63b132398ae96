"""A text as patterns like to read it: small plain letters, no accents, slang and slips of the thumb put right.

Each character knows which stretch of the original it stands for, so that what is found can be shown where it is.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from .patterns import Text

Character = tuple[str, int, int]  # and where it begins and ends in the original
QUOTED = "¶"  # stands for whatever was quoted: words of somebody else, or of another day
_MOST_OF = 0.8  # who puts quotation marks around all that they say quotes nobody

# Bounded, and none may hold its own opening, so that a text of nothing but openings is read once.
_QUOTES = re.compile(
    r"\"[^\"\n]{1,400}\"|“[^“”]{1,400}”|„[^„“”]{1,400}[“”]|«[^«»]{1,400}»|»[^«»]{1,400}«|‹[^‹›]{1,400}›"
    r"|(?<!\w)['‘](?:[^'‘’\n]|(?<=\w)['’](?=\w)){3,400}['’](?!\w)|^[ \t]*>[^\n]*",
    re.M,
)
# What does not stay as it is. A space behind dots goes, because they are one.
_SQUEEZED = re.compile(r"\s{2,}|[^\S ]|(?<=\.\.) |\.{2,}|([^\W\d])\1{2,}")
_WORD = re.compile(r"[a-z0-9]+")
_APOSTROPHES = "'’‘ʼ´`′‛"
_PAUSES = str.maketrans(dict.fromkeys('*_~#"“”„«»‹›', " ") | dict.fromkeys("()[]{}–—:/|", ","))

SLANG = {
    "im": "i am", "ive": "i have", "idk": "i do not know", "hes": "he is", "shes": "she is", "theyre": "they are",
    "theres": "there is", "whats": "what is", "isnt": "is not", "aint": "is not", "arent": "are not", "dont": "do not",
    "dnt": "do not", "doesnt": "does not", "didnt": "did not", "wont": "will not", "cant": "can not",
    "cannot": "can not", "havent": "have not", "hasnt": "has not", "hadnt": "had not", "wasnt": "was not",
    "werent": "were not", "couldnt": "could not", "wouldnt": "would not", "shouldnt": "should not",
    "wanna": "want to", "wana": "want to", "wnt": "want", "gonna": "going to", "gunna": "going to", "gna": "going to",
    "gon": "going to", "ima": "i am going to", "imma": "i am going to", "finna": "i am going to", "rn": "right now",
    "tn": "tonight", "tonite": "tonight", "2nite": "tonight", "2night": "tonight", "kms": "kill myself",
    "unalive": "kill", "unaliving": "killing", "meself": "myself", "bf": "boyfriend", "gf": "girlfriend", "m8": "mate",
    "hlp": "help", "u": "you", "r": "are", "ppl": "people", "sum1": "someone", "w": "with", "n": "and", "wke": "wake",
    "anymor": "anymore", "breathin": "breathing", "livin": "living", "dieing": "dying", "suiside": "suicide",
    "sucide": "suicide", "thinkin": "thinking", "goin": "going", "plannin": "planning", "jveux": "je veux", "q": "que",
}  # fmt: skip

# Words that decide, in which a slip is put right; short ones only if two letters changed places.
_LONG = (
    "breathing suicide suicidal overdose overdosed overdosing overdosis swallowed myself tonight anymore unconscious "
    "tablets killing planning boyfriend girlfriend methadone injected thinking unresponsive responding everything"
).split()
_SHORT = "want wont cant dont isnt took taken pills kill living awake alive going wake gone help dead".split()
# What such a slip would give, and is a word of its own.
_WORDS = set(
    "suicider suicida suicided planting planking thinning suicides overdoses tablet sake wade weak dean".split()
)


@cache
def _slips() -> dict[str, str]:
    found: dict[str, str] = {}
    letters = "abcdefghijklmnopqrstuvwxyz"
    for word in _LONG:
        cuts = [(word[:i], word[i:]) for i in range(1, len(word) + 1)]
        found |= {a + b[1:]: word for a, b in cuts if b}
        found |= {a + c + b: word for a, b in cuts for c in letters}
        found |= {a + c + b[1:]: word for a, b in cuts if b for c in letters}
    for word in (*_LONG, *_SHORT):
        found |= {word[:i] + word[i + 1] + word[i] + word[i + 2 :]: word for i in range(len(word) - 1)}
    taken = {*_LONG, *_SHORT, *_WORDS}
    return {slip: word for slip, word in found.items() if slip not in taken and len(slip) > 3}


@dataclass(frozen=True, slots=True)
class Folded:
    """`text`, and for each of its characters where it begins and ends in the original."""

    text: Text
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


@cache
def _plain(character: str) -> str:
    """A character in small letters without accents; "" for what is not seen."""
    if character in _APOSTROPHES or unicodedata.category(character) == "Cf":
        return ""
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", character).lower().replace("ß", "ss"))
    plain = "".join(part for part in parts if not unicodedata.combining(part))
    return plain.translate(_PAUSES).replace("'", "")


def without_quotes(text: str, plain_of: Callable[[str], str] = _plain) -> list[Character]:
    """The characters, each as `plain_of` writes it, with their places; a quotation is one character."""
    found, at = list[Character](), 0
    quotes = [m.span() for m in _QUOTES.finditer(text) if m.end() - m.start() < _MOST_OF * len(text.strip())]
    for start, end in [*quotes, (len(text), len(text))]:
        found += characters(text, plain_of, at, start)
        found += [(QUOTED, start, end)] if end > start else []
        at = end
    return found


def characters(
    text: str, plain_of: Callable[[str], str], start: int = 0, end: int | None = None
) -> Iterator[Character]:
    """A stretch of the text as `plain_of` writes it, which may be none or several for one character."""
    end = len(text) if end is None else end
    plain = [plain_of(character) for character in text[start:end]]
    if max(map(len, plain), default=1) == 1 == min(map(len, plain), default=1):
        return zip(plain, range(start, end), range(start + 1, end + 1), strict=True)
    return ((one, at, at + 1) for at, several in enumerate(plain, start) for one in several)


def _squeezed(characters: list[Character]) -> list[Character]:
    """White space once, an empty line as a line end, three dots as a pause, "diiiie" with one i."""
    text = "".join([plain for plain, _, _ in characters])
    found, at = list[Character](), 0
    for run in _SQUEEZED.finditer(text):
        found += characters[at : run.start()]
        at, plain = run.end(), run[0]
        plain = "\n" if plain.count("\n") > 1 else " " if plain.isspace() or plain[0] == "." else plain[0]
        if plain != " " or not found or found[-1][0] not in " \n":
            found.append((plain, characters[run.start()][1], characters[run.end() - 1][2]))
    return found + characters[at:]


def fold(text: str) -> Folded:
    read = _squeezed(without_quotes(text))
    plain = "".join([character for character, _, _ in read])
    slips = _slips()
    found = list[Character]()
    words = [(m, SLANG.get(fixed := slips.get(m[0], m[0]), fixed)) for m in _WORD.finditer(plain)]
    changed = [(m.start(), m.end(), word) for m, word in words if word != m[0]]
    bounds = [(0, 0, ""), *changed, (len(plain), len(plain), "")]
    for (_, before, _), (start, end, word) in pairwise(bounds):
        found += read[before:start]
        if word:
            found += [(letter, read[start][1], read[end - 1][2]) for letter in word]
    return Folded(
        Text("".join([c for c, _, _ in found])), [start for _, start, _ in found], [end for _, _, end in found]
    )

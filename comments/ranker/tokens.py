"""A text as what is counted in it: the beginnings of its words, pairs of them, and a few shapes.

The same text must give the same tokens when it is learned and when it is forgotten: whoever changes anything here that
a text could show raises `VERSION`, and the worker learns anew.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from ..screening.plain import plain
from ..screening.words import HERE, bare

VERSION = f"1/{unicodedata.unidata_version}"  # other tables of letters may fold a word otherwise
MOST = 300  # tokens of one comment, the first ones: a long text must not outweigh a hundred short ones
LONGEST = 5  # letters of a word that count, so that "subscribers" and "subscribing" are one, in any language

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LONG_RUN = re.compile(r"(.)\1{2,}")
_SHAPES = {
    "link": r"(?:https?://|\bwww\.)[^\s<>\"]+"
    r"|\b(?:[\w-]{1,40}\.){0,3}[\w-]{2,40}(?:\s?\.\s?(?:com|net|org)|\.(?:info|ru|me|to|io|shop|biz))\b",
    "price": r"[$€£]\s?\d[\d.,]*|\b\d[\d.,]*\s?(?:[$€£]|(?:usd|eur|gbp|euros?|dollars?|quid|bucks)\b)",
    "coin": r"\b(?:bitcoins?|btc|monero|xmr|ethereum|usdt|crypto|bc1[a-z0-9]{20,}|[13][a-z0-9]{25,34})\b",
    "channel": r"\b(?:telegram|whats\s?app|wickr|threema|kik|snapchat|discord|t\.me/\w+|wa\.me/\w+"
    r"|(?:dm|pm|hmu|inbox|text)\s(?:me|us))\b|(?<![\w@])@[a-z_]\w{3,}|\b[\w.+-]{1,40}@[\w-]{1,40}\.\w{2,}",
}
_PATTERNS = {shape: re.compile(pattern, re.I) for shape, pattern in _SHAPES.items()}
_SHOWN = 5  # of each shape
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([^/\s?:#]{1,80})", re.I)
_LETTERS = re.compile(r"[^\W\d_]")
LOUD = 15  # letters from which on mostly capitals are a way of speaking, not an abbreviation


@dataclass(frozen=True, slots=True)
class Token:
    """What is counted, and where it came from. One that may not raise can only speak for a comment."""

    name: str
    quote: str  # as it stands in the text; empty where nothing can be quoted
    may_raise: bool = True
    weight: float = 1.0


def tokens(text: str, name: str = "") -> list[Token]:
    """What is counted in a comment, each once. A name counts only by its shapes: whoever shares one with a spammer has
    done nothing.
    """
    read = plain(text).text
    found: dict[str, Token] = {}
    for token in (*_shapes(read), *_shapes(plain(name).text), *_words(read)):
        before = found.get(token.name)
        if before is None and len(found) < MOST:
            found[token.name] = token
        elif before and token.may_raise and not before.may_raise:
            found[token.name] = token  # another word that begins alike
    return list(found.values())


def _shapes(read: str) -> Iterator[Token]:
    for shape, pattern in _PATTERNS.items():
        for match in islice(pattern.finditer(read), _SHOWN):
            yield Token(f"={shape}", match[0][:80])
            if shape == "link" and (host := _HOST.match(match[0])):
                yield Token(f"=at {host[1].lower()}", host[1])
    letters = _LETTERS.findall(read)
    if len(letters) >= LOUD and sum(map(str.isupper, letters)) > 0.6 * len(letters):
        yield Token("=loud", "")


def _words(read: str) -> Iterator[Token]:
    """Each word, and each pair of neighbours. Neither a word of the field nor a pair with one speaks against a comment;
    such pairs are not even formed.
    """
    before, ended = "", 0
    for match in _WORD.finditer(read):
        folded = _LONG_RUN.sub(r"\1\1", bare(match[0]).replace("'", ""))
        if not (word := re.sub(r"\d", "0", folded)[:LONGEST]):
            continue
        allowed = not is_of_the_field(folded)
        yield Token(word, match[0], may_raise=allowed)
        if allowed and before:
            yield Token(f"{before} {word}", read[ended : match.end()], weight=0.5)
        before, ended = (word, match.start()) if allowed else ("", 0)


def is_of_the_field(folded: str) -> bool:
    """Whether this is a word of harm reduction, or holds a digit, as doses and names of substances do."""
    beginnings, whole = _field_words()
    return folded[:LONGEST] in beginnings or folded in whole or any(map(str.isdigit, folded))


@cache
def _field_words() -> tuple[frozenset[str], frozenset[str]]:
    lines = (HERE / "field_words.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    alone = frozenset(word[1:] for word in words if word.startswith("="))
    return frozenset(bare(word)[:LONGEST] for word in words if not word.startswith("=")), alone

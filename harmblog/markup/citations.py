"""Citations as in Pandoc: `[@key]`, `[see @a, p. 4; -@b]`. In a text they are links to its references.

Parsed in one pass; a text with thousands of them takes thousands of small steps. A bare `@name` is just a name.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from .kinds import Reference
from .tokens import element, link_depth, text

KEY = r"[A-Za-z0-9_][A-Za-z0-9_:.#$%&+?<>~/-]*"  # Pandoc's, without its quoting
# In a text, the marks at the end belong to the sentence.
_KEY_IN_TEXT = r"[A-Za-z0-9_]++(?:[:.#$%&+?<>~/-]++[A-Za-z0-9_]++)*+"
# No bracket within, so that each attempt ends at the next one; no code.
_BRACKETS = re.compile(r"\[((?:[^\[\]`\\]|\\.)*+)\]", re.S)
# Not in an address or a @name@of.a.server, and not after a backslash.
_CITED = re.compile(rf"(?<![^\s(“‘\"'])(-?)@({_KEY_IN_TEXT})(?!@)")
_PARTS = re.compile(r"(?<!\\);")


@dataclass(frozen=True, slots=True)
class Cited:
    """One work, named in a citation."""

    key: str
    year_only: bool


Part = list[Cited | list[Token]]  # of a citation, between semicolons: works, and words around them


def citation(state: StateInline, silent: bool) -> bool:
    """The rule for markdown-it's parser of running text. In silence, where it only looks for the end of a link,
    brackets are counted one by one, which comes to the same, and a citation may stand in a link.
    """
    if silent or state.src[state.pos] != "[":
        return False
    found = _BRACKETS.match(state.src, state.pos, state.posMax)
    if found is None or not _CITED.search(found[1]):
        return False
    token = state.push("citation", "", 0)
    token.meta["parts"] = [_part(words, state) for words in _split(found[1])]
    state.pos = found.end()
    return True


def _split(inside: str) -> list[str]:
    """The parts between semicolons; one that names no work belongs to the one before it."""
    parts: list[list[str]] = []
    for words in _PARTS.split(inside):
        if parts and not (_CITED.search(words) and _CITED.search(parts[-1][-1])):
            parts[-1].append(words)
        else:
            parts.append([words])
    return [";".join(words) for words in parts]


def _part(words: str, state: StateInline) -> Part:
    part: Part = []
    pieces = _CITED.split(words.strip())
    for number in range(0, len(pieces), 3):
        tokens: list[Token] = []
        state.md.inline.parse(pieces[number], state.md, state.env, tokens)
        part.append(tokens)
        if number + 2 < len(pieces):
            part.append(Cited(key=pieces[number + 2], year_only=pieces[number + 1] == "-"))
    return part


@dataclass
class Bibliography:
    """The works of one text: what is known of them, and where the text cites them."""

    known: Mapping[str, Reference]
    letters: dict[str, str] = field(init=False)
    places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Works of the same short form get letters, in the order of their titles."""
        alike: dict[str, list[str]] = {}
        for key in self.in_order():
            alike.setdefault(self.known[key].short, []).append(key)
        groups = (keys for keys in alike.values() if len(keys) > 1)
        self.letters = {key: _letter(number) for keys in groups for number, key in enumerate(keys)}

    def in_order(self) -> list[str]:
        """The known keys as a list of references has them: by author, year and title."""
        return sorted(self.known, key=lambda key: (self.known[key].sorting, key))

    def year(self, key: str) -> str:
        """As in 2019, or 2019b where there are two."""
        year, letter = self.known[key].year, self.letters.get(key, "")
        return f"{year}-{letter}" if letter and not year[-1:].isdigit() else year + letter

    def short(self, key: str) -> str:
        """As in "Swogger 2019b"."""
        return f"{self.known[key].names} {self.year(key)}"

    def place(self, key: str) -> int:
        """The number of one more place that cites this, from 1."""
        self.places[key] = self.places.get(key, 0) + 1
        return self.places[key]


def _letter(number: int) -> str:
    """a, b, … z, aa, ab, …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def address(key: str) -> str:
    """A key as part of an id that a link can name without encoding; no two keys have the same."""
    return re.sub(r"[^A-Za-z0-9_.:-]", lambda mark: f"~{ord(mark[0]):x}", key)


def cite(state: StateCore) -> None:
    """Turn citations into links. Leaves in the env the keys in order of appearance, and the bibliography."""
    works = [
        work.key
        for token in state.tokens
        for child in token.children or ()
        if child.type == "citation"
        for part in child.meta["parts"]
        for work in part
        if isinstance(work, Cited)
    ]
    keys = dict.fromkeys(works)
    known = state.env["find_references"](set(keys)) if keys else {}
    bibliography = Bibliography({key: known[key] for key in keys if key in known})
    state.env["citations"], state.env["bibliography"] = tuple(keys), bibliography
    if keys:
        for token in state.tokens:
            token.children = _linked(token.children, bibliography) if token.children else token.children


def _linked(children: Sequence[Token], bibliography: Bibliography) -> list[Token]:
    tokens: list[Token] = []
    links = 0
    for child in children:
        links += link_depth(child)
        if child.type != "citation":
            tokens.append(child)
        elif shown := list(_shown(child.meta["parts"], bibliography, linked=links > 0)):
            tokens += [text("("), *shown, text(")")]
        elif tokens and tokens[-1].type == "text":  # no gap where a citation was left out
            tokens[-1].content = tokens[-1].content.rstrip(" ")
    return tokens


def _shown(parts: list[Part], bibliography: Bibliography, *, linked: bool) -> Iterator[Token]:
    """The parts of a citation of which some work is known."""
    first = True
    for part in parts:
        if not any(isinstance(piece, Cited) and piece.key in bibliography.known for piece in part):
            continue
        if not first:
            yield text("; ")
        first = False
        for piece in part:
            if not isinstance(piece, Cited):
                yield from piece
            elif piece.key in bibliography.known:
                yield from _work(piece, bibliography, linked=linked)


def _work(work: Cited, bibliography: Bibliography, *, linked: bool) -> list[Token]:
    words = [text(bibliography.year(work.key) if work.year_only else bibliography.short(work.key))]
    if linked:
        return words
    name = address(work.key)
    return element("a", words, href=f"#ref-{name}", id=f"cite-{name}-{bibliography.place(work.key)}")

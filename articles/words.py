"""Words of a text as search compares them: without case and accents, and cut to their stem by the text's language.

Pure: text in, words out. The same stems are stored and asked for on every database, so that all find the same.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import Stemmer

MOST_WORDS, LONGEST_WORD = 12, 50  # of a query; a stored word is cut to the same length
MOST_TYPED = 1000  # characters of a query that are looked at
SHORTEST_START = 4  # letters from which an unfinished word is completed: a shorter one begins half the dictionary

# Snowball's languages, by the code that an article has.
_ALGORITHMS = {
    **{"ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english"},
    **{"eo": "esperanto", "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish"},
    **{"fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian"},
    **{"it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian"},
    **{"no": "norwegian", "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian"},
    **{"st": "sesotho", "sv": "swedish", "ta": "tamil", "tr": "turkish", "yi": "yiddish"},
}
_MARKS = "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u0640\u064b-\u065f\u0670"  # accents, vowel points
_VOWELS = "\u0900-\u0963\u0980-\u0dff\u0f71-\u0f84"  # signs inside the words of Indic and Tibetan writing
# Written without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer): each character is a word, several a phrase.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
)
_WORD = re.compile(f"[{_ALONE}]|(?:[0-9A-Za-z]+|(?![{_ALONE}])(?:[^\\W_]|[{_MARKS}{_VOWELS}]))+")
_MARK = re.compile(f"[{_MARKS}]")
_OTHER_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|(?:de|ne|su|a)ll|un)['’](?=\w)")
_TYPED = re.compile('["“”„«»]([^"“”„«»]*)["“”„«»]|([^\\s"“”„«»]+)')


def fold(word: str) -> str:
    """A word without accents: naloxoná is naloxona."""
    if word.isascii():
        return word
    bare = _MARK.sub("", unicodedata.normalize("NFKD", word)).translate(_OTHER_LETTERS)
    return unicodedata.normalize("NFKC", bare)


def spans(text: str) -> Iterator[re.Match[str]]:
    """Where the words of a text stand."""
    return _WORD.finditer(text)


def normal(text: str) -> str:
    """A text in small letters, with one way to write each character, and without what only joins words (l'eau)."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text.casefold()).replace("\u00ad", "")
    return _ELIDED.sub(" ", text.lower())


def tokens(text: str) -> list[str]:
    """The words of a text in their order, in small letters and with their accents."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(normal(text))]


def stemmer(language: str) -> Callable[[list[str]], list[str]]:
    """Cuts words to their stems in a language such as "pt" or "pt-br"; leaves them whole in one nobody has rules for.
    A new one each time: Snowball's may not be shared by threads, and cost nothing to make (nor does a memory pay).
    """
    algorithm = _ALGORITHMS.get(language.partition("-")[0].lower())
    return Stemmer.Stemmer(algorithm, 0).stemWords if algorithm else list


def stems(words: list[str], language: str) -> tuple[list[str], list[str]]:
    """The stem of each word as it is written, and as it would be typed without accents. The rules of a language need
    its accents (medicações and medicação have one stem, medicacoes another), and readers leave them out.
    """
    stem = stemmer(language)
    written, bare = [fold(stem) for stem in stem(words)], [fold(word) for word in words]
    return written, written if bare == words else stem(bare)


def stored(text: str, language: str) -> list[str]:
    """What the index keeps of a text: its stems in order, then those that only a search without accents needs."""
    written, typed = stems(tokens(text), language)
    if typed is not written:
        known = set(written)
        written = written + [stem for stem in dict.fromkeys(typed) if stem not in known]
    return [stem for stem in written if stem]


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase that was asked for: all the stems it may have, and how a longer word would begin."""

    forms: frozenset[tuple[str, ...]]
    start: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody searches for. `cut` says that more was typed than is looked for."""

    terms: tuple[Term, ...]
    cut: bool = False

    def finished(self) -> "Query":
        """The same with whole words only."""
        return Query(tuple(Term(term.forms) for term in self.terms), self.cut)


def parse(text: str, languages: Iterable[str]) -> Query:
    """Any text as a query: words, phrases in quotes, and a last word that may be unfinished. Several words without a
    space between them, as in harm-reduction or 睡眠, are a phrase. Nothing in it is an operator.
    """
    cut, room = len(text) > MOST_TYPED, MOST_WORDS
    text, terms = text[:MOST_TYPED], []
    for found in _TYPED.finditer(text):
        words = tokens(found[1] or found[2] or "")
        cut = cut or len(words) > room or any(len(word) == LONGEST_WORD for word in words)
        words = words[:room]
        room -= len(words)
        unfinished = fold(words[0]) if len(words) == 1 and found[2] and found.end() == len(text) and not cut else ""
        if words and (term := _term(words, languages, unfinished)).forms:
            terms.append(term)
    return Query(tuple(dict.fromkeys(terms)), cut)


def _term(words: list[str], languages: Iterable[str], unfinished: str) -> Term:
    found = (form for language in set(languages) for form in stems(words, language))
    forms = frozenset(tuple(stem for stem in form if stem) for form in found) - {()}
    return Term(forms, unfinished if len(unfinished) >= SHORTEST_START else "")

"""The few lists of words the rules need, and shapes that several rules share."""

import unicodedata
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).parent

UPPER = "A-ZÀ-ÖØ-ÞĄĆĈČĎĐĒĘĚĞĠĢĪİŁŃŅŇŐŒŘŚŞŠŤŪŮŰŹŻŽ"
CAPITAL = rf"[{UPPER}][\w'-]{{1,29}}"  # a word as names begin
PARTICLE = (
    r"(?:van der|van den|van de|van|von der|von|zu|de la|de los|del|de|da|dos|das|do|di|della|le|la|el|al|bin|ben)"
)
# A full name: a first name, perhaps another or an initial, and a last one.
FULL_NAME = rf"{CAPITAL}(?:\s[{UPPER}]\.?)?(?:\s(?:{PARTICLE}\s)?{CAPITAL}){{1,2}}"

MONTH = (
    r"(?:jan(?:uary|uar|vier|eiro)?|enero|feb(?:ruary|ruar|rero)?|fevereiro|f[eé]vrier|mar(?:ch|s|zo|ço)?|märz"
    r"|apr(?:il)?|abril|avril|may|mai|mayo|maio|june?|juni|junio|junho|juin|july?|juli|julio|julho|juillet"
    r"|aug(?:ust)?|agosto|ao[uû]t|sept?(?:ember|embre|iembre)?|setembro|o[ck]t(?:ober|obre|ubre)?|outubro"
    r"|nov(?:ember|embre|iembre|embro)?|de[cz](?:ember)?|dezembro|diciembre|d[eé]cembre)"
)
DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|\.)?\s(?:of\s|de\s)?{MONTH}\b\.?(?:,?\s(?:de\s)?(?:19|20)\d\d\b)?"
    rf"|\b{MONTH}\.?\s(?:the\s)?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s(?:19|20)\d\d\b)?"
    r"|\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b)"
)


def listed(file: str) -> frozenset[str]:
    """The words of a list, as `bare` writes them."""
    return frozenset(bare(word) for word in (HERE / file).read_text().split())


def bare(word: str) -> str:
    """A word in lower case and without accents."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")


# In nearly every comment: a word list with one of them would match all.
COMMON = frozenset(
    "the a an and or but if of to in on at by for with from as is am are was were be been have has had do did "
    "does not no i me my you your he him his she her it its we us our they them their this that these those there "
    "here what who when where how why so too very just can will would could should all any some one two more most "
    "than then now day days el la los las un una y o de del en con por para que se lo su mi tu es son fue era al "
    "como mas pero ya muy os um uma e da dos das em na com nao eu ele ela foi mais ja muito le les une et ou du "
    "des dans avec pour par qui ne pas ce je il elle est etait plus tres nous vous der die ein eine und oder von "
    "zu im mit fur auf aus ist war sind nicht kein ich er sie wir ihr mehr aber mg ml g".split()
)
FIRST_NAMES = listed("first_names.txt")
ORDINARY = listed("ordinary_words.txt")
PUBLIC = frozenset((HERE / "public_people.txt").read_text().splitlines())
CITIES = "|".join(sorted((HERE / "cities.txt").read_text().split()))


def is_first_name(word: str) -> bool:
    return all(bare(part) in FIRST_NAMES for part in word.strip(".'-").split("-"))


def is_public(words: Iterable[str]) -> bool:
    """Whether these are names of somebody everybody may write about."""
    simple = [bare(word).strip(".,'") for word in words]
    return any(" ".join(simple[:n]) in PUBLIC for n in (1, 2, 3)) or " ".join(simple[-2:]) in PUBLIC


def either(words: str) -> str:
    """A pattern for one of these words; `+` stands for a space or nothing."""
    return "(?:" + "|".join(words.split()).replace("+", r"\s?") + ")"

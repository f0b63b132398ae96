"""What a text must have for a rule to be found in it. Most texts have nothing of it, and need not be searched.

Whatever `\\b(?:took|swallowed) (?:all )?my (?:pills|tablets)(?!\\w)` finds has in it "all my pills", "my pills" or the
same with tablets; and these can only be there where "pills" or "tablets" is a word of the text. What is needed for each
rule is in needed.txt, by a hash of it, made by `python -m tests.screening.needed`: to read it from a rule takes ten
milliseconds, and there are 250. A rule that is not there is always looked for.
"""

import hashlib
import json
import re
from pathlib import Path

FILE = Path(__file__).with_name("needed.txt")
BEGINNING = 3  # letters of a word of which the rest is not certain
WORD = re.compile(r"\w+")


def needed() -> dict[str, list[list[str]]]:
    """By a hash of each rule, keys and stretches of text. One of these stretches is in every text in which the rule
    finds something, and its key among the `keys` of that text. None where nothing can be said.
    """
    found: dict[str, list[list[str]]] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def name_of(pattern: str) -> str:
    return hashlib.sha256(pattern.encode()).hexdigest()[:16]


def keys(text: str) -> set[str]:
    """What a stretch that is in this text can be found under: its words, their beginnings, and nothing."""
    words = set(WORD.findall(text))
    return {"", *words, *map(beginning, words)}


def beginning(word: str) -> str:
    return word[:BEGINNING] + "…"

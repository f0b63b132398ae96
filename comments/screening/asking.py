"""Requests: somebody asks where drugs can be bought, or who sells them.

What may stand between the verb and the drug is listed: "where can I get clean heroin" asks, "how do I get clean from
heroin" does not, nor does "where can I get fentanyl test strips".
"""

import re
from collections.abc import Iterator
from itertools import islice

from .patterns import rules
from .unmasked import PLACES, Sentence, Unmasked

_RULES = rules("asking")
PLAIN = _RULES.bare("plain")  # whatever else is said
EXCUSABLE = _RULES.bare("excusable")
ASKED = _RULES.bare("asked")  # where it is a question, or short
FOREIGN = rules("asking_languages").bare("foreign")
SHORT = 60  # letters

# What stands before it: a story, a warning, somebody else's words.
TOLD, EXCUSED = _RULES.pattern("TOLD"), _RULES.pattern("EXCUSED")
CARE, SAFE = _RULES.whole_words("GIVEN_OUT"), _RULES.whole_words("SAFE")
# Asked about, and no trade: what helps, what it does, where to read of it.
HELP, TRADE = _RULES.pattern("HELP"), _RULES.pattern("TRADE")
# Medicines of a treatment: to ask where they are given is no request for a dealer.
TREATMENT, BOUGHT = _RULES.pattern("TREATMENT"), _RULES.pattern("BOUGHT")


def is_trade(text: str) -> bool:
    """Whether a question about drugs is one of buying, or might as well be one of help."""
    if TREATMENT.search(text) and not BOUGHT.search(text):
        return False
    return not HELP.search(text) or bool(TRADE.search(text))


def requests(read: Unmasked) -> Iterator[tuple[int, int]]:
    """Where somebody asks for a source."""
    for sentence in islice(read.sentences, PLACES):
        if match := request(sentence):
            yield sentence.start + match.start(), sentence.start + match.end()


def request(sentence: Sentence) -> re.Match[str] | None:
    text = sentence.text
    if not is_trade(text):
        return None
    for rule in PLAIN:
        if (match := rule.search(text)) and not (TOLD.search(text[: match.start()]) or CARE.search(text)):
            return match
    asked = ASKED if sentence.asks or len(text) < SHORT else []
    for rule in (*EXCUSABLE, *asked):
        if (match := rule.search(text)) and not excused(text, match):
            return match
    for rule in FOREIGN:
        if (match := rule.search(text)) and not SAFE.search(text):
            return match
    return None


def excused(text: str, match: re.Match[str]) -> bool:
    near = SAFE.search(text, max(0, match.start() - 40), match.end() + 40)
    return bool(near or EXCUSED.search(text, max(0, match.start() - 60), match.start()))

"""What a text has nothing of is not looked for in it, and what it has is found all the same."""

import re

import pytest

from comments.screening.folding import fold
from comments.screening.patterns import Pattern
from comments.screening.prefilter import FILE, keys
from comments.screening.unmasked import unmask

from .screening.needed import needed, text
from .screening.reading import lines

LABELLED = ("urgent_pairs.txt", "unwanted.txt")


def may_be_in(pattern: str, text: str) -> bool:
    found = needed(pattern)
    return not found or any(key in keys(text) and stretch in text for key, stretch in found)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\b(?:took|swallowed) (?:all )?my (?:pills|tablets)(?!\w)", "i took my tablets"),
        (r"\btook(?: \w{1,20}){0,3} pills?\b", "i took so many pills"),
        (r"\b(?:my )?(?:heart|hearts?beat)(?!\w)", "his heartbeat"),
        (r"\b(?:kill\w*|di(?:e|ed))(?!\w)", "who was killed there"),
        (r"(?:pharm|drug)[a-z]{0,9}\.", "onlinedrugs.example"),
        (r"\bover(?:dose|dosed)?\b|\bod\b", "i od"),
        (r"\b(?:haha){2,5}\b", "hahahaha"),
        (r"(?:ab|abc){1,3}d\b", "ababcd"),
        (r"\bco ?codamol\b", "the cocodamol"),
        (r"\bnot (?=die)\w+", "not dieing"),
        (r"(?i:HELP) me", "help me"),
        (r"(?<!my )dealer(?:s|\b)", "drugdealers"),
        (r"^now\b.{0,9}[!?]$", "now?!"),
        (r"\bnow\b\s{1,2}dying\b", "now\n dying"),
        (r"(?:un)?(?:safe|sound)(?:ly)?", "unsoundly"),
    ],
)
def test_what_is_in_a_text_is_looked_for(pattern: str, text: str) -> None:
    assert re.search(pattern, text)
    assert may_be_in(pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\b(?:took|swallowed) (?:all )?my (?:pills|tablets)(?!\w)", "i took my coat and left the pills"),
        (r"\b(?:i am|im) (?:\w{1,20} ){0,2}(?:dying|overdosing)(?!\w)", "i am undying, and so am i"),
        (r"\b(?:kill\w*|gangren\w+)(?!\w)", "he has skill"),
    ],
)
def test_what_a_text_has_nothing_of_is_not(pattern: str, text: str) -> None:
    assert not may_be_in(pattern, text)


def test_no_rule_passes_over_what_it_would_find() -> None:
    passed = found = 0
    for line in (line for file in LABELLED for line in lines(file)):
        for read in (fold(line).text, unmask(line, quotes=True).text):
            for rule in Pattern.made:
                there = rule.compiled.search(read)
                assert rule in read.worth_looking_for or not there, (rule.pattern, line)
                found, passed = found + bool(there), passed + (rule not in read.worth_looking_for)
    assert passed > 20 * found


def test_what_rules_need_is_written_down_as_they_are() -> None:
    assert FILE.read_text(encoding="utf-8") == text(), "python -m tests.screening.needed"

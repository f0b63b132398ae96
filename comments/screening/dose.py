"""Claims about doses and mixtures that somebody could be harmed by: that there is no risk, that two drugs go well
together which do not, how much to take. A question, a warning and what somebody took once are none.
"""

import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .patterns import rules
from .unmasked import PLACES, Unmasked

REASONS = {
    "no-risk": _("says that something is safe, or that nobody can overdose on it"),
    "mixture": _("speaks well of a dangerous mixture"),
    "amount": _("tells others how much to take"),
}

_RULES = rules("dose")
# Two of one line, in either order, are a mixture that has killed.
_MIXED = (
    ("OPIOID", "SEDATIVE"),
    ("SEDATIVE", "SEDATIVE"),
    ("SEROTONIN", "SEROTONIN"),
    ("HALLUCINOGEN", "LITHIUM"),
    ("STIMULANT", "STRAIN"),
    ("OPIOID", "STIMULANT"),
)
_PAIRS = ("{0}{2}{1}|{1}{2}{0}".format(*(_RULES.names[name] for name in (one, other, "AND"))) for one, other in _MIXED)
PAIR = re.compile(rf"\b(?:{'|'.join(_PAIRS)})\b")
GOOD, BAD = _RULES.pattern("GOOD"), _RULES.pattern("BAD")
CLAIMS = _RULES.bare("claims")
ADVISED, SAFE_AMOUNT = _RULES.pattern("ADVISED"), _RULES.pattern("SAFE_AMOUNT")
NOT_CLAIMED, TOLD, REMEDY = (_RULES.pattern(name) for name in ("NOT_CLAIMED", "TOLD", "REMEDY"))


def findings(read: Unmasked) -> Iterator[Finding]:
    for sentence in islice(read.sentences, PLACES):
        if sentence.asks or NOT_CLAIMED.search(sentence.text):
            continue
        for kind, start, end in _claims(sentence.text):
            span = sentence.start + start, sentence.start + end
            yield read.finding(Label.DOSE, kind, span, REASONS[kind])


def _claims(text: str) -> Iterator[tuple[str, int, int]]:
    told = TOLD.search(text)
    for rule in CLAIMS:
        if (match := rule.search(text)) and not REMEDY.search(text, max(0, match.start() - 30), match.start()):
            yield "no-risk", *match.span()
            break
    pair = PAIR.search(text)
    if pair and GOOD.search(text) and not BAD.search(text):
        yield "mixture", *pair.span()
    if not told and (match := ADVISED.search(text) or SAFE_AMOUNT.search(text)):
        yield "amount", *match.span()

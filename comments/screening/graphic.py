"""What is hard to read: wounds in detail, blood, bodies, what people did to themselves or to others. The desk folds
such a text behind its label, so that a moderator opens it when ready. To say that there was a wound is not enough.
"""

from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .patterns import rules
from .unmasked import PLACES, Unmasked

REASONS = {
    "wound": _("describes a wound"),
    "blood": _("describes blood"),
    "body": _("describes a body"),
    "self-harm": _("describes how somebody hurt themselves"),
    "violence": _("describes violence"),
}

_RULES = rules("graphic")
RULES = _RULES.patterns("rules")
CALM = _RULES.pattern("CALM")  # no description: care, tests, figures of speech


def findings(read: Unmasked) -> Iterator[Finding]:
    for sentence in islice(read.sentences, PLACES):
        text = CALM.sub(lambda match: "¤" * len(match[0]), sentence.text)
        for kind, rule in RULES:
            if match := rule.search(text):
                span = sentence.start + match.start(), sentence.start + match.end()
                yield read.finding(Label.GRAPHIC, kind, span, REASONS[kind])

"""Addresses in a text, also disguised ones, and which of them lead to whom everybody may cite."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from .patterns import rules
from .unmasked import Unmasked

MOST = 60  # looked at in one text
_WORDED_DOT = re.compile(r"(?<=[\[({ ])(?:dot|punto|ponto|punkt|point)(?=[\])} ])")
_RULES = rules("links")
_LINK, _ANY, _SPOKEN = (_RULES.pattern(name) for name in ("LINK", "ANY", "SPOKEN"))
SHORTENERS = _RULES.names["SHORTENERS"]  # they hide where they lead
CITED = _RULES.pattern("CITED")  # whom everybody may cite: health, law, research, news; by the end of the name
HELPING = _RULES.pattern("HELPING")  # as organisations call themselves, whatever the end of the name


@dataclass(frozen=True, slots=True)
class Link:
    host: str
    rest: str  # path and what follows
    start: int
    end: int

    @property
    def is_cited(self) -> bool:
        """Whether anybody may link there without a thought."""
        return bool(CITED.search(self.host))

    @property
    def helps(self) -> bool:
        return bool(HELPING.search(self.host))


def links(read: Unmasked) -> Iterator[Link]:
    if "." not in read.text and "dot" not in read.words and not read.words & {"punto", "punkt", "ponto"}:
        return
    taken = -1
    for match in islice(_LINK.finditer(read.text), MOST):
        host = re.sub(r"[^a-z0-9.-]", "", _WORDED_DOT.sub(".", match["host"]))
        taken = match.end()
        yield Link(host.removeprefix("www."), (match["rest"] or "").rstrip(".,;:!?)"), *match.span())
    for match in islice(_SPOKEN.finditer(read.text), MOST):
        yield Link(f"{match['host']}.{match['tld']}", "", *match.span())
    if taken < 0:
        for match in islice(_ANY.finditer(read.text), MOST):
            yield Link(match["host"].removeprefix("www."), match["rest"] or "", *match.span())

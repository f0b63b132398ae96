"""Links to whom sells drugs: hidden services, shops by their name, invitations into closed groups, addresses that hide
where they lead or who is paid for it. Organisations, health services, news and studies are left alone.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from django.utils.translation import gettext_lazy as _

from .finding import Finding, Label
from .links import SHORTENERS, Link
from .patterns import rules
from .unmasked import PLACES, Unmasked

REASONS = {
    "hidden-service": _("an address of the hidden web"),
    "shop": _("the address of a shop for drugs, by its name"),
    "invitation": _("an invitation into a group that cannot be seen from outside"),
    "hidden-link": _("a link that hides where it leads"),
    "referral": _("a link that pays whoever sent it"),
    "market": _("points to a seller on a market"),
}

_RULES = rules("links")
KNOWN_ONIONS = _RULES.pattern("KNOWN_ONIONS")  # news, reference and tools have hidden services too
INVITING, NO_INVITATION = _RULES.pattern("INVITING"), _RULES.pattern("NO_INVITATION")
SHORTENING = re.compile(rf"^{SHORTENERS}$")
REFERRING = _RULES.pattern("REFERRING")
# A drug beside a word of trade; names that say it alone; the first steps of a path.
_HOST, _STRONG, _SELLING_PATH = (_RULES.pattern(name) for name in ("HOST", "STRONG", "SELLING_PATH"))
MARKET, PASSED = _RULES.pattern("MARKET"), _RULES.pattern("PASSED")
GATHERING = _RULES.pattern("GATHERING")  # people who help each other


def findings(read: Unmasked, found: Sequence[Link], *, sells: bool) -> Iterator[Finding]:
    """`sells`: whether the text offers something, so that a link to a group of people in recovery is told apart."""
    gathers = bool(GATHERING.search(read.blank([(link.start, link.end) for link in found]).text))
    for link in found:
        if kind := kind_of(link, gathers=gathers, sells=sells):
            yield read.finding(Label.VENDOR, kind, (link.start, link.end), REASONS[kind])
    for sentence in islice(read.sentences, PLACES):
        match = MARKET.search(sentence.text)
        if match and not PASSED.search(sentence.text):
            span = sentence.start + match.start(), sentence.start + match.end()
            yield read.finding(Label.VENDOR, "market", span, REASONS["market"])


def kind_of(link: Link, *, gathers: bool, sells: bool) -> str:
    """Why a link is one to look at, or nothing. `gathers`: people who help each other are spoken of."""
    host, rest = link.host, link.rest
    if host.endswith((".onion", ".i2p")):
        return "" if KNOWN_ONIONS.search(host) else "hidden-service"
    if INVITING.search(host):
        calm = NO_INVITATION.search(rest) or not rest.strip("/") or (gathers and not sells)
        return "" if calm else "invitation"
    if SHORTENING.search(host) and rest.strip("/"):
        return "hidden-link"
    if link.is_cited or (link.helps and not _SELLING_PATH.search(rest)):
        return ""
    if is_shop(host, rest):
        return "shop"
    return "referral" if REFERRING.search(rest) else ""


def is_shop(host: str, rest: str) -> bool:
    """By its name: a drug beside a word of trade, in the host or in the first steps of the path."""
    name = host.rpartition(".")[0]
    return bool(_HOST.search(name) or _STRONG.search(host) or _SELLING_PATH.search(rest[:120]))

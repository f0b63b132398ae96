"""Whether a text offers drugs, or asks for them.

An offer is weighed: ways to get in touch, prices by the piece, shipping, payment, stock (`trading`). A request is one
pattern (`asking`). An address of a coin is enough (`coins`). Prices told as a story, dealers who died, naloxone by post
and somebody who offers to listen are none.
"""

import re
from collections.abc import Iterator
from itertools import islice

from django.utils.translation import gettext_lazy as _

from . import asking, coins, sourcing_weighed, trading
from .finding import Finding, Label
from .trading import Sign
from .unmasked import PLACES, Sentence, Unmasked

REASONS = {
    "request": _("asks where drugs can be had"),
    "coin": _("an address that takes coins"),
    "contact": _("asks to be written to, beside words of selling"),
    "channel": _("names another way to get in touch, beside words of selling"),
    "price": _("a price by the piece, beside a way to get in touch"),
    "shipping": _("words of shipping"),
    "payment": _("a way to be paid"),
    "stock": _("words of a shop"),
    "orders": _("words of a shop"),
    "list": _("a list of drugs, beside a way to get in touch"),
    "offer": _("offers a drug"),
    "alike": _("reads like an offer of drugs, or a request for them"),
    "place": _("a place to meet, beside words of selling"),
}
ENOUGH = 4.0
PRODUCT, LINK = 1.0, 2.0
REACHING = {"contact", "channel", "shipping", "payment", "place", "orders"}
TRADING = {"price", "shipping", "payment", "stock", "offer", "orders", "list"}
# However often a sign stands there, it counts up to this.
MOST = {
    "contact": 2.0,
    "channel": 2.0,
    "price": 3.0,
    "shipping": 3.0,
    "payment": 1.5,
    "stock": 4.5,
    "orders": 2.0,
    "list": 1.5,
    "offer": 4.0,
    "place": 1.0,
}

EACH = 12  # places of one sign in one sentence: more change nothing

Seen = tuple[Sign, int, int]


def findings(read: Unmasked, name: Unmasked, original: str, *, links: bool = False) -> Iterator[Finding]:
    """`links`: whether there is one to a shop, or into a group that cannot be seen from outside."""
    asked = list(asking.requests(read))
    for start, end in asked:
        yield read.finding(Label.SOURCING, "request", (start, end), REASONS["request"])
    paid = list(coins.addresses(original))
    for start, end in paid:
        yield Finding(Label.SOURCING, "coin", start, end, REASONS["coin"])
    in_text = list(seen(read))
    in_name = list(seen(name))
    product = has_product(read) or has_product(name)
    offered = weight([*in_text, *in_name], links=links, product=product) >= ENOUGH
    if offered:
        for part, found in ((name, in_name), (read, in_text)):
            for sign, start, end in found:
                yield part.finding(Label.SOURCING, sign.kind, (start, end), REASONS[sign.kind])
    if (product or in_text) and not (asked or paid or offered) and sourcing_weighed.is_like_sourcing(read):
        yield read.finding(Label.SOURCING, "alike", (0, len(read.text)), REASONS["alike"])


def weight(found: list[Seen], *, links: bool, product: bool) -> float:
    """How much speaks for an offer; 0 where nobody can be reached, or nothing is traded."""
    kinds = {sign.kind for sign, _start, _end in found}
    reached = kinds & REACHING or links
    traded = kinds & TRADING or (links and product)
    if not (traded and (reached or "offer" in kinds)):
        return 0.0
    total = 0.0
    for kind in kinds:
        total += min(MOST[kind], sum(sign.weight for sign, _start, _end in found if sign.kind == kind))
    return total + (LINK if links else 0) + (PRODUCT if product else 0)


def seen(read: Unmasked) -> Iterator[Seen]:
    """The signs of an offer, where nothing speaks against them."""
    for sentence in islice(read.sentences, PLACES):
        if against(sentence):
            continue
        company = trading.COMPANY.search(sentence.text)
        for sign in trading.SIGNS:
            if company and sign.kind in ("contact", "channel", "place"):
                continue
            taken = -1
            for match in islice(sign.pattern.finditer(sentence.text), EACH):
                if match.start() > taken and (sign.kind in ("contact", "channel") or not about_others(sentence, match)):
                    taken = match.end()
                    yield sign, sentence.start + match.start(), sentence.start + match.end()


def against(sentence: Sentence) -> bool:
    """Whether this tells a story, warns, or is about what is given out."""
    return any(rule.search(sentence.text) for rule in trading.AGAINST)


def about_others(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether somebody else is told of, as in "they ship worldwide"."""
    return bool(trading.OTHERS.search(sentence.text, max(0, match.start() - 60), match.start()))


def has_product(read: Unmasked) -> bool:
    return bool(trading.PRODUCT.search(read.text))

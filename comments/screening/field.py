"""What moderators should know of a comment in this field: sourcing, links to vendors, spam, claims about doses, and
what is hard to read. For moderators alone; it sorts and never decides. Figures and weak points: docs/screening.md.
"""

from collections.abc import Iterator

from . import dose, graphic, sourcing, spam, vendor
from .finding import Finding
from .links import links
from .unmasked import QUOTED, unmask


def findings(text: str, name: str = "") -> list[Finding]:
    """By field and place. Those of one label may overlap: each is a reason of its own."""
    return sorted(_findings(text, name), key=lambda one: (one.field, one.start, one.label, one.kind))


def _findings(text: str, name: str) -> Iterator[Finding]:
    read, called = unmask(text), unmask(name, field="name", quotes=True)
    whole = unmask(text, quotes=True) if QUOTED in read.text else read  # a link or a coin in quotation marks is one too
    found = list(links(whole))
    calm = read.blank([(link.start, link.end) for link in found]) if whole is read else read
    bought = list(sourcing.findings(calm, called, text))
    shown = list(vendor.findings(whole, found, sells=bool(bought)))
    if shown and not bought:
        bought = list(sourcing.findings(calm, called, text, links=True))
    yield from bought
    yield from shown
    yield from spam.findings(calm, called, found, whole)
    yield from dose.findings(calm)
    yield from graphic.findings(calm)

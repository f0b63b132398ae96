"""The list at the end of a text of what it cites, with ways back to each place."""

from django.utils.html import escape
from django.utils.translation import gettext as _

from .citations import Bibliography, address


def reference_list(bibliography: Bibliography) -> str:
    """The list as HTML, or nothing where nothing is cited."""
    items = [_item(key, bibliography) for key in bibliography.in_order()]
    heading = f'<h2 id="references">{escape(_("References"))}</h2>'
    return f'<section class="references">{heading}<ol>{"".join(items)}</ol></section>' if items else ""


def _item(key: str, bibliography: Bibliography) -> str:
    reference, name = bibliography.known[key], address(key)
    full = f"{reference.lead} ({escape(bibliography.year(key))}). {reference.rest}"
    last = bibliography.places.get(key, 0)
    back = "".join(
        f' <a href="#cite-{name}-{number}" aria-label="{escape(_way_back(bibliography.short(key), number))}">'
        f"↩{number if last > 1 else ''}</a>"
        for number in range(1, last + 1)
    )
    return f'<li id="ref-{name}" dir="auto">{full}{back}</li>'


def _way_back(short: str, number: int) -> str:
    return _("Back to %(work)s in the text, place %(number)s") % {"work": short, "number": number}

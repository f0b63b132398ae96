"""The site's own navigation: lines of text, as an admin types them, into links. Pure: no database, no request."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from .text import refuse_control_characters, refuse_invisible

MOST_LINKS, LABEL_LENGTH = 8, 40
_https = URLValidator(schemes=["https"])


class Link(NamedTuple):
    """One way through the site, or out of it."""

    label: str
    address: str


def navigation(text: str) -> list[Link]:
    """The links that can be read from lines such as "Help | /help/". What cannot be read is left out."""
    return [found for _number, found in _lines(text) if isinstance(found, Link)][:MOST_LINKS]


def navigation_errors(text: str) -> list[str]:
    """What is wrong with the lines, each named by its number; empty when nothing is."""
    lines = list(_lines(text))
    wrong = [_("Line %(n)d: %(what)s") % {"n": n, "what": what} for n, what in lines if isinstance(what, str)]
    if len(lines) > MOST_LINKS:
        wrong.append(_("There is room for %(most)d links; these are %(n)d.") % {"most": MOST_LINKS, "n": len(lines)})
    return wrong


def _lines(text: str) -> list[tuple[int, Link | str]]:
    """Each line that holds something, with its number: the link, or what is wrong with it."""
    rows = enumerate(text.split("\n"), 1)
    return [(number, _read(line)) for number, line in rows if line.strip()]


def _read(line: str) -> Link | str:
    label, bar, address = (part.strip() for part in line.rpartition("|"))
    if not bar or not label or not address:
        return _("Write a label, a bar and an address, as in: Help | /help/")
    if len(label) > LABEL_LENGTH:
        return _("The label is longer than %(most)d characters.") % {"most": LABEL_LENGTH}
    try:
        refuse_control_characters(line.strip())
        refuse_invisible(label)
    except ValidationError as error:
        return str(error.message)
    if not _leads_somewhere(address):
        return _("“%(address)s” is neither a path such as /help/ nor an address that begins with https://.") % {
            "address": address
        }
    return Link(label, address)


def _leads_somewhere(address: str) -> bool:
    """A path of this site (two slashes would lead to another one), or a whole https address."""
    if address.startswith("/"):
        return not address.startswith(("//", "/\\")) and not any(c.isspace() or c in '\\"<>' for c in address)
    try:
        _https(address)
    except ValidationError:
        return False
    return True

"""Headings: from level 2 down, each with an address of its own, and the table of contents made of them."""

from collections.abc import Sequence

from django.utils.html import escape
from django.utils.text import slugify
from markdown_it.rules_core import StateCore

LEVELS = ("h2", "h3", "h4")  # those with an address
CONTENTS_LEVELS = ("h2", "h3")
SLUG_LENGTH = 80
ENOUGH = 4  # headings that are worth a table of contents
Heading = tuple[str, str, str]  # level, address, text

_WORDS = {"text", "text_special", "code_inline"}  # an image or a citation takes no part in an address


class Anchors:
    """Addresses within one text. Counts on where it stopped: thousands of equal headings take no longer than others."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.last: dict[str, int] = {}

    def one_for(self, text: str) -> str:
        """An address that no heading of this text has yet."""
        base = anchor = f"s-{slugify(text, allow_unicode=True)[:SLUG_LENGTH]}"
        while anchor in self.taken:
            self.last[base] = self.last.get(base, 0) + 1
            anchor = f"{base}-{self.last[base]}"
        self.taken.add(anchor)
        return anchor


def give_addresses(state: StateCore) -> None:
    """The page's title is its only h1, so a writer's "# heading" becomes an h2. Leaves the headings in the env."""
    anchors = Anchors()
    headings: list[Heading] = []
    for number, token in enumerate(state.tokens):
        if token.tag == "h1":
            token.tag = "h2"
        if token.type == "heading_open" and token.tag in LEVELS:
            words = state.tokens[number + 1].children or ()
            text = "".join(child.content for child in words if child.type in _WORDS).strip()
            anchor = anchors.one_for(text)
            token.attrSet("id", anchor)
            headings.append((token.tag, anchor, text))
    state.env["headings"] = headings


def contents(headings: Sequence[Heading]) -> str:
    """A list of links to the headings of the first two levels, or nothing where there are few."""
    shown = [heading for heading in headings if heading[0] in CONTENTS_LEVELS and heading[2]]
    if len(shown) < ENOUGH:
        return ""
    top = shown[0][0]  # a text may begin on the second level
    parts, deep = [], False
    for level, anchor, text in shown:
        below = level > top
        if below and not deep:
            parts.append("<ul>")
        elif deep and not below:
            parts.append("</li></ul></li>")
        elif parts:
            parts.append("</li>")
        parts.append(f'<li><a href="#{escape(anchor)}">{escape(text)}</a>')
        top, deep = min(top, level), below
    return f"<ul>{''.join(parts)}{'</li></ul>' if deep else ''}</li></ul>"

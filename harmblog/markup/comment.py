"""The small formatting: of a comment, and of a few words of the site's own."""

import re

import nh3
from markdown_it import MarkdownIt

# A link in a comment vouches for nothing and tells the target nothing.
REL = "nofollow ugc noopener noreferrer"
OWN_REL = "noopener"
TAGS = {"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "a"}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}

_comment = MarkdownIt("zero", {"html": False, "breaks": True, "linkify": True}).enable(
    ["blockquote", "list", "newline", "escape", "emphasis", "link", "autolink", "linkify"]
)
# Decoded for show, an address could hold anything: control characters, a text turned around.
_comment.normalizeLinkText = str  # type: ignore[method-assign,assignment]
_comment.inline.ruler.disable("linkify")  # quadratic, and the core rule finds the same links
# Only what is written as a link becomes one: never an address, never "the.clinic".
_comment.linkify.set({"fuzzy_email": False, "fuzzy_link": False})  # type: ignore[union-attr]


# Most comments are words and line ends alone: lines that begin with a letter and hold nothing that means anything in
# Markdown or HTML. Only an imported blog notices the time that this saves.
_LINE = r"[^\W\d_](?:[^\\`*_\[\]<>&:/@\xa0\x00-\x1f\x7f]*[^\\`*_\[\]<>&:/@\xa0\x00-\x1f\x7f\s])?"
_PLAIN = re.compile(rf"{_LINE}(?:\n{{1,2}}{_LINE})*")


def comment_html(text: str) -> str:
    """A comment's text as safe HTML: paragraphs and line breaks, emphasis, quotes, lists, links; nothing else."""
    if _PLAIN.fullmatch(text):
        paragraphs = (paragraph.replace("\n", "<br>\n") for paragraph in text.split("\n\n"))
        return "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    return drawn(text)


def drawn(text: str) -> str:
    """The same for any text."""
    return nh3.clean(
        _comment.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}, link_rel=REL
    )


def short_html(text: str) -> str:
    """A few words of the site's own as safe HTML, as in its footer: what a comment can hold, with links that are meant.
    No headings and no anchors, because the page that it stands on has its own.
    """
    schemes = {"http", "https", "mailto", "tel"}
    return nh3.clean(_comment.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes=schemes, link_rel=OWN_REL)

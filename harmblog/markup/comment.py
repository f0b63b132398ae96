"""The small formatting: of a comment, and of a few words of the site's own."""

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


def comment_html(text: str) -> str:
    """A comment's text as safe HTML: paragraphs and line breaks, emphasis, quotes, lists, links; nothing else."""
    return nh3.clean(
        _comment.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}, link_rel=REL
    )


def short_html(text: str) -> str:
    """A few words of the site's own as safe HTML, as in its footer: what a comment can hold, with links that are meant.
    No headings and no anchors, because the page that it stands on has its own.
    """
    schemes = {"http", "https", "mailto", "tel"}
    return nh3.clean(_comment.render(text), tags=TAGS, attributes=ATTRIBUTES, url_schemes=schemes, link_rel=OWN_REL)

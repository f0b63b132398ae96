"""Markdown to HTML, through two walls: a parser that passes no HTML on, then nh3 (ammonia) with an allow-list.

Rendered once, when a text is saved; what comes out is stored and never transformed again, only printed.
"""

import nh3
from django.utils.text import slugify
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.anchors import anchors_plugin
from mdit_py_plugins.footnote import footnote_plugin

# Links in an article are the writers' own; a link in a comment vouches for nothing and tells the target nothing.
ARTICLE_REL = "noopener"
COMMENT_REL = "nofollow ugc noopener noreferrer"

_COMMENT_TAGS = {"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "a"}
_ARTICLE_TAGS = _COMMENT_TAGS | {
    *("h2", "h3", "h4", "h5", "h6", "hr", "code", "pre", "del", "sup", "section"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
_COMMENT_ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "ol": {"start"}}
_ARTICLE_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "id"},
    "ol": {"start"},
    "li": {"id"},
    "table": {"tabindex"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4")},
}


def _fit_into_the_page(state: StateCore) -> None:
    """The page's title is its only h1, so a writer's "# heading" becomes an h2; and a table that is too wide for a
    phone scrolls, which a keyboard can only do where it can go.
    """
    for token in state.tokens:
        if token.tag == "h1":
            token.tag = "h2"
        elif token.type == "table_open":
            token.attrSet("tabindex", "0")


_article = (
    MarkdownIt("commonmark", {"html": False})
    .enable(["table", "strikethrough"])
    .disable("image")
    .use(footnote_plugin)
    .use(anchors_plugin, max_level=4, slug_func=lambda heading: f"s-{slugify(heading, allow_unicode=True)}")
)
_article.core.ruler.before("text_join", "fit_into_the_page", _fit_into_the_page)

_comment = MarkdownIt("zero", {"html": False, "breaks": True, "linkify": True}).enable(
    ["blockquote", "list", "newline", "escape", "emphasis", "link", "autolink", "linkify"]
)
# Decoded for show, an address could hold anything: control characters, a text turned around.
_comment.normalizeLinkText = str  # type: ignore[method-assign,assignment]
_comment.inline.ruler.disable("linkify")  # quadratic, and the core rule finds the same links
# Only what is written as a link becomes one: never an address, never "the.clinic".
_comment.linkify.set({"fuzzy_email": False, "fuzzy_link": False})  # type: ignore[union-attr]


def article_html(source: str) -> str:
    """An article's Markdown as safe HTML: headings from level 2 with anchors, tables, footnotes; no images yet."""
    return nh3.clean(
        _article.render(source),
        tags=_ARTICLE_TAGS,
        attributes=_ARTICLE_ATTRIBUTES,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=ARTICLE_REL,
    )


def comment_html(text: str) -> str:
    """A comment's text as safe HTML: paragraphs and line breaks, emphasis, quotes, lists, links; nothing else."""
    return nh3.clean(
        _comment.render(text),
        tags=_COMMENT_TAGS,
        attributes=_COMMENT_ATTRIBUTES,
        url_schemes={"http", "https"},
        link_rel=COMMENT_REL,
    )

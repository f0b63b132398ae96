"""An article's Markdown: headings with addresses, tables, footnotes, figures, citations with their references."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.footnote import footnote_plugin

from .citations import citation, cite
from .comment import ATTRIBUTES as COMMENT_ATTRIBUTES
from .comment import TAGS as COMMENT_TAGS
from .figures import SIZES, show_images
from .headings import contents, give_addresses
from .kinds import Figure, Reference, Rendered
from .references import reference_list

REL = "noopener"  # links in an article are the writers' own
TAGS = COMMENT_TAGS | {
    *("h2", "h3", "h4", "h5", "h6", "hr", "code", "pre", "del", "s", "sup", "section", "cite", "figure", "figcaption"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES: dict[str, set[str]] = {
    **COMMENT_ATTRIBUTES,
    "a": {"href", "title", "id", "aria-label"},
    "li": {"id"},
    "table": {"tabindex"},
    **{heading: {"id"} for heading in ("h2", "h3", "h4")},
}
SECTIONS = {"section": {"class": {"references", "footnotes"}}}

Figures = Callable[[set[str]], Mapping[str, Figure]]
References = Callable[[set[str]], Mapping[str, Reference]]


def _let_tables_scroll(state: StateCore) -> None:
    """A table that is too wide for a phone scrolls, which a keyboard can only do where it can go."""
    for token in state.tokens:
        if token.type == "table_open":
            token.attrSet("tabindex", "0")


def _way_back(renderer: Any, tokens: Any, number: int, options: Any, env: Any) -> str:
    """The link from a footnote to its place in the text, with a name for those who hear it."""
    note, place = tokens[number].meta["id"] + 1, tokens[number].meta["subId"]
    name = _("Back to the text, note %(number)s") % {"number": f"{note}:{place}" if place > 0 else note}
    return f' <a href="#fnref{note}{f":{place}" if place > 0 else ""}" aria-label="{escape(name)}">↩\ufe0e</a>'


_article = (
    MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"]).use(footnote_plugin)
)  # quotes stay as they were typed
_article.add_render_rule("footnote_anchor", _way_back)
_article.inline.ruler.after("link", "citation", citation)
for rule in (_let_tables_scroll, give_addresses, cite):
    _article.core.ruler.before("text_join", rule.__name__, rule)
_article.core.ruler.push("show_images", show_images)  # after escapes are resolved, for the alt texts


def render_article(source: str, *, figures: Figures, references: References) -> Rendered:
    """An article's Markdown as safe HTML. Each lookup is called once with all keys that the text names, or not at all
    if it names none. Words of our own are in the active language.
    """
    env: dict[str, Any] = {"find_figures": figures, "find_references": references}
    html = _article.render(source, env)
    bibliography = env["bibliography"]
    html += reference_list(bibliography)
    headings = [*env["headings"], *([("h2", "references", _("References"))] if bibliography.known else [])]
    return Rendered(
        html=_clean(html, env["shown"]),
        contents=_clean(contents(headings)),
        citations=tuple(bibliography.known),
        unknown=tuple(key for key in env["citations"] if key not in bibliography.known),
        missing_images=env["missing"],
    )


def article_html(source: str) -> str:
    """A text that names neither images nor sources, as an author's biography."""
    return render_article(source, figures=lambda keys: {}, references=lambda keys: {}).html


def _clean(html: str, shown: Iterable[Figure] = ()) -> str:
    """The second wall. An image is let through only with the very addresses that were looked up."""
    shown = list(shown)
    images = {
        "src": {figure.src for figure in shown},
        "srcset": {figure.srcset for figure in shown},
        **{"sizes": {SIZES}, "loading": {"lazy"}, "decoding": {"async"}},
    }
    return nh3.clean(
        html,
        tags=TAGS | ({"img"} if shown else set()),
        attributes={**ATTRIBUTES, "img": {"alt", "width", "height"}} if shown else ATTRIBUTES,
        tag_attribute_values={**SECTIONS, "img": images} if shown else SECTIONS,
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=REL,
    )

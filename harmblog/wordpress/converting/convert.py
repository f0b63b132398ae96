"""WordPress' posts and comments as the Markdown of this site: the same blocks and words, and nothing embedded."""

import html as entities
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .blocks import blocks, hidden_shortcodes
from .context import Context, Image, Link
from .escape import comment_escaped, line_starts_escaped
from .tree import parse

_TAGS_IN_A_COMMENT = 1000  # more than that is an attack on the parser, and only its words are kept


@dataclass(frozen=True, slots=True)
class Converted:
    """An article's Markdown, and what did not come along as it was, for the import's report."""

    markdown: str
    notes: tuple[str, ...]


def to_markdown(
    html: str,
    *,
    image: Image,
    link: Link,
    footnotes: Mapping[str, str] | None = None,
    attached: Sequence[str] = (),
) -> Converted:
    """A post's content (blocks or classic) as Markdown.

    `image(src, attachment_id, alt, caption)` gives the Markdown of an image that the site has, or None, and it becomes
    a link; a gallery's images have no `src`. `link(href)` may rewrite a link. `footnotes` is what `footnote_texts`
    makes of the item's meta "footnotes"; `attached` are the ids of the item's own images, which a bare [gallery] shows.
    """
    context = Context(rich=True, image=image, link=link, footnote_texts=footnotes or {}, attached=attached)
    found = blocks(parse(html, context.notes).children, context)
    found += hidden_shortcodes(context)
    definitions = [f"[^{number}]: {text}" for number, text in enumerate(context.footnotes, 1)]
    return Converted("\n\n".join(found + definitions), tuple(context.notes))


def footnote_texts(meta: str) -> dict[str, str]:
    """The texts of block footnotes by their ids: WordPress keeps them outside of the content, as JSON."""
    try:
        notes = json.loads(meta)
        return {note["id"]: _words(note["content"]) for note in notes}
    except (ValueError, TypeError, KeyError, RecursionError):
        return {}


def _words(html: str) -> str:
    return parse(html, []).words()


def comment_text(html: str) -> str:
    """A comment's content as text that `comment_html` shows the same."""
    if "<" not in html:
        plain = entities.unescape(html) if "&" in html else html
        return line_starts_escaped(comment_escaped(plain.strip()), rich=False)
    if html.count("<") > _TAGS_IN_A_COMMENT:
        return comment_escaped(" ".join(re.sub(r"<[^<>]*>?", " ", html).split()))
    context = Context(rich=False, image=_no_image, link=str)
    return "\n\n".join(blocks(parse(html, context.notes).children, context))


def _no_image(source: str, identity: str, alt: str, caption: str) -> None:
    return None

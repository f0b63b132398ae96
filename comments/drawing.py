"""Draws the comments of a page, each kind of them once in a language: `comments/_item.html` draws a stand-in, in whose
place the words of every comment of that kind are put. Django's templates would take a tenth of a millisecond for each
comment. What is kept beyond the page holds no word of a comment or of an article.
"""

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.template import engines
from django.template.loader import get_template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.http import RFC3986_SUBDELIMS
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles.models import Article

from .models import Comment
from .threads import Row

ITEM, COMMENT = "comments/_item.html", "comments/_comment.html"
OURS = Path(settings.BASE_DIR) / "templates"
OPENS, ENDS, CLOSES = "<ol>\n", "</li>\n", "</ol></li>\n"


def stand_in() -> str:
    """What no text holds, since nobody can know it."""
    return f"stand-in-{secrets.token_hex(8)}"


ID, NAME, HTML, SLUG = (stand_in() for _ in range(4))
MOMENT = dt.datetime(1900, 1, 1, 12, tzinfo=dt.UTC)


def drawn(rows: Iterable[Row], article: Article, *, is_open: bool) -> SafeString:
    """The items of a discussion's list, with the lists inside them."""
    # A theme's template may look at the words; it draws every comment itself.
    may_stand_in = are_ours(ITEM, COMMENT)
    drawn_for = get_language() or "", engines["django"], is_open
    slug = escape(in_path(article.slug))
    parts = []
    for row in rows:
        comment = row.comment
        parts.append(OPENS if row.opens else "")
        if may_stand_in and _is_usual(row):
            words = {"id": comment.public_id, "name": escape(comment.name), "html": comment.html, "slug": slug}
            words["day"] = day(comment.received_at)
            parts.append(_pattern(*drawn_for, comment.by_site, comment.indexable) % words)
        else:
            parts.append(_item(row, article, is_open))
        parts.append((ENDS if row.ends else "") + CLOSES * len(row.closes))
    return mark_safe("".join(parts))  # noqa: S308 - the name is escaped, the rest is markup of ours


def are_ours(*names: str) -> bool:
    """Whether no theme has put its own in the place of any of these templates."""
    return all(Path(get_template(name).origin.name).is_relative_to(OURS) for name in names)  # type: ignore[attr-defined]


def _is_usual(row: Row) -> bool:
    return not (row.comment.is_withdrawn or row.is_lost_reply or row.comment.safety_notes)  # type: ignore[attr-defined]


def in_path(slug: str) -> str:
    """A part of an address as `reverse` writes it."""
    return quote(slug, safe=f"{RFC3986_SUBDELIMS}/~:@")


def _item(row: Row, article: Article, is_open: bool) -> str:
    context = {"article": article, "is_open": is_open, "row": row, "comment": row.comment}
    return get_template(ITEM).render(context)


@lru_cache(64)
def _pattern(_language: str, _engine: Any, is_open: bool, by_site: bool, indexable: bool) -> str:
    """An item with gaps for what differs from one comment of this kind to the next."""
    comment = Comment(public_id=ID, name=NAME, html=HTML, received_at=MOMENT, by_site=by_site, indexable=indexable)
    gaps = {ID: "id", NAME: "name", HTML: "html", SLUG: "slug", day(MOMENT): "day"}
    return with_gaps(_item(Row(comment, depth=0), Article(slug=SLUG), is_open), gaps)


def with_gaps(drawn: str, gaps: Mapping[str, str]) -> str:
    """What was drawn of a stand-in as a pattern for `%`. Each of its words, in this order, becomes the gap named so."""
    pattern = drawn.replace("%", "%%")
    for words, name in gaps.items():
        pattern = pattern.replace(words, f"%({name})s")
    return pattern


def day(moment: dt.datetime) -> SafeString:
    """The day of a comment, for people and for machines. Not the time: it might tell who was awake."""
    return _day(timezone.localdate(moment), get_language())


@lru_cache(1000)
def _day(date: dt.date, _language: str | None) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', date.isoformat(), date_format(date))

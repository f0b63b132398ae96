"""Draws the rows of a list, each kind of them once: `desk/_item.html` draws a stand-in, in whose place the words of
every comment of that kind are put, as under an article (`comments.drawing`). What is rare is drawn by itself.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.template.context import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article

from ..drawing import COMMENT, HTML, ID, MOMENT, NAME, SLUG, are_ours, day, in_path, stand_in, with_gaps
from ..models import Comment
from .knowing import Item

ITEM = "desk/_item.html"
PARTS = (ITEM, COMMENT, "desk/_said.html", "desk/_acts.html")  # that look at a comment
TITLE, PARENT, SIGNS, AGE = (stand_in() for _ in range(4))
REVISION = 2_100_000_001


def drawn(items: Iterable[Item], context: Context) -> SafeString:
    """The items of a list. `context`: of its page."""
    patterns: dict[tuple[Any, ...], str] = {}
    may_stand_in = are_ours(*PARTS)
    parts = []
    for item in items:
        if not may_stand_in or _is_rare(item):
            parts.append(_item(item, context))
            continue
        kind = _kind(item)
        if kind not in patterns:
            patterns[kind] = _pattern(item, context)
        parts.append(patterns[kind] % _words(item))
    return mark_safe("".join(parts))  # noqa: S308 - what was typed is escaped, the rest is markup of ours


def _item(item: Item, context: Context) -> str:
    template: Any = get_template(ITEM)
    with context.push(item=item):
        return str(template.template.render(context))


def _is_rare(item: Item) -> bool:
    comment, known = item.comment, item.claim or item.opinion or item.decision or item.writer or item.notes
    is_answer_to_none = comment.parent and comment.parent.is_withdrawn
    return bool(known or item.is_urgent or is_answer_to_none or comment.safety_notes)  # type: ignore[attr-defined]


def _kind(item: Item) -> tuple[Any, ...]:
    """All that decides how a row is drawn, but for its words."""
    comment, is_late = item.comment, item.clock is not None and item.clock.is_late
    looks = item.is_graphic, bool(item.signs), is_late, comment.indexable, comment.by_site
    return comment.article.kind, comment.parent is not None, *looks


def _pattern(item: Item, context: Context) -> str:
    """An item of the kind of this one, with gaps for its words."""
    like = item.comment
    comment = Comment(
        public_id=ID, revision=REVISION, name=NAME, html=HTML, received_at=MOMENT,
        article=Article(kind=like.article.kind, title=TITLE, slug=SLUG),
        parent=like.parent and Comment(name=PARENT),
        labels=like.labels, indexable=like.indexable, by_site=like.by_site,
    )  # fmt: skip
    row = replace(item, comment=comment, age=AGE, signs=[SIGNS] if item.signs else [])
    gaps = {comment.seen: "seen", ID: "id", NAME: "name", HTML: "html", _moment(comment): "at", day(MOMENT): "day"}
    gaps |= {TITLE: "title", f"article={SLUG}": "only", SLUG: "slug", PARENT: "parent", SIGNS: "signs", AGE: "age"}
    return with_gaps(_item(row, context), gaps)


def _words(item: Item) -> dict[str, str]:
    """What is put into the gaps, escaped as the template would."""
    comment, slug = item.comment, item.comment.article.slug
    words = {
        "seen": comment.seen,
        "id": comment.public_id,
        "name": comment.name,
        "at": _moment(comment),
        "title": comment.article.title,
        "only": f"article={quote(slug)}",
        "slug": in_path(slug),
        "parent": comment.parent.name if comment.parent else "",
        "signs": "; ".join(map(str, item.signs)),
        "age": item.age,
    }
    return {**{gap: escape(said) for gap, said in words.items()}, "html": comment.html, "day": day(comment.received_at)}


def _moment(comment: Comment) -> str:
    return timezone.localtime(comment.received_at).isoformat()

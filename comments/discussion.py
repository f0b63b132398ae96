"""One page of an article's discussion, with all that its template prints."""

from functools import lru_cache
from typing import Any

from crispy_forms.utils import render_crispy_form
from django.conf import settings
from django.db.models import Count, Max
from django.template import engines
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from articles.models import Article
from harmblog.prepared import Prepared

from . import safety
from .drawing import drawn
from .forms import CommentForm
from .models import Comment, CommentQuerySet, page_url
from .threads import Row, thread

STAND_IN = "stand-in"  # for a part of an address
COLUMNS = ("public_id", "name", "html", "received_at", "parent_id", "article_id", "status", "indexable", "by_site")
APPROVED = Prepared(lambda *where: _approved(*where).only(*COLUMNS), int, int, int)
WITHDRAWN = Prepared(
    lambda article, *pages: Comment.objects.withdrawn().filter(article=article, page__range=pages).only(*COLUMNS),
    *(int, int, int),
)
NOTES = Prepared(lambda *where: safety.under(_approved(*where).values("pk")), int, int, int)
EXTENT = Prepared(
    lambda article: Comment.objects.approved_under(article).values("article").values_list(Count("pk"), Max("page")), int
)


def _approved(article: int, *pages: int) -> CommentQuerySet:
    return Comment.objects.approved_under(article).filter(page__range=pages)


def read(article: Article, number: int) -> dict[str, Any] | None:
    """What `comments/_discussion.html` needs, of an article that its reader may see. None: there is no such page. Four
    queries for any number of comments, and one more where something is answered that is on another page.
    """
    count, pages = next(EXTENT.rows(article.pk), (0, 1))
    pages = max(pages, 1)
    if number > pages:
        return None
    where = article.pk, number if number > 1 else 0, number  # what has not been given a place is on the first
    approved = APPROVED.objects(*where)
    shown = sorted([*approved, *WITHDRAWN.objects(*where)], key=lambda comment: comment.pk)
    safety.give(approved, safety.by_comment(NOTES.rows(*where)))
    rows = thread(shown, _elsewhere(article, shown))
    _link(rows, article)
    is_open = article.accepts_comments
    return {
        "article": article,
        "rows": rows,
        "items": drawn(rows, article, is_open=is_open),
        "count": count,
        "is_open": is_open,
        # For templates of themes that draw it themselves.
        "form": SimpleLazyObject(lambda: CommentForm(article=article)) if is_open else None,
        "blank_form": SimpleLazyObject(lambda: blank_form(article)),
        "page": number,
        "pages": pages,
        "earlier": page_url(article, number - 1) if number > 1 else "",
        "later": page_url(article, number + 1) if number < pages else "",
        "newest": page_url(article, pages) if number < pages else "",
    }


def _elsewhere(article: Article, shown: list[Comment]) -> dict[int, Comment]:
    """What is answered here and stands on another page of this discussion."""
    keys = {comment.pk for comment in shown}
    missing = {comment.parent_id for comment in shown if comment.parent_id} - keys
    if not missing:
        return {}
    here = Comment.objects.approved_under(article.pk)
    found = here.filter(pk__in=missing).only("public_id", "name", "indexable", "article_id", "page")
    return {comment.pk: comment for comment in found}


def _link(rows: list[Row], article: Article) -> None:
    for row in rows:
        if row.answers:
            page = page_url(article, row.answers.page) if row.depth == 0 else ""
            row.above = f"{page}#comment-{row.answers.public_id}"


def blank_form(article: Article) -> SafeString:
    """The form with nothing typed in it: the same under every article in a language, but for where it is sent."""
    drawn = _drawn_form(get_language() or "", engines["django"], settings.COMMENT_EMAIL_REQUIRED, settings.SENDS_MAIL)
    action = reverse("post-comment", args=[article.slug])
    return mark_safe(drawn.replace(reverse("post-comment", args=[STAND_IN]), escape(action)))  # noqa: S308 - escaped


@lru_cache(16)
def _drawn_form(language: str, *_what_else_it_depends_on: Any) -> str:
    return render_crispy_form(CommentForm(article=Article(slug=STAND_IN)))

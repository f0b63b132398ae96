"""The one tag through which an article's page shows its discussion."""

from typing import Any

from django import template

from articles.models import Article

from .. import safety
from ..forms import CommentForm
from ..models import Comment
from ..threads import thread

register = template.Library()


@register.inclusion_tag("comments/_discussion.html")
def discussion(article: Article) -> dict[str, Any]:
    """The approved comments of an article in threads with their safety notes, and the form while comments are open:
    three queries."""
    columns = ("public_id", "name", "html", "received_at", "parent_id", "article_id", "status", "indexable", "by_site")
    here = Comment.objects.filter(article_id=article.pk).only(*columns)
    approved, empty = list(here.approved()), list(here.withdrawn())
    safety.attach(approved, among=here.approved())
    rows = thread(sorted(approved + empty, key=lambda comment: comment.pk))
    form = CommentForm(article=article) if article.accepts_comments else None
    return {"article": article, "rows": rows, "count": len(approved), "form": form}

"""What templates ask for of a discussion: its first page, under an article, and the day of a comment."""

from typing import Any

from django import template

from articles.models import Article

from ..discussion import read
from ..drawing import day

register = template.Library()
register.filter("day", day)


@register.inclusion_tag("comments/_discussion.html")
def discussion(article: Article) -> dict[str, Any]:
    """The first page of an article's discussion, and the form while comments are open."""
    return read(article, 1) or {}

"""Markdown to HTML, through two walls: a parser that passes no HTML on, then nh3 (ammonia) with an allow-list.

Rendered once, when a text is saved; what comes out is stored and never transformed again, only printed. What a text
names and does not hold itself, images and sources, is looked up through two functions that the caller gives.
"""

from .article import article_html, render_article
from .citations import KEY as CITATION_KEY
from .comment import comment_html, short_html
from .kinds import Figure, Reference, Rendered

__all__ = [
    "CITATION_KEY",
    "Figure",
    "Reference",
    "Rendered",
    "article_html",
    "comment_html",
    "render_article",
    "short_html",
]

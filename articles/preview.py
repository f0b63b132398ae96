"""A text that is not public yet, through the very page that readers will get: for writers, and whoever has a link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from harmblog.markup import Rendered

from .models import Article, PreviewLink
from .views import article_page
from .writing import newest


def lay_open(article: Article) -> Article:
    """The article with its newest text instead of the one that readers see. To be looked at and never to be saved."""
    if last := newest(article):
        for name in Article.TEXT:
            setattr(article, name, getattr(last, name))
    return article


def draw(article: Article) -> Rendered:
    """Make it ready for the page, with what it would get by being saved and published now."""
    article.slug = article.slug or "preview"
    article.published_at = article.published_at or timezone.now()
    return article.render()


@require_safe
def private(request: HttpRequest, key: str) -> HttpResponse:
    """What is behind a preview link, for somebody without an account. Nothing is changed by looking."""
    link = PreviewLink.objects.filter(key=key, expires_at__gt=timezone.now()).select_related("article__author").first()
    if link is None:
        response = render(request, "articles/link_closed.html", status=404)
    else:
        draw(lay_open(link.article))
        response = article_page(request, link.article, preview=True, until=link.expires_at)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

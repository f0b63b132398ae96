"""The comments' feeds: approved ones only, dated by the day, nothing that leads to who wrote them."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.clock import next_change
from articles.feeds import LENGTH, RssFeed, absolute, respond
from articles.models import Article
from harmblog.language import speaking
from harmblog.models import Site
from harmblog.pagecache import cached_page

from . import safety
from .models import Comment, CommentQuerySet


def _feed(comments: CommentQuerySet, *, title: str, link: str, path: str, language: str) -> HttpResponse:
    feed = RssFeed(title=title, link=absolute(link), description=title, feed_url=absolute(path), language=language)
    # All of them were decided; to say so leads SQLite to an index in this order, whatever it knows of its tables.
    decided = comments.filter(decided_at__isnull=False).select_related("article")
    newest = list(decided.order_by("-decided_at", "-pk")[:LENGTH])
    notes = safety.notes_under([comment.pk for comment in newest])
    for comment in newest:
        feed.add_item(
            title=_("%(name)s on “%(title)s”") % {"name": comment.name, "title": comment.article.title},
            link=absolute(comment.get_absolute_url()),
            description=comment.html + "".join(map(_note, notes.get(comment.pk, []))),
            author_name=comment.name,
            pubdate=dt.datetime.combine(timezone.localdate(comment.received_at), dt.time(), dt.UTC),
            unique_id=f"comment-{comment.public_id}",
            unique_id_is_permalink=False,
        )
    response = respond(feed)
    response.headers["X-Robots-Tag"] = "noindex"  # it holds comments of those who allowed it, and of those who did not
    return response


def _note(note: safety.Shown) -> str:
    """A safety note in plain HTML, after the words that it stands under."""
    return render_to_string("comments/_safety_note_in_feed.html", {"note": note})


@cached_page(until=next_change)
def all_comments(request: HttpRequest) -> HttpResponse:
    """The newest comments of the whole site."""
    title = _("Comments on %(site)s") % {"site": Site.current().name}
    where = {"link": reverse("home"), "path": reverse("comments-feed")}
    return _feed(Comment.objects.approved(), title=title, language=settings.LANGUAGE_CODE, **where)


@cached_page(until=next_change)
def article_comments(request: HttpRequest, slug: str) -> HttpResponse:
    """The newest comments of one article."""
    article = get_object_or_404(Article.objects.published(), slug=slug)
    comments = Comment.objects.approved().filter(article=article)
    where = {"link": article.get_absolute_url(), "path": reverse("article-feed", args=[slug])}
    with speaking(article.language):
        title = _("Comments on “%(title)s”") % {"title": article.title}
        return _feed(comments, title=title, language=article.language, **where)

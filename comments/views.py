"""The commenter's side: post and reply; receipt_views.py has the rest. No cookie, no script, no identity."""

import datetime as dt
import logging

from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles.clock import next_change
from articles.models import Article
from harmblog.language import speaking
from harmblog.pagecache import cached_page
from harmblog.prepared import Prepared
from harmblog.security import refuse
from harmblog.turns import WRITERS

from . import discussion, moderation, safety
from .checking import Check, screened
from .forms import CommentForm
from .models import Comment
from .vault import VaultClosed

logger = logging.getLogger(__name__)
COMMENTED = Prepared(
    lambda now, slug: Article.objects.published(now).filter(slug=slug).without_bodies(), *(dt.datetime, str)
)


@csrf_exempt  # no cookie on readers' pages: `harmblog.security.origin_guard` stands in for the token
@require_http_methods(["GET", "HEAD", "POST"])
def post_comment(request: HttpRequest, slug: str) -> HttpResponse:
    """Take a comment. Wrong input gets the form back, filled in, with status 422; what could lead to somebody comes
    back once, marked; an unknown article gets the 404 page, which gives back what was typed.
    """
    article = COMMENTED.first(timezone.now(), slug)
    if article is None:
        raise Http404
    if request.method != "POST":
        return redirect(article)
    with speaking(article.language):
        return _take(request, article)


def _take(request: HttpRequest, article: Article) -> HttpResponse:
    form = CommentForm(request.POST, article=article)
    if not form.is_valid():
        return _respond(request, article, form.without_lost_parent(), form.cleaned_data.get("parent"), status=422)
    data, act = form.cleaned_data, request.POST.get("act", "")
    if act == "change":
        return _respond(request, article, form.to_change(), data["parent"])
    check = Check(data["name"], data["comment"])
    if act == "preview" or (check.found and not data["looked"] and act not in ("remove", "as-is")):
        return _preview(request, article, form, check)
    return _receive(request, article, form, check.without() if act == "remove" else check)


def _preview(request: HttpRequest, article: Article, form: CommentForm, check: Check) -> HttpResponse:
    """The comment as it would appear, and all that was typed, as it was typed, for the next post. Stored nowhere."""
    typed = [(name, value) for name in form.fields if name != "looked" for value in request.POST.getlist(name)]
    return render(request, "comments/preview.html", {"article": article, "check": check, "typed": typed})


def _receive(request: HttpRequest, article: Article, form: CommentForm, check: Check) -> HttpResponse:
    data = form.cleaned_data
    words = {"name": check.name, "text": check.text, "address": data["email"]}
    lane = screened(check, block=getattr(request, "block", ""), trap=form.trapped)
    try:
        with WRITERS.turn():
            secret = moderation.receive(article=article, parent=data["parent"], wishes=form.wishes, **words, **lane)
    except (OperationalError, VaultClosed):  # the disk is full, somebody holds the database, no key: it is not received
        logger.exception("A comment could not be kept")
        message = _("The site is too busy or its disk is full. Please send it again in a few minutes.")
        return refuse(request, 503, _("Your comment was not received yet"), message)
    return HttpResponseRedirect(reverse("receipt", args=[secret]), status=303)


def _respond(
    request: HttpRequest, article: Article, form: CommentForm, parent: Comment | None, status: int = 200
) -> HttpResponse:
    context = {"article": article, "form": form, "answered": parent}
    return render(request, "comments/respond.html", context, status=status)


@cached_page(until=next_change)
def discussion_page(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The second and each later page of a discussion; the first is under the article."""
    article = get_object_or_404(Article.objects.published(), slug=slug)
    if number == 1:
        return redirect(f"{article.get_absolute_url()}#discussion", permanent=True)
    with speaking(article.language):
        context = discussion.read(article, number)
        if context is None:
            raise Http404
        return render(request, "comments/discussion_page.html", context)


@cached_page(until=next_change)
def reply(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """A page of its own for answering one comment, so that it works without a script."""
    comments = Comment.objects.approved().select_related("article")
    parent = get_object_or_404(comments, article__slug=slug, public_id=public_id)
    if not parent.article.accepts_comments:
        return redirect(parent)  # which says that they are closed
    safety.attach([parent])
    form = CommentForm(article=parent.article, initial={"parent": public_id})
    with speaking(parent.article.language):
        return _respond(request, parent.article, form, parent)

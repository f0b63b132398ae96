"""What a reader does who thinks that a comment should not be there: a reason, one button, no account.

Whoever reports is told the same, whether or not it had been reported before. Where they come from is counted in memory
for a day (`limits`), and kept nowhere.
"""

import logging
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from articles.clock import next_change
from articles.models import Article
from harmblog.language import speaking
from harmblog.pagecache import cached_page
from harmblog.security import refuse
from harmblog.turns import WRITERS

from . import helplines, limits, moderation, safety
from .models import Comment, Report

logger = logging.getLogger(__name__)
NEAREST = 2  # countries whose help lines are on the page itself; the others are one link away


@csrf_exempt  # no cookie on readers' pages: `harmblog.security.origin_guard` stands in for the token
def report(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    """The form for one comment, and what becomes of it."""
    view: Any = _take if request.method == "POST" else _form
    return view(request, slug, public_id)


@cached_page(until=next_change)
def _form(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    comment = _find(slug, public_id)
    with speaking(comment.article.language):
        return _page(request, comment)


def _find(slug: str, public_id: str) -> Comment:
    comments = Comment.objects.approved().select_related("article")
    return get_object_or_404(comments, article__slug=slug, public_id=public_id)


def _page(request: HttpRequest, comment: Comment, status: int = 200, **more: Any) -> HttpResponse:
    safety.attach([comment])
    context = {"comment": comment, "article": comment.article, "reasons": Report.Reason.choices, **more}
    return render(request, "comments/report.html", context, status=status)


def _take(request: HttpRequest, slug: str, public_id: str) -> HttpResponse:
    comment = _find(slug, public_id)
    with speaking(comment.article.language):
        reason, block = request.POST.get("reason", ""), request.block  # type: ignore[attr-defined]
        if reason not in Report.Reason.values:
            return _page(request, comment, status=422, error=_("Please choose what is wrong with it."))
        if not limits.allowed(block, "report"):
            return _page(request, comment, status=429, error=limits.TOO_MANY, chosen=reason)
        try:
            with WRITERS.turn():
                moderation.report(comment, reason, counts=limits.first_today(block, f"report {public_id}"))
        except OperationalError:  # the disk is full, or somebody holds the database
            logger.exception("A report could not be kept")
            message = _("The site is too busy or its disk is full. Please send it again in a few minutes.")
            return refuse(request, 503, _("This was not received yet"), message)
    after = "reported-danger" if reason == Report.Reason.DANGER else "reported"
    return HttpResponseRedirect(reverse(after, args=[slug]), status=303)


@cached_page(until=next_change)
def reported(request: HttpRequest, slug: str) -> HttpResponse:
    """The same for everybody, whatever was reported before."""
    return _thanks(request, get_object_or_404(Article.objects.published(), slug=slug))


@cached_page(until=next_change)
def reported_danger(request: HttpRequest, slug: str) -> HttpResponse:
    """The same after a report that somebody may be in danger: whoever reads this may be the nearest."""
    article = get_object_or_404(Article.objects.published(), slug=slug)
    return _thanks(request, article, countries=helplines.for_language(article.language)[:NEAREST])


def _thanks(request: HttpRequest, article: Article, **more: Any) -> HttpResponse:
    with speaking(article.language):
        return render(request, "comments/reported.html", {"article": article, **more})

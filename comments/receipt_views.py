"""What a commenter can do with a receipt: look, change, take back, have it all, object, stop being told.

The private address is a secret. GET changes nothing, nothing is kept by a cache or a search engine, and no page here
sends its address anywhere else (`Referrer-Policy: same-origin`, like every page; `no-referrer` would hide from us that
a form comes from our own page).
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from harmblog.language import speaking
from harmblog.security import refuse
from harmblog.turns import WRITERS

from . import helplines, limits, moderation, receipts, safety
from .checking import Check, screened_again
from .held import held
from .models import Comment, Contact, Decision, Edit, Message, Objection, Original, Reveal
from .receipt_forms import EditForm, ObjectionForm, WordsForm
from .screening.finding import Label

logger = logging.getLogger(__name__)
View = Callable[[HttpRequest, Comment, str], HttpResponse]
CHANGES = (20, 600)  # of one comment, within so many seconds
NEAREST = 2  # countries whose help lines are on the page itself; the others are one link away


def _secluded(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


def _of_a_receipt(view: View) -> Any:
    """Finds the comment; says what may have happened where there is none, or none any more, and gives back what was
    typed. No cookie on readers' pages: `harmblog.security.origin_guard` stands in for the token.
    """

    @csrf_exempt
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def found(request: HttpRequest, secret: str) -> HttpResponse:
        comment = receipts.find(secret)
        with speaking(comment.article.language if comment else settings.LANGUAGE_CODE):
            try:
                with WRITERS.turn() if comment and request.method == "POST" else nullcontext():
                    response = view(request, comment, secret) if comment else _gone(request)
            except moderation.Gone:
                response = _overtaken(request, secret)
            except OperationalError:  # the disk is full, or somebody holds the database
                logger.exception("What a commenter asked for could not be done")
                message = _("The site is too busy or its disk is full. Please send it again in a few minutes.")
                response = refuse(request, 503, _("Nothing was changed yet"), message)
            return _secluded(response)

    return found


def _gone(request: HttpRequest) -> HttpResponse:
    kept = request.POST.get("comment", "")
    return render(request, "comments/receipt_gone.html", {"kept": kept}, status=404)


def _overtaken(request: HttpRequest, secret: str) -> HttpResponse:
    """Somebody was faster: the commenter in another window, a moderator, or a rule that forgets."""
    if receipts.find(secret) is None:
        return _gone(request)
    message = _("Something else happened to your comment in the meantime. Please look at its receipt again.")
    return refuse(request, 409, _("This was not done"), message)


def _back(secret: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("receipt", args=[secret]), status=303)


@require_safe
def _look(request: HttpRequest, comment: Comment, secret: str) -> HttpResponse:
    return _page(request, comment, secret)


receipt = _of_a_receipt(_look)


def _page(
    request: HttpRequest, comment: Comment, secret: str, objection: ObjectionForm | None = None, status: int = 200
) -> HttpResponse:
    """What became of one comment, and what its writer can do."""
    public = Article.objects.published().filter(pk=comment.article_id).exists()
    sent = Objection.objects.filter(comment=comment).first()
    may_object = not sent and moderation.may_object(comment)
    newer = Edit.objects.filter(comment=comment).first()
    urgent = any(Label.URGENT in said.labels.split() for said in (comment, newer) if said)
    near = helplines.for_language(comment.article.language)[:NEAREST] if urgent else []
    decision = Decision.objects.latest_of(comment)
    safety.attach([comment])
    context = {
        "comment": comment,
        "article": comment.article if public else None,
        "secret": secret,
        "words": receipts.words_of(comment),
        "decision": decision,
        "is_hidden": decision is not None and decision.act == Decision.Act.HIDE,
        "redacted": Decision.objects.redaction_of(comment),
        "original": Original.objects.filter(comment=comment).defer("sealed").first(),
        "reason": Decision.objects.reason_of(comment),
        "message": Message.objects.filter(comment=comment).first(),
        "newer": newer,
        "sent": sent,
        "objection": objection or (ObjectionForm(secret=secret) if may_object else None),
        "contact": Contact.objects.filter(comment=comment).defer("sealed").first(),
        "countries": near,
        "reveals": Reveal.objects.told_of(comment),
    }
    return render(request, "comments/receipt.html", context, status=status)


@_of_a_receipt
def edit(request: HttpRequest, comment: Comment, secret: str) -> HttpResponse:
    """The newest text in a form, and its change."""
    if not comment.text:
        raise moderation.Gone
    newest = Edit.objects.filter(comment=comment).first() or comment
    form = EditForm(request.POST or None, secret=secret, initial={"name": newest.name, "comment": newest.text})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        if limits.limiter.tries(comment.public_id, "change", *CHANGES):  # each leaves a line in the journal of erasures
            name, text = form.cleaned_data["name"], form.cleaned_data["comment"]
            moderation.edit(comment, name=name, text=text, **screened_again(Check(name, text), before=comment))
            return _back(secret)
        status = 429
        form.add_error(None, limits.TOO_MANY)
    context = {"form": form, "comment": comment, "secret": secret}
    return render(request, "comments/receipt_edit.html", context, status=status)


@_of_a_receipt
def withdraw(request: HttpRequest, comment: Comment, secret: str) -> HttpResponse:
    """Asks first; then everything is gone, this address too."""
    if request.method == "POST":
        moderation.withdraw(comment)
        return HttpResponseRedirect(reverse("receipt-withdrawn"), status=303)
    answered = Comment.objects.approved().filter(parent=comment).exists()
    context = {"comment": comment, "secret": secret, "answered": answered}
    return render(request, "comments/receipt_withdraw.html", context)


@require_safe
def withdrawn(request: HttpRequest) -> HttpResponse:
    """The same for everybody: nothing on it tells of which comment."""
    return _secluded(render(request, "comments/receipt_withdrawn.html"))


@_of_a_receipt
def download(request: HttpRequest, comment: Comment, secret: str) -> HttpResponse:
    """Everything that is held about the comment, as a file."""
    if request.method != "POST":
        return _back(secret)
    headers = {"Content-Disposition": 'attachment; filename="comment.json"'}
    return JsonResponse(held(comment), json_dumps_params={"ensure_ascii": False, "indent": 2}, headers=headers)


@_of_a_receipt
def object_to(request: HttpRequest, comment: Comment, secret: str) -> HttpResponse:
    """An objection to the last decision."""
    if request.method != "POST":
        return _back(secret)
    form = ObjectionForm(request.POST, secret=secret)
    if not form.is_valid():
        return _page(request, comment, secret, form, status=422)
    moderation.object_to(comment, form.cleaned_data["comment"])
    return _back(secret)


@_of_a_receipt
def stop(request: HttpRequest, comment: Comment, secret: str) -> HttpResponse:
    """No more mails of one kind."""
    what = request.POST.get("what", "")
    if what in moderation.WISHES:
        moderation.stop_telling(comment, what)
    return _back(secret)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def by_words(request: HttpRequest) -> HttpResponse:
    """The way to a receipt for whoever noted down its six words."""
    form = WordsForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if not limits.allowed(request.block, "words"):  # type: ignore[attr-defined]
            status = 429
            form.add_error("words", limits.TOO_MANY)
        elif form.is_valid():
            if comment := receipts.find_by_words(form.cleaned_data["words"]):
                return _secluded(_back(receipts.secret_of(comment)))
            form.add_error("words", _("No comment has these six words. Please compare them letter by letter."))
    return _secluded(render(request, "comments/receipt_words.html", {"form": form}, status=status))

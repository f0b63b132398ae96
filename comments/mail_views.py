"""What the links in mails lead to, and erasure by address. Opening a link changes nothing; its buttons do."""

import logging
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from harmblog.language import speaking
from harmblog.security import refuse
from harmblog.turns import WRITERS

from . import limits, mail_links, vault
from .forms import EMAIL_LENGTH
from .models import Comment, Decision, Mail
from .receipt_forms import ReaderForm

logger = logging.getLogger(__name__)
Kind = Mail.Kind
readable = require_http_methods(["GET", "HEAD", "POST"])


@csrf_exempt  # no cookie on readers' pages: `harmblog.security.origin_guard` stands in for the token
@readable
def mail(request: HttpRequest, token: str) -> HttpResponse:
    """What a mail is about, and the buttons that answer it."""
    found = mail_links.find(token)
    if found is None:
        return _page(request, None, "gone", status=404)
    with speaking(_language(found)):
        if request.method == "POST":
            return _answer(request, found)
        answered = "stopped" if found.answer == mail_links.NO else "done"
        return _page(request, found, answered if found.answered_at else found.kind)


def _answer(request: HttpRequest, found: Mail) -> HttpResponse:
    act = request.POST.get("act", "")
    if act == "never":
        mail_links.never(found)
        return _page(request, found, "never")
    if found.kind == Kind.CONFIRM and act == "confirm":
        mail_links.confirm(found)
    elif found.kind == Kind.ERASE and act in mail_links.ERASURES:
        mail_links.ask_to_erase(found, act)
    else:
        return _page(request, found, found.kind, status=422)
    return HttpResponseRedirect(request.path, status=303)


@csrf_exempt  # a mail program that unsubscribes for its reader (RFC 8058) is no browser, and sends no Origin
@readable
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The way out, in one click for mail programs."""
    found = mail_links.find_stop(token)
    if found is None:
        return _page(request, None, "gone", status=404)
    with speaking(_language(found)):
        if request.method != "POST":
            return _page(request, found, "stop")
        if request.POST.get("act") == "never":
            mail_links.never(found)
            return _page(request, found, "never")
        mail_links.stop(found)
        return _page(request, found, "stopped")


def _page(request: HttpRequest, found: Mail | None, name: str, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"mail": found, "comment": None}
    if found and found.comment:
        public = Comment.objects.approved().filter(pk=found.comment.pk).exists()
        context |= {"comment": found.comment, "public": public, "reason": Decision.objects.reason_of(found.comment)}
        context["decision"] = Decision.objects.latest_of(found.comment)
    return render(request, f"comments/mail/{name}.html", context, status=status)


def _language(found: Mail) -> str:
    return found.comment.article.language if found.comment else settings.LANGUAGE_CODE


class EraseForm(ReaderForm):
    """The address that is to be forgotten."""

    email = forms.EmailField(
        label=gettext_lazy("Email"),
        max_length=EMAIL_LENGTH,
        error_messages={
            "required": gettext_lazy("Please give the address that is to be forgotten."),
            "invalid": gettext_lazy("This does not look like an email address. Please correct it."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, action=reverse("erase"), button=_("Send me a mail about it"), **kwargs)


@csrf_exempt  # as above
@readable
def erase(request: HttpRequest) -> HttpResponse:
    """Ask for an address to be forgotten. The answer is the same for every address; nothing is looked up here."""
    posted = request.method == "POST" and settings.SENDS_MAIL
    form = EraseForm(request.POST if posted else None)
    if not posted or not form.is_valid():
        context = {"form": form, "sends_mail": settings.SENDS_MAIL}
        return render(request, "comments/erase.html", context, status=200 if request.method != "POST" else 422)
    if not limits.allowed(request.block, "erase"):  # type: ignore[attr-defined]
        form.add_error(None, limits.TOO_MANY)
        return render(request, "comments/erase.html", {"form": form, "sends_mail": True}, status=429)
    key = uuid.uuid4()
    try:
        sealed = vault.seal(form.cleaned_data["email"], bound_to=str(key))
        with WRITERS.turn():
            Mail.objects.create(pk=key, kind=Kind.ERASE, sealed=sealed, once=f"erase-{key}")
    except OperationalError:  # the disk is full, or somebody holds the database
        logger.exception("An erasure could not be asked for")
        message = _("The site is too busy or its disk is full. Please send it again in a few minutes.")
        return refuse(request, 503, _("This was not received yet"), message)
    return HttpResponseRedirect(reverse("erase-asked"), status=303)


@require_safe
def erase_asked(request: HttpRequest) -> HttpResponse:
    """What happens next, whoever asked."""
    return render(request, "comments/erase_asked.html")

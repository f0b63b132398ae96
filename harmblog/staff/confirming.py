"""The second step of a log-in, and the page that asks for a factor again before something that matters."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from . import authenticator, passkeys, recovery, second_factor, sessions, throttle
from .logging_in import too_many, workplace
from .models import AuthenticatorApp
from .noting import note
from .throttle import BY_FACTOR

View = Callable[..., HttpResponse]


def next_url(request: HttpRequest) -> str:
    """Where to go on: a page of this site, else where the account works."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe and "\0" not in wanted else workplace(request.user)


def freshly(view: View) -> View:
    """For what only somebody may do who has proved a second factor within the last five minutes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if second_factor.is_fresh(request):
            return view(request, *args, **kwargs)
        if request.method == "POST":
            messages.info(request, _("Please show that it is you, and then do it again. Nothing was changed yet."))
        back = request.path if request.method == "GET" else reverse("account")
        return HttpResponseRedirect(f"{reverse('confirm')}?{urlencode({'next': back}, safe='/')}")

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Asks for a code, a recovery code or a passkey."""
    user = sessions.member(request)
    if not second_factor.has_factor(user):
        return HttpResponseRedirect(reverse("second-factor"))
    if request.method != "POST":
        return _page(request)
    word = f"factor of {user.pk}"
    if wait := BY_FACTOR.attempt(word):
        return too_many(_page(request, error=throttle.words(wait)), wait)
    if not _proves(request):
        return _page(request, error=_("That did not fit. A code works once, and only for about a minute."), status=422)
    BY_FACTOR.forgive(word)
    second_factor.prove(request)
    return HttpResponseRedirect(next_url(request))


def _proves(request: HttpRequest) -> bool:
    """By whichever was sent."""
    if answer := request.POST.get("passkey"):
        return passkeys.proves(request, answer)
    if code := "".join(request.POST.get("code", "").split()):
        return authenticator.proves(request.user, code)
    return _used_up(request, request.POST.get("recovery", ""))


@transaction.atomic
def _used_up(request: HttpRequest, code: str) -> bool:
    user = sessions.member(request)
    if not recovery.proves(user, code):
        return False
    warn_if_few(request)
    note("recovery", user, by=user)
    return True


def warn_if_few(request: HttpRequest) -> None:
    left = recovery.left(request.user)
    if left <= recovery.FEW:
        told = ngettext(
            "You have %(left)d recovery code left. Make new ones on your account page.",
            "You have %(left)d recovery codes left. Make new ones on your account page.",
            left,
        )
        messages.warning(request, told % {"left": left})


def _page(request: HttpRequest, *, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "error": error,
        "next": request.POST.get("next") or request.GET.get("next") or "",
        "has_app": AuthenticatorApp.objects.filter(user=sessions.member(request)).exists(),
        "passkey": passkeys.to_prove(request),
        "host": passkeys.host(),
        "codes_left": recovery.left(request.user),
        "lacking": second_factor.is_lacking(request),
    }
    return render(request, "staff/confirm.html", context, status=status)

"""An account's own page, and where it is logged in."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from . import recovery, sessions
from .logging_in import workplace
from .models import AuthenticatorApp, Passkey

SHOWN = 50  # log-ins


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What it is protected by, with a way to each."""
    user = sessions.member(request)
    context = {
        "work": workplace(user),
        "apps": list(AuthenticatorApp.objects.filter(user=user)),
        "passkeys": list(Passkey.objects.filter(user=user)),
        "codes_left": recovery.left(user),
        "few": recovery.FEW,
        "open": sessions.of(user).count(),
        "asked_for": settings.STAFF_SECOND_FACTOR,
    }
    return render(request, "staff/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def log_ins(request: HttpRequest) -> HttpResponse:
    """The account's open sessions; ends one of them, or all but this one."""
    if request.method == "POST":
        _end(request)
        return HttpResponseRedirect(reverse("sessions"))
    rows = [(row, row.pk == sessions.this_one(request)) for row in sessions.of(sessions.member(request))[:SHOWN]]
    return render(request, "staff/sessions.html", {"rows": rows})


def _end(request: HttpRequest) -> None:
    if key := request.POST.get("session", "").replace("\0", ""):
        ended = sessions.of(sessions.member(request)).filter(pk=key).exclude(pk=sessions.this_one(request)).delete()[0]
    else:
        ended = sessions.end_others(request)
    told = ngettext("%(ended)d other log-in was ended.", "%(ended)d other log-ins were ended.", ended)
    if ended:
        messages.success(request, told % {"ended": ended})
    else:
        messages.info(request, _("There was nothing left to end."))

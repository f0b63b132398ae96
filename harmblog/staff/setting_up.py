"""Setting up a second factor: the first at the first log-in, others after proving one. And taking one away."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from harmblog.models import Site
from harmblog.text import refuse_invisible

from . import authenticator, passkeys, recovery, second_factor, sessions
from .confirming import freshly, next_url
from .models import AuthenticatorApp, Factor, Passkey
from .noting import note

SEED = "seed"  # in a session's data: of an app that is being set up, and until when
FRESH = 1800  # seconds to look for a telephone
MOST = 5  # apps, and passkeys, of one account
KINDS: dict[str, Any] = {"app": AuthenticatorApp, "passkey": Passkey}


class LastOne(Exception):
    """Without it the password alone would open the account."""


class NotFirst(Exception):
    """Somebody was faster with the first one, so that this one needs a proof by it."""


def setting_up(view: Any) -> Any:
    """For the first factor a password is enough: there is nothing else yet. For each other one, a fresh proof."""
    guarded = freshly(view)

    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        first = not second_factor.has_factor(request.user)
        return view(request, *args, **kwargs) if first else guarded(request, *args, **kwargs)

    return door


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=60,
        validators=[refuse_invisible],
        help_text=gettext_lazy("By which you will know it, as in “Old telephone”."),
    )


class AppForm(NameForm):
    code = forms.CharField(
        label=gettext_lazy("The code that the app shows now"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, seed: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seed = seed

    def clean_code(self) -> int:
        """The step of time that it belongs to."""
        step = authenticator.step_of("".join(self.cleaned_data["code"].split()), self.seed)
        if step is None:
            raise forms.ValidationError(
                _("That is not the code of this moment. If it never fits, look whether the telephone's clock is right.")
            )
        return step


@setting_up
@require_http_methods(["GET", "HEAD"])
def choose(request: HttpRequest) -> HttpResponse:
    """Which kind it shall be."""
    first = not second_factor.has_factor(request.user)
    return render(request, "staff/choose.html", {"first": first, "next": request.GET.get("next", "")})


@setting_up
@require_http_methods(["GET", "HEAD", "POST"])
def add_app(request: HttpRequest) -> HttpResponse:
    seed = _seed(request)
    form = AppForm(request.POST or None, seed=seed, initial={"name": _("My telephone")})
    if request.method == "POST" and form.is_valid():
        name, step = form.cleaned_data["name"], form.cleaned_data["code"]
        del request.session[SEED]
        app = AuthenticatorApp(user=sessions.member(request), name=name, seed=seed, last_step=step)
        return _added(request, app, "app")
    site = Site.current().name
    address = authenticator.address(seed, username=sessions.member(request).get_username(), site=site)
    letters = authenticator.secret(seed)
    context = {
        "form": form,
        "drawing": authenticator.drawing(address, label=_("QR code for the app")),
        "letters": " ".join(letters[start : start + 4] for start in range(0, len(letters), 4)),
        "address": address,
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    return render(request, "staff/app.html", context, status=422 if form.errors else 200)


def _seed(request: HttpRequest) -> str:
    """The same for all tabs and after a wrong code, so that what was scanned stays right."""
    seed, until = request.session.get(SEED) or ("", 0)
    if until < sessions.now():
        seed = authenticator.new_seed()
        request.session[SEED] = [seed, sessions.now() + FRESH]
    return str(seed)


@setting_up
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: HttpRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": _("My passkey")})
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            passkey = passkeys.made(request, request.POST.get("passkey", ""))
        except passkeys.Refused:
            error = _("No passkey was made. Please try again.")
        else:
            passkey.name = form.cleaned_data["name"]
            return _added(request, passkey, "passkey")
    context = {
        "form": form,
        "error": error,
        "passkey": passkeys.to_make(request),
        "host": passkeys.host(),
        "next": request.POST.get("next") or request.GET.get("next") or "",
    }
    return render(request, "staff/passkey.html", context, status=422 if error or form.errors else 200)


def _added(request: HttpRequest, factor: Factor, kind: str) -> HttpResponse:
    """Keep it. With the first come recovery codes, and whoever set it up has proved it."""
    user = sessions.member(request)
    if KINDS[kind].objects.filter(user=user).count() >= MOST:
        messages.warning(request, _("You have as many of these as one account can have. Remove one first."))
        return HttpResponseRedirect(reverse("account"))
    first = not second_factor.has_factor(user)
    try:
        with transaction.atomic():
            factor.save()
            codes = recovery.make(user) if first else []
            note("factor+", user, by=user, reason=kind)
            # The log lets one go after the other, so that of two who set up the first, the second finds it out.
            if _how_many(user) > 1 and not second_factor.is_fresh(request):
                raise NotFirst
    except NotFirst:
        return HttpResponseRedirect(reverse("confirm"))
    second_factor.prove(request)
    if first:
        return _show(request, codes)
    messages.success(request, _("“%(name)s” was added.") % {"name": factor.name})
    return HttpResponseRedirect(reverse("account"))


def _how_many(user: User) -> int:
    return sum(kind.objects.filter(user=user).count() for kind in KINDS.values())


@freshly
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    user = sessions.member(request)
    kind, number = request.POST.get("kind", ""), request.POST.get("id", "")
    if kind not in KINDS or not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Http404
    try:
        with transaction.atomic():
            gone = KINDS[kind].objects.filter(user=user, pk=int(number)).delete()[0]
            if gone:
                note("factor-", user, by=user, reason=kind)
            # The log lets one go after the other, so that of two who remove the last two, one finds it out.
            if not _how_many(user):
                raise LastOne
    except LastOne:
        messages.warning(request, _("This is the only one you have. Set up another one first."))
    else:
        messages.success(request, _("It was removed.") if gone else _("It was removed before."))
    return HttpResponseRedirect(reverse("account"))


@freshly
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, shown once."""
    user = sessions.member(request)
    if not second_factor.has_factor(user):
        return HttpResponseRedirect(reverse("second-factor"))
    with transaction.atomic():
        codes = recovery.make(user)
        note("codes", user, by=user)
    return _show(request, codes)


def _show(request: HttpRequest, codes: list[str]) -> HttpResponse:
    return render(request, "staff/codes.html", {"codes": codes, "next": next_url(request)})

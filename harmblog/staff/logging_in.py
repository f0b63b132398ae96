"""Logging in, and a new password. Whether an account exists changes nothing: no byte, no query, no time.

A try that must wait is answered before anybody looks at the name or the password; every other one costs one query and
one hash of a password, as Django does it.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from . import second_factor, sessions, throttle
from .throttle import BY_ACCOUNT, BY_BLOCK

LONGEST_NAME = 150  # characters: a longer one is nobody's, and to make its letters plain would take minutes


def workplace(user: Any) -> str:
    """Where a member of staff works: the desk, the admin, or what is sealed."""
    if user.has_perm("comments.moderate_comment"):
        return resolve_url("desk:queue")
    if user.is_staff:
        return resolve_url("admin:index")
    return resolve_url(
        "reveals" if user.has_perm("comments.agree_to_reveal") or user.has_perm("comments.ask_to_reveal") else "account"
    )


def too_many(response: HttpResponse, seconds: int) -> HttpResponse:
    """Says by the status too that it must wait, and how long."""
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    return response


class StaffLogin(LoginView):
    """The staff's log-in. Afterwards each lands where they work, once the gate has let them through."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if second_factor.is_lacking(request):  # the password was given: the gate asks for the rest
            wanted = self.get_success_url()
            return HttpResponseRedirect(workplace(request.user) if wanted.startswith(request.path) else wanted)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.POST.get("username", "")
        block, name = request.block, User.normalize_username(typed.strip()[:LONGEST_NAME])  # type: ignore[attr-defined]
        if wait := BY_BLOCK.attempt(block) or BY_ACCOUNT.attempt(name):
            form = AuthenticationForm(request, initial={"username": typed})
            return too_many(self.render_to_response(self.get_context_data(form=form, wait=throttle.words(wait))), wait)
        response = super().post(request, *args, **kwargs)
        if request.user.is_authenticated and response.status_code == 302:
            BY_BLOCK.take_back(block)
            BY_ACCOUNT.forgive(name)
        return response

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        self.request.session.flush()  # nothing of a session from before, be it the same account's, is believed
        login(self.request, form.get_user())
        return HttpResponseRedirect(self.get_success_url())

    def get_default_redirect_url(self) -> str:
        return workplace(self.request.user)


class StaffPassword(PasswordChangeView):
    """A new password, for all staff. Whoever made the account knows the first one."""

    template_name = "staff/password.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = sessions.member(request)
        word = f"password of {user.pk}"
        if wait := BY_ACCOUNT.attempt(word):
            context = self.get_context_data(form=self.get_form_class()(user), wait=throttle.words(wait))
            return too_many(self.render_to_response(context), wait)
        form = self.get_form()
        if form.is_valid():
            BY_ACCOUNT.forgive(word)
            return self.form_valid(form)
        if "old_password" not in form.errors:
            BY_ACCOUNT.forgive(word)
        return self.form_invalid(form)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        sessions.end_others(self.request)
        messages.success(self.request, _("Your password was changed. You are logged out everywhere else."))
        return response

    def get_success_url(self) -> str:
        return resolve_url("account")

"""The one door to every staff page, by its address, before any view is looked for: so that no view can be forgotten.

Strangers get the log-in and nothing else. Who has given a password gets what a second factor is proved with, or, who
has none yet, set up with. What a writer sends meanwhile is given back, so that nothing is lost.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from harmblog.security import is_staff_page
from harmblog.typed import give_back, is_writing

from . import second_factor, sessions

# Names of addresses in harmblog/urls.py.
FOR_STRANGERS = ("login", "admin-login", "logout")
TO_PROVE = (*FOR_STRANGERS, "confirm")
TO_SET_UP = (*FOR_STRANGERS, "second-factor", "add-app", "add-passkey")


def gate(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware, after the one that says who asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not is_staff_page(request):
            return get_response(request)
        if not request.user.is_authenticated:
            return get_response(request) if _is_one_of(request, FOR_STRANGERS) else _turned_away(request, "login")
        sessions.touch(request)
        request.lacking = second_factor.is_lacking(request)  # type: ignore[attr-defined]
        if request.lacking:  # type: ignore[attr-defined]
            known = second_factor.has_factor(request.user)
            if not _is_one_of(request, TO_PROVE if known else TO_SET_UP):
                return _turned_away(request, "confirm" if known else "second-factor")
        return get_response(request)

    return middleware


def _is_one_of(request: HttpRequest, names: tuple[str, ...]) -> bool:
    return request.path_info in {reverse(name) for name in names}


def _turned_away(request: HttpRequest, name: str) -> HttpResponse:
    if is_writing(request):
        return give_back(request)
    # What was sent is not done: whoever comes back gets the page, which says so.
    back = request.get_full_path()
    if name == settings.LOGIN_URL:
        return redirect_to_login(back)
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': back}, safe='/')}")

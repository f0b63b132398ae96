"""Gives back everything that was typed in the writers' desk when it cannot be taken: after a log-in has expired, or
with a form that is too old. Never for a form that may hold a password.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _

from .security import WRITING

# The site's own words and its lists of words are text too; accounts, with passwords, are elsewhere.
FORMS = (WRITING, "/admin/harmblog/", "/admin/comments/wordlist/")
LONG = ("title", "summary", "content_note", "body", "biography", "description", "footer", "navigation", "text", "words")
IN_THE_BACKGROUND = ("/autosave/", "/leave/")  # sent by the page's script, which puts the fresh token into its form


def is_writing(request: HttpRequest) -> bool:
    """Whether this is text on its way to the writers' desk."""
    return request.method == "POST" and request.path_info.startswith(FORMS)


def give_back(request: HttpRequest) -> HttpResponse:
    """A page with all that was sent, a way to log in, and a button that sends it again with a fresh token. The token
    that was sent with it is left out: logging in makes another, so this page may come twice.
    """
    known = not isinstance(getattr(request, "user", AnonymousUser()), AnonymousUser)
    known &= not getattr(request, "lacking", False)  # a second factor, which the log-in page asks for
    if request.path_info.endswith(IN_THE_BACKGROUND):
        return JsonResponse({"logged_in": known, "csrf": get_token(request)}, status=403)
    title = _("Please send that again") if known else _("You were logged out. Your text is here.")
    return gave_back(request, title=title, status=403, known=known)


def gave_back(request: HttpRequest, *, title: str, status: int, known: bool, again: str = "") -> HttpResponse:
    """The page itself. `again`: where "Send again" leads, if not to where it was sent before."""
    fields = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "title": title,
        "known": known,
        "again": again or request.get_full_path(),
        "fields": [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"],
        "texts": [value for name, value in fields if name in LONG and value],
        "files": sorted(request.FILES),
    }
    return render(request, "typed.html", context, status=status)

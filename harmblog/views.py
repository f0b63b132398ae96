"""Pages that belong to neither app: health, robots, the quick exit, and errors."""

import sys

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import redirects
from articles.search import suggest

from . import ready
from .away import is_away
from .models import Site
from .pagecache import cached_page
from .security import STAFF, is_cross_origin, is_staff_page, refuse, typed_comment
from .typed import gave_back, give_back, is_writing

PLAIN = "text/plain; charset=utf-8"


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type=PLAIN)


@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether all that belongs to the site is at work: a line for each, and 503 if one is not."""
    looked_at = list(ready.checks())
    status = 503 if any(check.wrong for check in looked_at) else 200
    return HttpResponse("".join(f"{check}\n" for check in looked_at), content_type=PLAIN, status=status)


@cached_page()
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines are welcome to the articles, and to nothing private."""
    closed = "".join(f"Disallow: {path}\n" for path in (*STAFF, "/receipt/", "/mail/", "/preview/"))
    text = f"User-agent: *\n{closed}\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
    return HttpResponse(text, content_type=PLAIN)


@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: on to a page that says nothing, and the browser forgets what it keeps of this site."""
    response = HttpResponseRedirect(settings.EXIT_URL, status=303)
    response.headers["Referrer-Policy"] = "no-referrer"
    if not is_cross_origin(request):  # a picture on another site must not log our staff out
        response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _("The request was too large or not well formed. Go back, shorten it and send it again.")
    return refuse(request, 400, _("That could not be understood"), message)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _("Your account may not open this page. Ask an admin if you think that it should.")
    has_account = hasattr(request, "user") and request.user.is_authenticated
    return refuse(request, 403, _("This door is closed to you"), message, has_account=has_account)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Where it is now, or a page that helps to find it; shown even when the database fails."""
    try:
        if moved := redirects.by_path(request):
            return moved
        site = Site.current()
    except Error:
        site = Site.without_database()
    near = [] if is_staff_page(request) else suggest(request.path)
    return render(request, "404.html", {"kept": typed_comment(request), "suggested": near, "SITE": site}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. Needs no database; gives back what was typed. 503 where the database is what does not answer: it is
    not asked again for the page that says so, which would be one more wait.
    """
    away = is_away(sys.exc_info()[1])
    status = 503 if away else 500
    if is_writing(request):
        title = _("Something broke on our side. Your text is here.")
        return gave_back(request, title=title, status=status, known=True)
    try:
        site = Site.without_database() if away else Site.current()
    except Error:
        site = Site.without_database()
    return render(request, "500.html", {"kept": typed_comment(request), "SITE": site}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_writing(request):
        return give_back(request)
    message = _("The page was open for too long or cookies are off. Go back, load it again and repeat what you did.")
    return refuse(request, 403, _("Please try that again"), message)

"""Pages that belong to neither app: health, robots, the quick exit, and errors."""

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import redirects
from articles.search import suggest

from .models import Site
from .pagecache import cached_page
from .security import STAFF, is_cross_origin, is_staff_page, refuse, typed_comment
from .typed import gave_back, give_back, is_writing


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process answers. Asks nothing of the database."""
    return HttpResponse("ok\n", content_type="text/plain")


@cached_page()
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines are welcome to the articles, and to nothing private."""
    closed = "".join(f"Disallow: {path}\n" for path in (*STAFF, "/receipt/", "/mail/", "/preview/"))
    text = f"User-agent: *\n{closed}\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


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
    """Our fault. Needs no database; gives back what was typed."""
    if is_writing(request):
        return gave_back(request, title=_("Something broke on our side. Your text is here."), status=500, known=True)
    try:
        site = Site.current()
    except Error:
        site = Site.without_database()
    return render(request, "500.html", {"kept": typed_comment(request), "SITE": site}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_writing(request):
        return give_back(request)
    message = _("The page was open for too long or cookies are off. Go back, load it again and repeat what you did.")
    return refuse(request, 403, _("Please try that again"), message)

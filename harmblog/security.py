"""What holds for every request and answer: headers, no reader's identity, and no cross-site writing.

Public pages: no cookie in or out, no script. Staff pages: cookies and our own scripts. `STAFF` draws the line.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils.translation import gettext as _

from . import block

GetResponse = Callable[[HttpRequest], HttpResponse]

STAFF = ("/moderation/", "/sealed/", "/admin/", "/accounts/", "/healthz/detail/")
WRITING = "/admin/articles/"  # the writers' desk, whose forms may hold an image
# What tells one reader from another and nothing here needs. Removed at the door, so that no code behind it,
# no error report and no library can store it.
TELLTALES = (
    "REMOTE_ADDR REMOTE_HOST REMOTE_PORT HTTP_X_FORWARDED_FOR HTTP_X_REAL_IP HTTP_FORWARDED HTTP_VIA HTTP_USER_AGENT"
).split()

# Images come from here, or from the one other host that MEDIA_URL names.
_MEDIA = urlsplit(settings.MEDIA_URL)
_IMAGES = f"img-src 'self' {_MEDIA.scheme}://{_MEDIA.netloc}" if _MEDIA.netloc else "img-src 'self'"
_SHARED = f"default-src 'none'; style-src 'self'; {_IMAGES}; font-src 'self'; form-action 'self'; "
# connect-src: no script of a reader's page could connect, but a browser's own tools ask for robots.txt by this rule.
_SHARED += "base-uri 'none'; frame-ancestors 'none'; connect-src 'self'; "
PUBLIC_CSP = _SHARED + "script-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
STAFF_CSP = _SHARED.replace(_IMAGES, f"{_IMAGES} data:") + "script-src 'self'"
FORBIDDEN = (
    "accelerometer autoplay browsing-topics camera display-capture encrypted-media fullscreen geolocation "
    "gyroscope hid identity-credentials-get idle-detection local-fonts magnetometer microphone midi payment "
    "picture-in-picture screen-wake-lock serial usb web-share xr-spatial-tracking"
).split()
PASSKEYS = "publickey-credentials-create", "publickey-credentials-get"
PERMISSIONS = ", ".join(f"{feature}=()" for feature in (*FORBIDDEN, *PASSKEYS))
STAFF_PERMISSIONS = ", ".join([*(f"{feature}=()" for feature in FORBIDDEN), *(f"{name}=(self)" for name in PASSKEYS)])


def is_staff_page(request: HttpRequest) -> bool:
    """Whether the address belongs to the staff's side of the site."""
    return request.path_info.startswith(STAFF)


def headers(get_response: GetResponse) -> GetResponse:
    """Security headers on every answer, static files and errors included."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        staff = is_staff_page(request)
        response.headers["Content-Security-Policy"] = STAFF_CSP if staff else PUBLIC_CSP
        response.headers["Permissions-Policy"] = STAFF_PERMISSIONS if staff else PERMISSIONS
        response.headers["Cross-Origin-Embedder-Policy"] = "require-corp"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # What is not declared fit to keep is not kept: staff pages, answers to forms, errors.
        if staff or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        if response.status_code == 304:  # Django says 0, which would be the length of the page itself
            response.headers.pop("Content-Length", None)
        return response

    return middleware


def forget_the_reader(get_response: GetResponse) -> GetResponse:
    """Nobody behind this door learns who is reading. On public pages there is no cookie either, in or out. For a form
    that was sent, `request.block` says whether it comes from where another of today came from.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        block.SALT.now()  # yesterday's goes with the first request of a day, whatever it asks for
        request.block = block.of(request.META) if request.method == "POST" else ""  # type: ignore[attr-defined]
        for name in TELLTALES:
            request.META.pop(name, None)
        if is_staff_page(request):
            if "\\" in request.META.get("HTTP_COOKIE", ""):  # an escape: none of our cookies holds one, an attack may
                request.META.pop("HTTP_COOKIE")
            return get_response(request)
        for name in ("HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE"):  # staff are spoken to in their browser's language
            request.META.pop(name, None)
        response = get_response(request)
        response.cookies.clear()
        return response

    return middleware


def limit_body(get_response: GetResponse) -> GetResponse:
    """Refuse what is larger than any form here before a byte of it is read, so that nobody fills memory or disk."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        takes_images = request.path_info.startswith(WRITING)
        most = settings.FILE_UPLOAD_MAX_MEMORY_SIZE if takes_images else settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length.isdecimal() and int(length) <= most:
            return get_response(request)
        if takes_images:
            message = _("The file is larger than 10 MB. Go back, where your text still is, and choose a smaller one.")
        else:
            message = _("Please go back, shorten it and send it again.")
        if request.headers.get("Accept") == "application/json":  # a script of ours, which shows it at the field
            return JsonResponse({"image_file": [message]}, status=413)
        context = {"title": _("That is too much"), "message": message}
        return render(request, "refused.html", context, status=413)

    return middleware


def is_cross_origin(request: HttpRequest) -> bool:
    """Whether a browser says that another site made it send this (the algorithm of Go's CrossOriginProtection).

    Sec-Fetch-Site decides where there is one. Older browsers fall back to Origin against Host. A request with
    neither is not a browser's, so no reader can be abused through it.
    """
    if site := request.headers.get("Sec-Fetch-Site"):
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc != request.get_host()
    except ValueError:  # not an address at all
        return True


def origin_guard(get_response: GetResponse) -> GetResponse:
    """Refuse writing from another site; what was typed is given back."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS", "TRACE") or not is_cross_origin(request):
            return get_response(request)
        return refuse(
            request,
            403,
            _("This was not sent"),
            _("Your browser said that it came from another page than ours. Open the article here and send it again."),
        )

    return middleware


def typed_comment(request: HttpRequest) -> str:
    """The comment in a form that is not taken, to give it back. Empty where there is none or it cannot be read."""
    try:
        return request.POST.get("comment", "")
    except (OSError, SuspiciousOperation, MultiPartParserError):
        return ""  # the connection broke, or the form itself is what is wrong


def refuse(request: HttpRequest, status: int, title: str, message: str, *, has_account: bool = False) -> HttpResponse:
    """A friendly page that says why something was not done, and gives back a comment that was typed. `has_account`:
    whoever is logged in is shown the way to what their account opens.
    """
    context = {"kept": typed_comment(request), "title": title, "message": message, "has_account": has_account}
    return render(request, "refused.html", context, status=status)

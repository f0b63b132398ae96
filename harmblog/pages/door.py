"""What the web server knocks on: a kept page leaves here, before Django is asked. All else goes through to Django, and
when a page comes back from there, the door learns how Django sends it: it never makes up a header of its own.

What Django would refuse is not answered here: another host's name, http where there should be https, a request with a
body. Whoever asks is not looked at.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_header_parameters

from .. import block
from ..databases import spare
from ..metrics.counting import TALLY
from . import watching
from .kept import PAGES
from .page import Page

Environ = dict[str, Any]
Respond = Callable[..., Any]
Application = Callable[[Environ, Respond], Iterable[bytes]]
PAGE = "harmblog.page"  # in the environment of a request: the page that it was answered with
LONGEST_HOST = 255
LONGEST_TYPE = 255  # of a form; a boundary has 70 characters at most (RFC 2046)


@lru_cache(64)
def _is_ours(host: str) -> bool:
    domain, _port = split_domain_port(host)
    return bool(domain) and validate_host(domain, settings.ALLOWED_HOSTS)


def may_pass(environ: Environ) -> bool:
    """Whether Django, too, would answer this request, and not refuse it or send it to https."""
    host = environ.get("HTTP_HOST", "")
    if not host or len(host) > LONGEST_HOST or not _is_ours(host):
        return False
    if settings.HTTPS and environ.get("HTTP_X_FORWARDED_PROTO") != "https":
        return False
    return environ.get("CONTENT_LENGTH") in (None, "", "0")


def _as_utf8(environ: Environ) -> None:
    """What is sent to us is UTF-8, whatever its sender claims: Django would decode a form, and even an address, by any
    codec that a request names, before anything of ours could refuse it. What is longer than any type is none: to take
    it apart would take the square of its length.
    """
    claimed = environ.get("CONTENT_TYPE", "")
    kind, parameters = parse_header_parameters(claimed if len(claimed) <= LONGEST_TYPE else "")
    boundary = parameters.get("boundary")
    environ["CONTENT_TYPE"] = f'{kind}; boundary="{boundary}"' if boundary else kind


def door(django: Application, *, watch: bool = True) -> Application:
    """The site as a WSGI application. `watch`: learn of changes by other machines."""
    watches = not watch

    def application(environ: Environ, start_response: Respond) -> Iterable[bytes]:
        nonlocal watches
        if not watches:  # not before the server has started its processes: a thread would not come along
            watches = True
            watching.watch()
        method = environ["REQUEST_METHOD"]
        if method in ("GET", "HEAD") and may_pass(environ):
            block.SALT.now()  # yesterday's goes with the first request of a day, whatever it asks for
            page = PAGES.find_for(environ.get("PATH_INFO", ""), environ.get("QUERY_STRING", ""))
            if page and (ready := page.ready(environ)):
                TALLY.hit()
                status, headers, body = ready
                start_response(status, list(headers))
                return body if method == "GET" else []
        if watch:
            spare.answer_requests()
        return _through(django, environ, start_response)

    return application


def _through(django: Application, environ: Environ, start_response: Respond) -> Iterable[bytes]:
    def respond(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        page: Page | None = environ.get(PAGE)
        if page is not None:
            page.learn(status, headers)
        return start_response(status, headers, *rest)

    _as_utf8(environ)
    return django(environ, respond)

"""Whole public pages, kept under a generation number.

`cached_page` keeps the finished bytes of a page, compressed once; `bump` makes every kept page unreachable. A page
is the same bytes for everybody, so the key is the path and the few parameters that the view names, nothing else.
"""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

import brotli
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from . import VERSION
from .models import bump

__all__ = ["bump", "cached_page", "forget", "generation"]

View = Callable[..., HttpResponse]
KEEP = 24 * 3600  # seconds; a bound for what nothing else ends


def generation() -> int:
    """The present generation, one primary-key read. Read it before the data, so that a race only costs a render."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM harmblog_generation WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def forget() -> None:
    """Drop every kept page. A bump makes them unreachable; what was erased must not stay in memory either."""
    cache.clear()


def _forget_those_before(present: int) -> None:
    """The first look at a new generation drops what this process, or the shared cache, kept under older ones."""
    global _seen
    if present > _seen:
        if _seen:
            forget()
        _seen = present


_seen = 0  # the newest generation that this process has met


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page: its headers and its body in each encoding that we speak."""

    headers: tuple[tuple[str, str], ...]
    etag: str
    bodies: dict[str, bytes]  # "br", "gzip" and "" (as it is)

    @classmethod
    def of(cls, response: HttpResponse) -> "Page":
        """Compress a response once, for all who will be given it."""
        body = response.content
        return cls(
            headers=tuple(response.headers.items()),
            etag=f'W/"{hashlib.sha256(body).hexdigest()[:24]}"',
            bodies={"br": brotli.compress(body, quality=6), "gzip": gzip.compress(body, 6, mtime=0), "": body},
        )

    def answer(self, request: HttpRequest) -> HttpResponse:
        """The response for one request: 304 when the visitor has these bytes, else the smallest form accepted."""
        known = {tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")}
        fresh = self.etag in known or "*" in known
        response = HttpResponseNotModified() if fresh else self._full(request)
        response.headers["ETag"] = self.etag
        # Anyone may keep it; everyone asks before showing it again, so an approval is seen at once.
        response.headers["Cache-Control"] = "public, no-cache"
        patch_vary_headers(response, ["Accept-Encoding"])
        return response

    def _full(self, request: HttpRequest) -> HttpResponse:
        accepted = accepted_encodings(request.headers.get("Accept-Encoding", ""))
        encoding = next(e for e in ("br", "gzip", "") if not e or e in accepted)
        response = HttpResponse(self.bodies[encoding], headers=dict(self.headers))
        if encoding:
            response.headers["Content-Encoding"] = encoding
        response.headers["Content-Length"] = str(len(self.bodies[encoding]))
        return response


def accepted_encodings(header: str) -> set[str]:
    """The encodings that an Accept-Encoding header (RFC 9110, 12.5.3) allows; those with q=0 are left out."""
    accepted = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "").rstrip("0") not in ("q=", "q=0."):
            accepted.add(name.strip())
    return accepted


def cached_page(*, params: tuple[str, ...] = (), until: Callable[[], datetime | None] = lambda: None) -> Any:
    """Keep a public view's page. `params`: the query parameters that it reads. `until`: the next moment at which the
    page changes by the clock alone (a scheduled article appears), if there is one.
    """

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            given = [request.GET.get(name) for name in params]
            known = [request.path, *("" if value is None else f"={value}" for value in given)]
            key = f"page:{VERSION}:{hashlib.sha256(chr(0).join(known).encode()).hexdigest()}"
            present = generation()
            _forget_those_before(present)
            # The number is in the value: a new page takes the place of the old one, which would else use up memory.
            kept_under, page = cache.get(key) or (None, None)
            if page is None or kept_under != present:
                change = until()
                response = view(request, *args, **kwargs)
                if response.status_code != 200:
                    return response
                page = Page.of(response)
                left = (change - timezone.now()).total_seconds() if change else KEEP
                cache.set(key, (present, page), min(KEEP, left))
            return page.answer(request)

        return kept

    return decorate

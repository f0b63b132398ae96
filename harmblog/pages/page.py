"""A finished page: its bytes in each encoding that we speak, ready to be sent by Django or by the door."""

import gzip
import hashlib
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import brotli
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

BROTLI, GZIP = 6, 6  # of 11 and of 9: what the next step saves is less than what it costs the reader who waits for it
LONGEST_REMEMBERED = 100  # characters of an Accept-Encoding header; browsers' are a third of it
UNCHANGED = "304"  # beside the names of encodings
Headers = list[tuple[str, str]]
Ready = tuple[str, Headers, list[bytes]]
COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=BROTLI),
    "gzip": lambda body: gzip.compress(body, GZIP, mtime=0),
}


class Page:
    """The headers and the bodies of one page. It is compressed for the first who accepts an encoding, and for all after
    that: whoever waits for a new page does not wait for an encoding that somebody else will ask for.
    """

    __slots__ = ("_added", "_ready", "bodies", "etag", "headers", "size", "until", "used")

    def __init__(self, headers: Headers, body: bytes, until: float) -> None:
        self.bodies = {"": body}
        self.etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
        # Anyone may keep it; everyone asks before showing it again, so an approval is seen at once. The last says the
        # same to nginx, for which a page that is to be asked about is none to keep: it was good until 1970.
        told = {"Cache-Control": "public, no-cache", "Vary": "Accept-Encoding", "X-Accel-Expires": "@1"}
        self.headers = [*headers, ("ETag", self.etag), *told.items()]
        self.until = until  # seconds since 1970: what the clock alone changes
        self.used = False  # since room was last made
        self.size = len(body) * 3 // 2 + 4096  # as it will be with what is compressed, which is less than half
        self._ready: dict[str, Ready] = {}
        self._added: Headers | None = None

    @classmethod
    def of(cls, response: HttpResponse, until: float = float("inf")) -> "Page":
        """A response as it is given to everybody."""
        return cls(list(response.headers.items()), response.content, until)

    def known_to(self, tags: str) -> bool:
        """Whether a visitor has these bytes, by an If-None-Match header."""
        return bool(tags) and (tags == self.etag or not {"*", self.etag}.isdisjoint(map(str.strip, tags.split(","))))

    def body(self, encoding: str) -> bytes:
        """The page in an encoding. Two who ask at once for the first time both compress it, which does no harm."""
        if encoding not in self.bodies:
            self.bodies[encoding] = COMPRESS[encoding](self.bodies[""])
        return self.bodies[encoding]

    def own_headers(self, variant: str) -> Headers:
        """What goes with an encoding, or with the word that nothing has changed."""
        if variant == UNCHANGED:
            return [one for one in self.headers if not one[0].lower().startswith("content-")]
        encoding = [("Content-Encoding", variant)] if variant else []
        return [*self.headers, *encoding, ("Content-Length", str(len(self.body(variant))))]

    def variant_for(self, tags: str, accepts: str) -> str:
        """304 when the visitor has these bytes, else the smallest form accepted."""
        return UNCHANGED if self.known_to(tags) else encoding_for(accepts)

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Django's response for one request."""
        variant = self.variant_for(request.headers.get("If-None-Match", ""), request.headers.get("Accept-Encoding", ""))
        if variant == UNCHANGED:
            return HttpResponseNotModified(headers=dict(self.own_headers(variant)))
        return HttpResponse(self.body(variant), headers=dict(self.own_headers(variant)))

    def learn(self, status: str, sent: Headers) -> None:
        """What the middleware adds, from an answer that it has just sent with this page. Where it has changed something
        of ours, or set a cookie, the page goes on leaving through Django.
        """
        if self._added is not None:
            return
        own = self.own_headers(UNCHANGED if status.startswith(UNCHANGED) else dict(sent).get("Content-Encoding", ""))
        added = [one for one in sent if one not in own]
        names = {name.lower() for name, _value in added}
        if len(added) + len(own) == len(sent) and not names & {"set-cookie", *(name.lower() for name, _ in own)}:
            self._added = added

    def ready(self, environ: dict[str, Any]) -> Ready | None:
        """The same answer without Django, if it is known what Django would send."""
        variant = self.variant_for(environ.get("HTTP_IF_NONE_MATCH", ""), environ.get("HTTP_ACCEPT_ENCODING", ""))
        ready = self._ready.get(variant)
        if ready is None and self._added is not None:
            status, body = ("304 Not Modified", []) if variant == UNCHANGED else ("200 OK", [self.body(variant)])
            ready = self._ready[variant] = (status, self.own_headers(variant) + self._added, body)
        return ready


def encoding_for(header: str) -> str:
    """The smallest form that an Accept-Encoding header allows; "" is the page as it is."""
    return _remembered(header) if len(header) <= LONGEST_REMEMBERED else _encoding_for(header)


def _encoding_for(header: str) -> str:
    accepted = accepted_encodings(header)
    return next(name for name in ("br", "gzip", "") if not name or name in accepted)


_remembered = lru_cache(64)(_encoding_for)


def accepted_encodings(header: str) -> set[str]:
    """The encodings that an Accept-Encoding header (RFC 9110, 12.5.3) allows; those with q=0 are left out."""
    accepted = set()
    for part in header.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "").rstrip("0") not in ("q=", "q=0."):
            accepted.add(name.strip())
    return accepted

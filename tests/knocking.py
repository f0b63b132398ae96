"""Knocks on the WSGI door as a web server does, without one."""

import io
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from harmblog.pages.door import door


@dataclass
class Sent:
    """What a visitor got."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


class House:
    """A door with Django behind it, and a count of how often Django was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._django = WSGIHandler()
        self._door = door(self._count, watch=False)

    def _count(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        return self._django(environ, start_response)

    def knock(self, address: str, method: str = "GET", *, past_the_door: bool = False, **more: str) -> Sent:
        """`more`: what else stands in the environment. `past_the_door`: ask Django itself."""
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "testserver",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            **more,
        }
        begun: list[Any] = []
        serve: Any = self._django if past_the_door else self._door

        def respond(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            begun.extend((status, headers))

        with one_connection():
            answer = serve(environ, respond)
            body = b"".join(answer)
            if hasattr(answer, "close"):
                answer.close()
        return Sent(begun[0], begun[1], body)


@contextmanager
def one_connection() -> Iterator[None]:
    """Django closes its connection with each request; here it is the one that holds the test's transaction."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)

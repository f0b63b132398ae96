"""Requests that two parsers could take for different ones, sent to nginx with the web server behind it: what comes in
as one goes out as one, is answered once, and leaves nothing to whoever comes next.
"""

import re
import socket
from contextlib import suppress

import pytest

from ..behind import PAGE, Served
from .conftest import NGINX
from .long import Figure

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, NGINX]
COMMENT = f"{PAGE}comment/"
HIDDEN = b"GET /hidden-in-another/ HTTP/1.1\r\nHost: h\r\nX: "  # what a body must never become
BODY = b"0\r\n\r\n" + HIDDEN


def form(*headers: bytes, body: bytes = BODY, line: str = f"POST {COMMENT} HTTP/1.1") -> bytes:
    head = [line.encode(), b"Host: HERE", b"Content-Type: application/x-www-form-urlencoded", *headers]
    return b"\r\n".join(head) + b"\r\n\r\n" + body


def length(body: bytes = BODY) -> bytes:
    return b"Content-Length: %d" % len(body)


CLOSE = "Connection: close\r\n\r\n"
CHUNKED = b"Transfer-Encoding: chunked"
SIZE = b"%x" % len(HIDDEN)
IN_CHUNKS = SIZE + b"\r\n" + HIDDEN + b"\r\n0\r\n\r\n"
TWO_CODINGS = [  # one of two servers may not see that it is chunked
    b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding : chunked",
    b"Transfer-Encoding:\tchunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
    b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
    b"Transfer-Encoding:\x0bchunked",
    b"Transfer-Encoding: \x0cchunked",
    b"X: X\nTransfer-Encoding: chunked",
    b"Transfer-Encoding\r\n : chunked",
    b"Transfer-Encoding:\r\n chunked",
    b'Transfer-Encoding: "chunked"',
    b"Transfer-Encoding: chunked, identity",
    b"Transfer-Encoding: identity, chunked",
    b"Transfer-Encoding: chunked;q=1",
    b"transfer_encoding: chunked",
    b"Transfer\x00-Encoding: chunked",
    b" Transfer-Encoding: chunked",
    b"TRANSFER-ENCODING: CHUNKED",
    b"Transfer-Encoding: chun\xe7ked",
]
AMBIGUOUS: dict[str, bytes] = {
    "CL.TE": form(length(), CHUNKED),
    "TE.CL": form(b"Content-Length: 4", CHUNKED, body=IN_CHUNKS),
    "TE.TE 0": form(CHUNKED, body=BODY),
    **{f"TE.TE {n}": form(length(), coding) for n, coding in enumerate(TWO_CODINGS, 1)},
    **{f"TE alone {n}": form(coding) for n, coding in enumerate(TWO_CODINGS, 1)},
    "two lengths": form(b"Content-Length: 5", length()),
    "two lengths in one": form(b"Content-Length: 5, %d" % len(BODY)),
    "same length twice": form(length(), length()),
    "length with a sign": form(b"Content-Length: +%d" % len(BODY)),
    "negative length": form(b"Content-Length: -1"),
    "length in hex": form(b"Content-Length: 0x5"),
    "length with a comma": form(b"Content-Length: 5,"),
    "length with a space": form(b"Content-Length: 5 0"),
    "length before a colon and a space": form(b"Content-Length : %d" % len(BODY)),
    "length beyond measure": form(b"Content-Length: 99999999999999999999999"),
    "folded length": form(b"Content-Length:\r\n 5"),
    "folded header": form(b"X: 1\r\n Content-Length: 5", length()),
    "bare line feeds": form(length()).replace(b"\r\n", b"\n"),
    "a bare line feed": form(b"X: 1\nContent-Length: 5", length()),
    "bare carriage returns": form(b"X: 1\rContent-Length: 5", length()),
    "chunk with an extension": form(CHUNKED, body=SIZE + b';a="\r\n' + HIDDEN + b"\r\n0\r\n\r\n"),
    "chunk with a lone line feed": form(CHUNKED, body=SIZE + b"\n" + HIDDEN + b"\n0\n\n"),
    "chunk with a sign": form(CHUNKED, body=b"+" + IN_CHUNKS),
    "chunk in hex with a mark": form(CHUNKED, body=b"0x" + IN_CHUNKS),
    "chunk beyond measure": form(CHUNKED, body=b"f" * 20 + b"\r\n" + HIDDEN),
    "negative chunk": form(CHUNKED, body=b"-1\r\n" + HIDDEN),
    "chunk too short": form(CHUNKED, body=b"2\r\n" + HIDDEN + b"\r\n0\r\n\r\n"),
    "trailer that is a header": form(CHUNKED, body=b"3\r\na=b\r\n0\r\nContent-Length: 40\r\n\r\n" + HIDDEN),
    "NUL in a header": form(b"X: a\0b", length()),
    "NUL in a name": form(b"X\0: a", length()),
    "NUL in the line": form(length(), line=f"POST {COMMENT}\0 HTTP/1.1"),
    "no host": form(length()).replace(b"Host: HERE\r\n", b""),
    "two hosts": form(b"Host: evil.example", length()),
    "header of 64 KiB": form(b"X: " + b"a" * 65536, length()),
    "1000 headers": form(*[b"X-%d: %s" % (n, b"a" * 90) for n in range(1000)], length()),
    "line of 64 KiB": form(length(), line=f"POST /{'a' * 65536} HTTP/1.1"),
    "HTTP/0.9": b"GET /hidden-in-another/\r\n" + HIDDEN,
    "HTTP/1.0 kept alive": form(b"Connection: keep-alive", length(), line=f"POST {COMMENT} HTTP/1.0"),
    "HTTP/1.0 chunked": form(b"Connection: keep-alive", CHUNKED, line=f"POST {COMMENT} HTTP/1.0"),
    "HTTP/9.9": form(length(), line=f"POST {COMMENT} HTTP/9.9"),
    "HTTP/1.1 twice": form(length(), line=f"POST {COMMENT} HTTP/1.1 HTTP/1.1"),
    "preface of HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\0\4\0\0\0\0\0",
    "upgrade to HTTP/2": form(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: A", length()),
    "upgrade to a socket": form(b"Connection: Upgrade", b"Upgrade: websocket", b"Sec-WebSocket-Version: 777", length()),
    "line broken in its address": form(length(), line=f"POST {COMMENT}%0d%0aX:%20y HTTP/1.1"),
    "space in its address": form(length(), line=f"POST {COMMENT} /hidden-in-another/ HTTP/1.1"),
    "GET with a body": form(length(), line=f"GET {PAGE} HTTP/1.1"),
    "GET in chunks": form(CHUNKED, body=IN_CHUNKS, line=f"GET {PAGE} HTTP/1.1"),
    "HEAD with a body": form(length(), line=f"HEAD {PAGE} HTTP/1.1"),
    "waits to go on": form(b"Expect: 100-continue", length()),
    "waits for something else": form(b"Expect: y\r\nExpect: 100-continue", length()),
    "TRACE": form(length(), line=f"TRACE {PAGE} HTTP/1.1"),
    "CONNECT": form(line="CONNECT 127.0.0.1:22 HTTP/1.1", body=b""),
    "asterisk": form(line="OPTIONS * HTTP/1.1", body=b""),
    "method of one space": form(length(), line=f" POST {COMMENT} HTTP/1.1"),
    "method in small letters": form(length(), line=f"post {COMMENT} HTTP/1.1"),
    "method nobody knows": form(length(), line=f"GETS {PAGE} HTTP/1.1"),
    "connection names a header": form(b"Connection: close, X-Forwarded-Proto, Content-Length", length()),
}  # fmt: skip


def told(site: Served, data: bytes, *, within: float = 10) -> bytes:
    """All that comes back, until nothing has come for a moment."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=within) as link:
        came = b""
        with suppress(OSError):
            link.sendall(data.replace(b"HERE", f"127.0.0.1:{site.port}".encode()))
        with suppress(OSError):
            while piece := link.recv(65536):
                came += piece
        return came


def statuses(came: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"^HTTP/1\.1 (\d{3}) ", came, re.M)]


def framed_as_one(heard: bytes) -> bool:
    """Whether what went along one connection is one request, without anything that could be read in two ways."""
    head, _, body = heard.partition(b"\r\n\r\n")
    lengths = re.findall(rb"^content-length: *(\S+)\r?$", head, re.I | re.M)
    simple = re.fullmatch(rb"[A-Z]+ /\S* HTTP/1\.[01](\r\n[!-9;-~]+: ?[^\r\n\0]*)*", head)
    return (
        bool(simple)
        and b"ransfer-" not in head.title()
        and body == body[: int(lengths[0]) if lengths else 0]
        and len(lengths) < 2
    )


@pytest.mark.parametrize("what", AMBIGUOUS)
def test_one_request_is_one(watched: Served, what: str) -> None:
    before = watched.asked()
    came = told(watched, AMBIGUOUS[what], within=0.25)
    heard = watched.gate.heard[before:]
    answered = [watched.gate.answered.get(before + n, b"") for n in range(len(heard))]
    assert [one for one in heard if one.startswith(b"GET /hidden")] == []
    assert [one for one in heard if one and not framed_as_one(one)] == []
    assert [one for one in answered if len(statuses(one)) > 1] == []
    assert all(status != 500 for status in statuses(came))
    assert b"hidden-in-another" not in came


@pytest.mark.promise(7)
def test_next_visitor_is_not_affected(watched: Served, record_property: Figure) -> None:
    """The same again, all of them, with somebody reading after each."""
    usual = watched.get(PAGE)
    for request in AMBIGUOUS.values():
        told(watched, request, within=0.02)
        page = watched.get(PAGE)
        assert (page.status, page.text) == (200, usual.text)
    record_property("figure", f"{len(AMBIGUOUS)} ambiguous requests: each one at most, and nobody else's page changed")


def test_two_requests_that_come_together_are_answered_apart(watched: Served) -> None:
    host = f"Host: 127.0.0.1:{watched.port}"
    first = f"GET {PAGE} HTTP/1.1\r\n{host}\r\n\r\n"
    second = f"GET /never-there/ HTTP/1.1\r\n{host}\r\nConnection: close\r\n\r\n"
    assert statuses(told(watched, (first + second).encode())) == [200, 404]


def test_absolute_address_is_not_another_host(watched: Served) -> None:
    ours = f"127.0.0.1:{watched.port}"
    for host, line in ((ours, "http://evil.example"), ("evil.example", f"http://{ours}"), ("evil.example", "")):
        came = told(watched, f"GET {line}/ HTTP/1.1\r\nHost: {host}\r\n{CLOSE}".encode())
        assert b"evil.example" not in came
    assert b"evil.example" not in watched.get("/").text


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "HERE@evil.example",
        "HERE:80",
        "evil.example#HERE",
        "HERE.evil.example",
        "",
        "x" * 300,
        "[::1",
        "a b",
    ],
)
def test_host_that_is_not_ours_is_nowhere_repeated(watched: Served, host: str) -> None:
    kept = watched.kept()
    came = told(watched, f"GET /articles/sleep?{len(host)} HTTP/1.1\r\nHost: {host}\r\n{CLOSE}".encode())
    assert statuses(came)[0] in (301, 400, 404)
    assert b"evil" not in came
    assert watched.kept() <= kept + 1


def test_body_that_never_comes_is_given_up_and_heard_by_nobody(watched: Served) -> None:
    before = watched.asked()
    assert told(watched, form(b"Content-Length: 500", body=b"name=R"), within=0.5) == b""
    assert watched.asked() == before

"""A visitor who wants others to get a page of theirs, or to get a page of others, out of what nginx keeps."""

import random
import socket
import time
from contextlib import suppress
from typing import Any

import pytest
from django.test import override_settings

from harmblog.pages import outside

from ..behind import PAGE, Desk, Served
from ..conftest import PASSWORD
from ..promises.test_exports import WORDS
from .conftest import NGINX
from .long import Figure, many

pytestmark = [pytest.mark.django_db, pytest.mark.one_database, NGINX]
UNTOLD = {  # headers that some server somewhere believes
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Port": "1337",
    "X-Forwarded-Scheme": "nothttps",
    "X-Forwarded-Proto": "evil",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Uri": "/evil",
    "X-Forwarded-For": "203.0.113.66",
    "X-Host": "evil.example",
    "X-HTTP-Host-Override": "evil.example",
    "X-Original-Host": "evil.example",
    "X-Original-URL": "/admin/",
    "X-Rewrite-URL": "/admin/",
    "X-Original-Method": "POST",
    "X-HTTP-Method": "POST",
    "X-HTTP-Method-Override": "POST",
    "X-Method-Override": "DELETE",
    "X-Accel-Redirect": "/down/page.html",
    "X-Accel-Expires": "999999",
    "X-Sendfile": "/etc/passwd",
    "X-Real-IP": "evil",
    "X-Wap-Profile": "http://evil.example/",
    "X-Amz-Website-Redirect-Location": "http://evil.example/",
    "X-Oversized": "a" * 7000,
    "X-Meta": "\x07\x08evil",
    "Forwarded": "host=evil.example;proto=evil",
    "Via": "1.1 evil.example",
    "True-Client-IP": "203.0.113.66",
    "Front-End-Https": "on",
    "Script-Name": "/evil",
    "Script_Name": "/evil",
    "Path-Info": "/evil",
    "Accept": "evil/evil",
    "Accept-Language": "pt",
    "Accept-Charset": "utf-16",
    "Accept-Encoding": "br, evil",
    "Content-Type": "evil/evil; charset=utf-16",
    "Content-Encoding": "br",
    "Cookie": "csrftoken=evil; django_language=pt; messages=evil; theme=evil",
    "Authorization": "Basic ZXZpbDpldmls",
    "User-Agent": "evil",
    "Referer": "http://evil.example/",
    "Origin": "http://evil.example",
    "Sec-Fetch-Site": "cross-site",
    "Sec-Fetch-Dest": "image",
    "Range": "bytes=0-3",
    "If-Range": '"evil"',
    "If-None-Match": "*",
    "If-Match": '"evil"',
    "If-Modified-Since": "Tue, 01 Jan 2999 00:00:00 GMT",
    "If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT",
    "Cache-Control": "no-store",
    "Pragma": "no-cache",
    "Transfer-Encoding": "",
    "TE": "trailers, evil",
    "Upgrade-Insecure-Requests": "1",
    "Save-Data": "on",
    "Max-Forwards": "0",
    "Early-Data": "1",
    "Purge": "1",
}
WAYS: list[tuple[str, str, bytes | None]] = [  # to ask for the page otherwise: method, what follows it, body
    ("HEAD", "", None),
    ("OPTIONS", "", None),
    ("PURGE", "", None),
    ("TRACE", "", None),
    ("PATCH", "", b"evil=1"),
    ("GET", "", b"page=99&evil=1"),
    ("GET", "?page=99", None),
    ("GET", "?utm_content=1;page=99", None),
    ("GET", "?page=1%26page=99", None),
    ("GET", "?%70age=99", None),
    ("GET", "?page[]=99", None),
    ("GET", "?page=99#evil", None),
    ("GET", "?_method=POST", None),
    ("GET", "?callback=evil", None),
    ("GET", ";page=99", None),
    ("GET", "?p=1", None),
    ("GET", "?page=1&p=1", None),
    ("GET", ";.css", None),
    ("GET", "evil.css", None),
    ("GET", "%0d%0aX-Evil:%20evil", None),
    ("GET", "?%0d%0aX-Evil:%20evil", None),
    ("GET", "%00.css", None),
    ("GET", "..%2f", None),
    ("GET", "%2e%2e/naloxone/", None),
]


def empty(site: Served) -> None:
    """Whoever comes next is the first, whose answer is kept."""
    with override_settings(VAR_DIR=site.var):
        outside.another_name()


def seen(answer: Any) -> tuple[int, bytes, list[tuple[str, str]]]:
    return answer.status, answer.text, [one for one in answer.headers.items() if one[0] != "Date"]


@pytest.mark.promise(7)
@pytest.mark.fault(19)
def test_no_header_changes_what_the_next_reader_gets(watched: Served, record_property: Figure) -> None:
    usual = seen(watched.get(PAGE))
    poisoned = []
    for name, value in UNTOLD.items():
        empty(watched)
        with suppress(OSError):
            watched.ask("GET", PAGE, **{name: value})
        if seen(watched.get(PAGE)) != usual:
            poisoned.append(name)
    assert poisoned == []
    record_property("figure", f"{len(UNTOLD)} headers, {len(WAYS)} ways to ask: no other page for the next reader")


@pytest.mark.promise(7)
@pytest.mark.fault(19)
def test_no_other_way_to_ask_changes_what_the_next_reader_gets(watched: Served) -> None:
    usual = {path: seen(watched.get(path)) for path in (PAGE, "/")}
    poisoned = []
    for method, more, body in WAYS:
        for path, page in usual.items():
            empty(watched)
            watched.ask(method, path + more, body)
            if seen(watched.get(path)) != page:
                poisoned.append((method, path + more))
    assert poisoned == []


DECEIVING = (
    "{}x.css {};.css {}%3b.css {}%23.css {}?x.css {}%3fx.css {}%00.css {}%0a.css {}..%2fstatic/x.css {}%2e%2e/x.css "
    "/{} //{} /static/..{} /static/%2e%2e{} /static/..%2f{} /x.css/..{} /articles/..{} /articles/naloxone/..;/../..{} "
    "/%2f{} /.{} /exit/..{} /media/images/..%2f..{}"
).split()


@pytest.mark.fault(19)
def test_nobody_gets_what_staff_or_a_writer_was_led_to(watched: Served, record_property: Figure) -> None:
    """An address that looks like a style sheet, which somebody was made to open."""
    mo = Desk(watched, "mo-of-proof", PASSWORD)
    receipt = watched.post(name="Rita", comment=f"Verlaine {time.monotonic_ns()}").headers["Location"]
    own = [receipt, "/moderation/", "/accounts/", "/admin/", "/healthz/detail/"]
    empty(watched)
    leaked, tried = [], 0
    for path in own:
        for way in DECEIVING:
            tricky = way.format(path)
            opened, tried = mo.ask("GET", tricky).text, tried + 1
            marks = [mark for mark in (b"Verlaine", b"mo-of-proof") if mark in opened]
            without = watched.get(tricky).text
            if any(mark in without for mark in marks if path != receipt):
                leaked.append(tricky)
    held = b"".join(file.read_bytes() for file in (watched.folder / "pages").rglob("*") if file.is_file())
    assert leaked == []
    assert b"Verlaine" not in held
    assert b"mo-of-proof" not in held
    record_property("figure", f"{tried} addresses that look like files: nothing of staff or a receipt kept")


def raw_get(site: Served, path: str) -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", site.port), timeout=10) as link:
        host = f"127.0.0.1:{site.port}"
        link.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        came = b""
        while piece := link.recv(65536):
            came += piece
    return int(came[9:12]), came


def test_no_stray_file_is_served_by_nginx_either(watched: Served) -> None:
    (watched.var / "demo-accounts.txt").write_text("secret")
    before = ["", "/static/..", "/static/%2e%2e", "/media/images/..%2f..", "/down", "/kept", "/static//..//"]
    words = random.Random(43).sample(WORDS, many(40, len(WORDS)))
    found = [start + word for start in before for word in words if raw_get(watched, start + word)[0] == 200]
    assert found == []


@pytest.mark.parametrize("path", ["/down/page.html", "/kept", "/static", "/media/images", "/static/", "/media/images/"])
def test_folder_of_nginx_is_not_listed_or_shown(watched: Served, path: str) -> None:
    assert raw_get(watched, path)[0] in (301, 403, 404)

"""Another site, open in a real browser beside this one: whatever it makes the browser send here, nothing is done.

Twice: once on a host of its own (another site), once on ours with another port (the same site, another origin), where
the cookies of staff do come along.
"""

import json
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Page

from articles.models import Article
from comments.models import Comment, Decision, Report
from harmblog.models import StaffSession

from ..proof.long import LONG

WAYS = """
async ({url, form, way}) => {
  const body = new URLSearchParams(form);
  const wait = (element, ...names) => new Promise(done => {
    names.forEach(name => element.addEventListener(name, done));
    setTimeout(done, 400);
    document.body.append(element);
  });
  const frame = Object.assign(document.createElement("iframe"), {name: "frame"});
  const sent = (method, enctype) => {
    document.body.append(frame);
    const element = Object.assign(document.createElement("form"), {method, action: url, target: "frame", enctype});
    for (const [name, value] of Object.entries(form))
      element.append(Object.assign(document.createElement("input"), {name, value}));
    document.body.append(element);
    element.submit();
    return new Promise(done => setTimeout(done, 400));
  };
  const told = fetch => fetch.then(answer => answer.type === "opaque" ? "" : answer.text(), () => "");
  const acts = {
    form: () => sent("post", "application/x-www-form-urlencoded"),
    multipart: () => sent("post", "multipart/form-data"),
    plain: () => sent("post", "text/plain"),
    get: () => sent("get", ""),
    fetch: () => told(fetch(url, {method: "POST", mode: "no-cors", credentials: "include", body})),
    asked: () => told(fetch(url, {method: "POST", credentials: "include", body})),
    json: () => told(fetch(url, {method: "POST", credentials: "include", body: JSON.stringify(form),
                                 headers: {"Content-Type": "application/json"}})),
    header: () => told(fetch(url, {method: "POST", credentials: "include", body, headers: {"X-CSRFToken": "a".repeat(64)}})),
    put: () => told(fetch(url, {method: "PUT", credentials: "include", body})),
    silent: () => told(fetch(url, {method: "POST", mode: "no-cors", credentials: "include", body, referrerPolicy: "no-referrer"})),
    beacon: () => { navigator.sendBeacon(url, body); return new Promise(done => setTimeout(done, 300)); },
    image: () => wait(Object.assign(new Image(), {src: url + "?" + body}), "load", "error"),
    script: () => wait(Object.assign(document.createElement("script"), {src: url + "?" + body}), "load", "error"),
    style: () => wait(Object.assign(document.createElement("link"), {rel: "stylesheet", href: url + "?" + body}), "load", "error"),
    nested: () => {
      const inner = `<form method=post action="${url}">` + Object.entries(form).map(([name, value]) =>
        `<input name="${name}" value="${value}">`).join("") + "</form><script>document.forms[0].submit()</script>";
      return wait(Object.assign(document.createElement("iframe"), {srcdoc: inner, sandbox: "allow-forms allow-scripts"}), "load")
        .then(() => new Promise(done => setTimeout(done, 300)));
    },
  };
  const got = await acts[way]();
  return typeof got === "string" ? got : "";
}
"""  # noqa: E501
NAMES = "form multipart plain get fetch asked json header put silent beacon image script style nested".split()


class Blank(BaseHTTPRequestHandler):
    """A page of another site."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@pytest.fixture
def elsewhere() -> Iterator[int]:
    """The port of another site on this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Blank) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def at(browser: Browser, live_server: Any, elsewhere: int, mo: User) -> Iterator[Callable[[str], Page]]:
    """Opens the other site at a host, in the browser in which Mo is logged in here."""
    client = Client()
    client.force_login(mo)
    context = browser.new_context()
    cookie = {"name": site.SESSION_COOKIE_NAME, "value": client.cookies[site.SESSION_COOKIE_NAME].value}
    context.add_cookies([{**cookie, "url": live_server.url, "sameSite": "Strict"}])  # type: ignore[list-item]

    def open_at(host: str) -> Page:
        page = context.new_page()
        page.goto(f"http://{host}:{elsewhere}/")
        return page

    yield open_at
    context.close()


@pytest.mark.promise(1)
@pytest.mark.parametrize("host", ["localhost", "same"], ids=["another site", "another port"])
def test_nothing_that_another_site_makes_a_browser_send_is_done(
    at: Any, live_server: Any, article: Article, say: Any, approved: Any, host: str, record_property: Any
) -> None:
    ours = urlsplit(live_server.url).hostname
    other = {"localhost": "127.0.0.1", "127.0.0.1": "localhost"}[str(ours)]
    waits, stands = say("Waits."), approved("Stands.")
    before = (Comment.objects.count(), Decision.objects.count())
    targets: list[tuple[str, dict[str, str]]] = [
        (f"{article.get_absolute_url()}comment/", {"name": "Rita", "comment": "From elsewhere", "email": ""}),
        ("/moderation/decide/", {"comment": waits.seen, "expected": "pending", "act": "approve"}),
        ("/moderation/decide/", {"comment": stands.seen, "expected": "approved", "act": "reject"}),
        (f"{article.get_absolute_url()}report/{stands.public_id}/", {"reason": "identifies"}),
        ("/accounts/logout/", {}),
    ]
    page = at(str(ours) if host == "same" else other)
    read = [
        page.evaluate(WAYS, {"url": f"{live_server.url}{path}", "form": form, "way": way})
        for number, (path, form) in enumerate(targets)
        for way in (NAMES if number < 2 or LONG else NAMES[:1])
    ]
    assert (Comment.objects.count(), Decision.objects.count()) == before
    assert not Report.objects.exists()
    assert StaffSession.objects.count() == 1
    assert json.dumps(read).count("aits.") == 0
    assert set(read) == {""}  # and nothing of an answer can be read there
    path, form = targets[0]
    page.goto(f"{live_server.url}{article.get_absolute_url()}")  # the same from here is taken
    page.evaluate(WAYS, {"url": f"{live_server.url}{path}", "form": form, "way": "asked"})
    assert Comment.objects.count() == before[0] + 1
    record_property("figure", f"{len(read)} sendings from another origin in a real browser: 0 accepted")

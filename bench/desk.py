"""Moderating, over HTTP with a session: how long the queue takes, a decision, and until readers see it."""

from __future__ import annotations

import http.client
import re
import statistics
import time
from urllib.parse import urlencode

from bench.stack import Site

TIMES = 15


class Browser:
    """A moderator's."""

    def __init__(self, site: Site) -> None:
        self.link = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
        self.cookie = site.inside.session()

    def ask(self, method: str, path: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self.link.request(method, path, body, headers)
        answer = self.link.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie" and value.split("=")[0] not in self.cookie:
                self.cookie += "; " + value.partition(";")[0]
        return answer.status, answer.read()


def queue(site: Site) -> float:
    """The middle time of a look at the queue, in ms."""
    browser, taken = Browser(site), []
    for _ in range(TIMES):
        began = time.perf_counter()
        status, _page = browser.ask("GET", "/moderation/")
        taken.append((time.perf_counter() - began) * 1000)
        if status != 200:
            raise RuntimeError(f"The queue answers {status}")
    return statistics.median(taken)


def approve(site: Site) -> tuple[float, float]:
    """The middle times, in ms, of a decision, and from pressing the button until the comment is on its page."""
    browser, decided, visible = Browser(site), [], []
    for _ in range(TIMES):
        _status, page = browser.ask("GET", "/moderation/")
        html = page.decode()
        seen = re.findall(r'name="comment" value="([\w-]+)"', html)[0]
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[0]
        where = next(path for path in re.findall(r'href="(/articles/[^"#]+/)[^"]*"', html))
        form = {"comment": seen, "act": "approve", "expected": "pending", "csrfmiddlewaretoken": token}
        began = time.perf_counter()
        status, _page = browser.ask("POST", "/moderation/decide/", urlencode(form))
        decided.append((time.perf_counter() - began) * 1000)
        if status != 302:
            raise RuntimeError(f"The decision answers {status}")
        mark = f'id="comment-{seen.split("-")[0]}"'.encode()
        while mark not in browser.ask("GET", where)[1]:
            if time.perf_counter() - began > 5:
                raise RuntimeError("What was approved is not on its page")
        visible.append((time.perf_counter() - began) * 1000)
    return statistics.median(decided), statistics.median(visible)

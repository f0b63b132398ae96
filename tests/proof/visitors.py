"""Visitors who come without a pause: each along one connection, reading and now and then writing."""

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from ..behind import PAGE, Served

READ = ("/", PAGE, "/articles/sleep/", "/feed/", "/search/?q=text", "/archive/", "/never/written/")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Crowd:
    """`asked` requests of which `failed` say what went wrong; `received`: the texts that were answered with a receipt,
    by visitor, in their order; `took`: seconds of each look at a page.
    """

    def __init__(self, site: Served, visitors: int, *, rate: float, writes_every: int) -> None:
        self.site, self.writes_every, self.pause = site, writes_every, visitors / rate
        self.asked, self.failed = 0, list[str]()
        self.received: dict[int, list[str]] = {number: [] for number in range(visitors)}
        self.took = list[float]()
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._come, args=[number]) for number in range(visitors)]

    def _come(self, number: int) -> None:
        link = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=30)
        turn = 0
        while not self.over.is_set():
            began, turn = time.monotonic(), turn + 1
            try:
                self._once(link, number, turn)
            except (OSError, http.client.HTTPException) as error:
                self.failed.append(f"{type(error).__name__}: {error}")
                link.close()
            self.over.wait(max(0.0, self.pause - (time.monotonic() - began)))
        link.close()

    def _once(self, link: http.client.HTTPConnection, number: int, turn: int) -> None:
        self.asked += 1
        text = f"Visitor {number} says {turn:05} of {id(self)}."
        writes = self.writes_every and turn % self.writes_every == 0
        began = time.monotonic()
        if writes:
            form = urlencode({"name": "Rita", "comment": text, "email": "rita@example.org"})
            link.request("POST", f"{PAGE}comment/", form, FORM)
        else:
            link.request("GET", READ[turn % len(READ)])
        answer = link.getresponse()
        page = answer.read()
        if writes and answer.status == 303:
            self.received[number].append(text)
        elif writes or answer.status not in (200, 404):
            told = re.search(rb"<title>(.*?)</title>", page, re.S)  # by nginx, or by the site itself
            asked = "POST" if writes else READ[turn % len(READ)]
            self.failed.append(f"{answer.status} for {asked}: {told[1].decode() if told else page[:200]!r}")
        else:
            self.took.append(time.monotonic() - began)


@contextmanager
def crowd(site: Served, visitors: int = 4, *, rate: float = 50, writes_every: int = 5) -> Iterator[Crowd]:
    """So many visitors with so many requests a second in all, as far as the machine can, until the block is over."""
    come = Crowd(site, visitors, rate=rate, writes_every=writes_every)
    for thread in come.threads:
        thread.start()
    try:
        yield come
    finally:
        come.over.set()
        for thread in come.threads:
            thread.join(60)

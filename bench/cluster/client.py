"""Readers and commenters: so many a second, whatever becomes of those before, and a note of what each of them saw."""

from __future__ import annotations

import gzip
import http.client
import itertools
import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

PATIENCE = 30.0  # seconds after which anybody leaves
VERSION = re.compile(rb"decision (\d+) of the measuring")  # in the comments that our moderator lets through
WORDS = "night slow morning water phone friend breath nurse street sleep letter week help quiet bus coffee tea".split()
NOT_RECEIVED = (b"This was not received", b"was not received yet", b"was not posted")
UNKNOWN = b"We cannot say whether this was received"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Visit:
    """What is asked for. `form`: it is posted."""

    path: str
    form: dict[str, str] | None = None
    cookie: str = ""
    visitor: str = ""  # the address that asks, if not just any of this host


@dataclass(frozen=True)
class Answer:
    """`status` 0: none came. `at`: the second in which it was asked for, `took`: seconds; both by time.monotonic."""

    at: float
    took: float
    status: int
    body: bytes = b""
    where: str = ""
    cookies: tuple[str, ...] = ()

    @property
    def version(self) -> int:
        """The newest of our decisions that the page shows."""
        return max(map(int, VERSION.findall(self.body)), default=0)


def ask(place: tuple[str, int], visit: Visit, *, host: str, within: float = PATIENCE) -> Answer:
    """One request over a connection of its own. Never raises for what the network or the server does."""
    source = (visit.visitor, 0) if visit.visitor else None
    link = http.client.HTTPConnection(*place, timeout=within, source_address=source)
    headers = {"Host": host, "Accept-Encoding": "gzip", **({"Cookie": visit.cookie} if visit.cookie else {})}
    began = time.monotonic()
    try:
        if visit.form is None:
            link.request("GET", visit.path, headers=headers)
        else:
            link.request("POST", visit.path, urlencode(visit.form), {**headers, **FORM})
        answer = link.getresponse()
        body = answer.read()
        if answer.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
    except (OSError, http.client.HTTPException):
        return Answer(began, time.monotonic() - began, 0)
    finally:
        link.close()
    cookies = tuple(value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie", []))
    took = time.monotonic() - began
    return Answer(began, took, answer.status, body, answer.headers.get("Location", ""), cookies)


@dataclass(frozen=True)
class Read:
    """What a reader saw: a page of this version. `warm`: somebody had asked for it before the load began."""

    at: float
    took: float
    path: str
    status: int
    version: int
    warm: bool = True


@dataclass(frozen=True)
class Post:
    """What a commenter was told of a text: "kept", "not received", "unknown", or, which should never be, "nothing"."""

    at: float
    took: float
    text: str
    told: str
    status: int


def told(answer: Answer) -> str:
    if answer.status == 303 and "/receipt/" in answer.where:
        return "kept"
    if answer.status == 503 and UNKNOWN in answer.body:
        return "unknown"
    if answer.status == 503 and any(words in answer.body for words in NOT_RECEIVED):
        return "not received"
    return "nothing"


def comment(path: str, text: str, visitor: str = "") -> Visit:
    """The form under an article, sent as it is: nobody stops to look again."""
    return Visit(f"{path}comment/", {"name": "Rita", "comment": text, "act": "as-is"}, visitor=visitor)


class Load:
    """`paths`: the pages that are read; `main`: the one that every second reader wants; `rare`: pages that nobody has
    asked for, each once. `ask` sends one visit.
    """

    def __init__(
        self, ask: Callable[[Visit], Answer], paths: Sequence[str], *, visitors: Sequence[str] = ("",), seed: int = 1
    ) -> None:
        self._ask, self.paths, self._visitors = ask, list(paths), visitors
        self._commented = [path for path in paths if path.startswith("/articles/")]
        self.main, self.rare = self.paths[0], list[str]()
        self.reads: list[Read] = []
        self.posts: list[Post] = []
        self._chance, self._numbers = random.Random(seed), itertools.count(1)  # noqa: S311 - no secret
        self._pool, self._stop = ThreadPoolExecutor(200), threading.Event()
        self._pacers: list[threading.Thread] = []

    def begin(self, *, reads: float, posts: float, rare: float = 0) -> None:
        """So many a second of each, from now on."""
        for pace, act in ((reads, self._read), (posts, self._post), (rare, self._read_rare)):
            if pace:
                self._pacers.append(threading.Thread(target=self._go_on, args=(1 / pace, act), daemon=True))
                self._pacers[-1].start()

    def end(self) -> None:
        """Nobody comes any more; whoever has come gets an answer or leaves."""
        self._stop.set()
        for pacer in self._pacers:
            pacer.join()
        self._pool.shutdown(wait=True)

    def _go_on(self, pause: float, act: Callable[[], None]) -> None:
        due = time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            self._pool.submit(act)
            due = max(due + pause, time.monotonic() - 5)  # a host that stood still does not make up for all of it

    def _visitor(self) -> str:
        return self._chance.choice(self._visitors)

    def _read(self) -> None:
        self.read(self.main if self._chance.random() < 0.5 else self._chance.choice(self.paths))

    def _read_rare(self) -> None:
        if self.rare:
            self.read(self.rare.pop(), warm=False)

    def read(self, path: str, *, warm: bool = True) -> None:
        answer = self._ask(Visit(path, visitor=self._visitor()))
        self.reads.append(Read(answer.at, answer.took, path, answer.status, answer.version, warm))

    def _post(self) -> None:
        self.post(self._chance.choice(self._commented))

    def post(self, path: str) -> Post:
        text = f"{' '.join(self._chance.choices(WORDS, k=30))}, number {next(self._numbers)} of the load"
        answer = self._ask(comment(path, text, self._visitor()))
        self.posts.append(Post(answer.at, answer.took, text, told(answer), answer.status))
        return self.posts[-1]

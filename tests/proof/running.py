"""A web process of its own on a copy of the tests' database, to be killed, starved and locked out of it; and people who
write to it, each comment until it is answered.
"""

import contextlib
import http.client
import itertools
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import User
from serve import web_command

from articles.models import Article

from ..apart import POSTGRES, Rows, ask_postgres, copied_database, free_port

ROOT = Path(settings.BASE_DIR)
INHERITED = {name: os.environ[name] for name in ("PATH", "PYTHONPATH")}  # the second shuts off the network
PAGE = "/articles/naloxone/"
WORDS = ["".join(random.Random(number).choices("abcdefghijklmnopqrstuvwxyz", k=7)) for number in range(1200)]
TICK = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def furnished(name: str) -> Iterator[None]:
    """Two articles in the tests' database, so long that they share no page of it, until it was copied."""
    ada = User.objects.create(username=name)
    fields = {"author": ada, "status": "published", "published_at": "2026-01-01T00:00Z"}
    articles = [
        Article.objects.create(title="Naloxone", body="Some *text*.", **fields),
        Article.objects.create(title="Tolerance", body=" ".join(WORDS), **fields),
    ]
    try:
        yield
    finally:
        for article in articles:
            article.delete()
        ada.delete()


class Site:
    """The web process and its database. `options`: at the end of the database's address."""

    def __init__(self, folder: Path, database: str, keys: Path, options: str = "") -> None:
        self.folder, self.database, self.keys = folder, database, keys
        self.port, self.output = free_port(), folder / "output"
        self.env = {
            **INHERITED,
            "DEBUG": "0",
            "VAR_DIR": str(folder),
            "DATABASE_URL": f"{database}{options}",
            "SECRET_KEY": settings.SECRET_KEY,
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "SEALING_PUBLIC_KEYS": str(keys / "public"),
            "EMAIL_URL": "dummy://",
        }
        names = [str(file.relative_to(ROOT / "static")) for file in (ROOT / "static").rglob("*") if file.is_file()]
        (folder / "static").mkdir()  # as if collected: nobody asks for them here
        manifest = {"paths": dict(zip(names, names, strict=True)), "version": "1.1", "hash": ""}
        (folder / "static/staticfiles.json").write_text(json.dumps(manifest))
        self.process: subprocess.Popen[bytes] | None = None
        self.on_a_small_disk = False

    def start(self) -> float:
        """Start it, and return how many seconds of one core it took until it showed a page."""
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, *web_command(self.port)], cwd=ROOT, env=self.env,
                stdout=output, stderr=output, start_new_session=True,
            )  # fmt: skip
        deadline = time.monotonic() + 60
        while self.get(PAGE)[0] != 200:
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.01)
        return self.seconds()

    def processes(self) -> dict[int, float]:
        """The seconds of a core that each of its processes has had, by its id."""
        found = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                fields = stat.read_text().rpartition(")")[2].split()
                if self.process and int(fields[3]) == self.process.pid:
                    found[int(stat.parent.name)] = (int(fields[11]) + int(fields[12])) / TICK
        return found

    def seconds(self) -> float:
        return sum(self.processes().values())

    def kill(self) -> None:
        """Without a word of warning, in whatever it is doing."""
        if self.process:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)

    def manage(self, *words: str, **more: str) -> "subprocess.Popen[bytes]":
        env = {**self.env, **more, "SEALING_PRIVATE_KEYS": str(self.keys / "private")}
        with self.output.open("ab") as output:
            return subprocess.Popen(
                [sys.executable, "manage.py", *words], cwd=ROOT, env=env, stdout=output, stderr=output
            )

    def ask(self, query: str) -> Rows:
        if POSTGRES:
            return ask_postgres(self.database, query)
        with contextlib.closing(sqlite3.connect(self.folder / "db.sqlite3", timeout=30)) as link:
            return link.execute(query).fetchall()

    def texts(self) -> Counter[str]:
        return Counter(row[0] for row in self.ask("SELECT text FROM comments_comment"))

    # --- Over HTTP ----------------------------------------------------------------------------------------------------

    def get(self, path: str) -> tuple[int, str]:
        """The status, 0 where nobody answers, and the page."""
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as link:
            try:
                link.request("GET", path)
                answer = link.getresponse()
                return answer.status, answer.read().decode()
            except (OSError, http.client.HTTPException):
                return 0, ""

    def post(self, text: str, *, read: bool = True, **fields: str) -> tuple[int, str]:
        """The status and where it leads to, or the page; 0 where nobody answers. `read`: wait for the answer."""
        form = urlencode({"name": "Rita", "comment": text, **fields})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as link:
            try:
                link.request("POST", f"{PAGE}comment/", form, headers)
                if not read:
                    return 0, ""
                answer = link.getresponse()
                return answer.status, answer.headers["Location"] or answer.read().decode()
            except (OSError, http.client.HTTPException):
                return 0, ""


@contextlib.contextmanager
def running(
    folder: Path, keys: Path, blocker: Any, *, database: str = "", options: str = "", small: bool = False
) -> Iterator[Site]:
    """A site that was started, on this database or on a copy of the tests' own; `small`: its disk can be filled."""
    with contextlib.ExitStack() as stack:
        if not database:
            with blocker.unblock(), furnished(folder.name):
                database = stack.enter_context(copied_database(folder))
        site = Site(folder, database, keys, options)
        site.on_a_small_disk = small
        try:
            site.start()
            yield site
        finally:
            site.kill()


@dataclass
class Load:
    """What writers and readers were told, while a thing was done to the site."""

    kept: dict[str, str] = field(default_factory=dict)  # where the receipt of each text is that was acknowledged
    posts: list[tuple[float, float, int]] = field(default_factory=list)  # begun, ended, status; 0: nobody answered
    reads: list[tuple[float, float, int]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)  # text and page of what was answered with 503
    number: int = field(default_factory=itertools.count().__next__)  # no text is that of another load
    over: threading.Event = field(default_factory=threading.Event)

    def write(self, site: Site, who: int, pause: float) -> None:
        """Comments, each sent until it is answered with a receipt."""
        number = 0
        while not self.over.is_set():
            text = f"Writer {who} of load {self.number}, comment {number}."
            begun = time.monotonic()
            status, told = site.post(text, email=f"l{self.number}w{who}c{number}@example.org", tell_decision="on")
            self.posts.append((begun, time.monotonic(), status))
            if status == 303:
                self.kept[text] = told
                number += 1
            elif status == 503:
                self.refused.append((text, told))
            self.over.wait(pause if status else 0.05)

    def read(self, site: Site, path: str, pause: float) -> None:
        while not self.over.is_set():
            begun = time.monotonic()
            status = site.get(path)[0]
            self.reads.append((begun, time.monotonic(), status))
            self.over.wait(pause)

    def wait_for(self, count: int) -> None:
        """Until so many were acknowledged."""
        deadline = time.monotonic() + 600
        while len(self.kept) < count:
            assert time.monotonic() < deadline, Counter(status for *_, status in self.posts)
            time.sleep(0.005)

    def statuses(self) -> Counter[int]:
        return Counter(status for *_, status in self.posts)

    def lost(self, site: Site) -> list[str]:
        """What was acknowledged and is not there, or is there twice."""
        there = site.texts()
        return [text for text in self.kept if not there[text]] + [text for text, count in there.items() if count > 1]


@contextlib.contextmanager
def load(site: Site, *, writers: int, readers: tuple[str, ...] = (), pause: float = 0.0) -> Iterator[Load]:
    """So many writers, and a reader for each path, as long as this lasts."""
    told = Load()
    threads = [threading.Thread(target=told.write, args=(site, who, pause)) for who in range(writers)]
    threads += [threading.Thread(target=told.read, args=(site, path, pause)) for path in readers]
    for thread in threads:
        thread.start()
    try:
        yield told
    finally:
        told.over.set()
        for thread in threads:
            thread.join()

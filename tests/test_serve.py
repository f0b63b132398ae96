"""The real thing: `tools/serve.py` as a process with all it starts, over real HTTP, killed and started again."""

import contextlib
import http.client
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from .apart import POSTGRES, ask_postgres, free_port
from .canary import ADDRESS, assert_no_canary
from .databases import TEMPLATE

ROOT = Path(__file__).resolve().parent.parent
SERVE = [sys.executable, "tools/serve.py"]
INHERITED = {name: os.environ[name] for name in ("PATH", "PYTHONPATH")}  # the second shuts off the network
PAGE = "/articles/naloxone/"
READER = {"User-Agent": "Ritas-Phone", "X-Forwarded-For": "203.0.113.77"}
LINUX = pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="Looks for processes in Linux's /proc")
pytestmark = [pytest.mark.database, LINUX]


class Site:
    """A site of its own folder, port and database, and the processes that serve it."""

    def __init__(self, folder: Path) -> None:
        self.var, self.output = folder / "var", folder / "output"
        self.port = free_port()
        self.env = {**INHERITED, "VAR_DIR": str(self.var), "PORT": str(self.port)}
        if POSTGRES:
            self.env["DATABASE_URL"] = f"{POSTGRES.rpartition('/')[0]}/served_{self.port}"
            # with its tables; a start from nothing is what the same tests see on SQLite
            ask_postgres(POSTGRES, f"CREATE DATABASE served_{self.port} TEMPLATE {TEMPLATE}")

    def start(self) -> None:
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(SERVE, cwd=ROOT, env=self.env, stdout=output, stderr=output)
        deadline = time.monotonic() + 90
        while b"Ready: " not in self.output.read_bytes():
            assert self.process.poll() is None, self.output.read_text()
            assert time.monotonic() < deadline, self.output.read_text()
            time.sleep(0.05)

    def processes(self) -> dict[int, dict[str, str]]:
        """The environment of each process of this site, by its id."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                environment = dict(e.split("=", 1) for e in (folder / "environ").read_text().split("\0") if "=" in e)
                if environment.get("VAR_DIR") == str(self.var):
                    found[int(folder.name)] = environment
        return found

    def kill(self) -> None:
        """End all of it at once, as the kernel does when memory is short, or a power cut."""
        while found := self.processes():
            for number in found:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
        self.process.wait(10)

    def kept(self) -> bytes:
        """Each byte that the site has written: database, keys, output; on PostgreSQL what its rows hold."""
        files = [path for path in self.var.rglob("*") if path.is_file() and "static" not in path.parts]
        tables = ("comment", "contact", "decision") if POSTGRES else ()
        rows = [self.ask(f"SELECT t::text FROM comments_{table} t") for table in tables]
        return b"\n".join(path.read_bytes() for path in [*files, self.output]) + repr(rows).encode()

    def wait_for_worker(self) -> None:
        """Wait until the worker has opened each address and kept its fingerprint."""
        deadline = time.monotonic() + 60
        while self.ask("SELECT comment_id FROM comments_contact WHERE fingerprint IS NULL AND sealed IS NOT NULL"):
            assert time.monotonic() < deadline, "The worker does nothing:\n" + self.output.read_text()
            time.sleep(0.1)

    def ask(self, query: str) -> list[tuple[object, ...]]:
        if POSTGRES:
            return ask_postgres(self.env["DATABASE_URL"], query)
        with contextlib.closing(sqlite3.connect(self.var / "db.sqlite3")) as connection:
            return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def one_site(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Site]:
    if POSTGRES:
        request.getfixturevalue("template")
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        site.start()
        yield site
    finally:
        site.kill()
        if POSTGRES:
            ask_postgres(POSTGRES, f"DROP DATABASE served_{site.port} WITH (FORCE)")


@pytest.fixture
def site(one_site: Site) -> Site:
    """The site, running. It is started once for all tests of this file, and again after one that ended it."""
    if one_site.process.poll() is not None:
        one_site.start()
    return one_site


class Browser:
    """Opens pages and keeps cookies, as a browser does."""

    def __init__(self, site: Site) -> None:
        self.base, self.cookies = f"http://127.0.0.1:{site.port}", CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def open(self, path: str, **form: str) -> str:
        data = urlencode(form).encode() if form else None
        return self.opener.open(self.base + path, data, timeout=20).read().decode()

    def send_form(self, page: str, path: str, **form: str) -> str:
        """Send a staff form with the token of the page that it stands on."""
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.open(page))[0]
        return self.open(path, csrfmiddlewaretoken=token, **form)


def send(site: Site, text: str) -> str:
    """Post a comment without following the answer; returns the receipt's address."""
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=20)
    form = urlencode({"name": "Rita", "email": ADDRESS, "comment": text})
    headers = {**READER, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{PAGE}comment/", form, headers)
    with contextlib.closing(connection):
        answer = connection.getresponse()
        assert answer.status == 303, answer.read()
        return answer.headers["Location"]


def waiting(moderator: Browser, text: str) -> str:
    """The public id of the comment in the queue that says this."""
    path = "/moderation/"
    while True:
        page = moderator.open(path)
        for item in page.split('id="comment-')[1:]:
            if text in item:
                return item[:12]
        path = "/moderation/" + re.findall(r'rel="next" href="[^"?]*([^"]+)"', page)[0]


def test_comment_travels_the_whole_line(site: Site) -> None:
    reader, mo = Browser(site), Browser(site)
    before, text = reader.open(PAGE), f"Over real HTTP {time.monotonic_ns()}."
    receipt = reader.open(f"{PAGE}comment/", name="Rita", email=ADDRESS, comment=text)
    assert "Only moderators can see it yet" in receipt
    assert reader.open(PAGE) == before
    accounts = dict(line.split()[:2] for line in (site.var / "demo-accounts.txt").read_text().splitlines())
    mo.send_form("/accounts/login/", "/accounts/login/", username="mo", password=accounts["mo"])
    decision = {"comment": waiting(mo, text), "expected": "pending", "act": "approve"}
    mo.send_form("/moderation/", "/moderation/decide/", **decision)
    assert text in reader.open(PAGE)
    assert text in reader.open("/comments/feed/")
    assert not list(reader.cookies)


def test_nothing_that_is_kept_or_printed_tells_who_wrote(site: Site) -> None:
    receipt = send(site, "Sealed over real HTTP.")
    Browser(site).open(receipt)
    site.wait_for_worker()
    kept = site.kept()
    assert b"Sealed over real HTTP." in kept  # the scan reads what it should
    assert_no_canary(kept, "What the site keeps and prints")
    identity = [READER["User-Agent"], READER["X-Forwarded-For"], receipt.split("/")[-2]]
    assert [trace for trace in identity if trace.encode() in kept] == []


@pytest.mark.one_database
def test_only_the_worker_is_told_where_the_private_keys_are(site: Site) -> None:
    running = site.processes()
    commands = {number: Path(f"/proc/{number}/cmdline").read_text() for number in running}
    told = [number for number in running if "SEALING_PRIVATE_KEYS" in running[number]]
    assert told == [number for number, command in commands.items() if "manage.py\0worker" in command]
    assert [number for number in running if number not in told and "granian" in commands[number]]


@pytest.mark.one_database
def test_worker_lets_everybody_else_go_first(site: Site) -> None:
    (worker,) = [number for number in site.processes() if b"\0worker\0" in Path(f"/proc/{number}/cmdline").read_bytes()]
    assert os.getpriority(os.PRIO_PROCESS, worker) == 10
    group = Path(f"/proc/{worker}/autogroup")
    assert not group.exists() or group.read_text().endswith("nice 10\n")


@pytest.mark.flaw("file permissions")
@pytest.mark.one_database
def test_what_is_kept_is_the_owners_alone(site: Site) -> None:
    open_to_others = [p for p in site.var.rglob("*") if "static" not in p.parts and p.stat().st_mode & 0o077]
    assert open_to_others == []


@pytest.mark.one_database
def test_sigterm_ends_everything_and_a_second_start_keeps_the_data(site: Site) -> None:
    receipt = send(site, "Before the second start.")
    site.process.send_signal(signal.SIGTERM)
    assert site.process.wait(30) == 0
    assert site.processes() == {}
    site.start()
    assert "Before the second start." in Browser(site).open(receipt)


@pytest.mark.promise(5)
def test_kill_9_loses_no_acknowledged_comment(site: Site) -> None:
    received: dict[str, str] = {}

    def post_until_the_end(thread: int) -> None:
        with contextlib.suppress(OSError, http.client.HTTPException):
            for number in range(1000):
                text = f"Thread {thread}, comment {number}, {site.process.pid}."
                received[send(site, text)] = text

    with ThreadPoolExecutor(4) as pool:
        posting = [pool.submit(post_until_the_end, thread) for thread in range(4)]
        while len(received) < 40 and not all(thread.done() for thread in posting):
            time.sleep(0.005)
        site.kill()
    assert len(received) >= 40
    site.start()
    reader = Browser(site)
    assert [text for receipt, text in received.items() if text not in reader.open(receipt)] == []


@pytest.mark.one_database
def test_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        env = {**INHERITED, "VAR_DIR": str(tmp_path / "var"), "PORT": str(taken.getsockname()[1])}
        run = subprocess.run(SERVE, cwd=ROOT, env=env, capture_output=True, timeout=30)
    assert (run.returncode, run.stdout, len(run.stderr.splitlines())) == (1, b"", 1)
    assert env["PORT"] in run.stderr.decode()

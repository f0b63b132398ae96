"""Starts the whole site on this machine: `make serve`.

Prepares what a first start needs (secret key, sealing keys, database, demo site, static files),
then runs the web server and the worker until SIGTERM or Ctrl-C.  Only the worker is told where
the private keys are.  Nothing but Python's standard library.
"""

from __future__ import annotations

import contextlib
import os
import resource
import secrets
import socket
import subprocess
import sys
import time
from pathlib import Path

from processes import Program, Signals, stop_all

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
READY_WITHIN = 60.0  # seconds
GRACE = 10.0  # seconds; more than the web server gives its own workers, see web_command()
# What is freed goes back to the machine: glibc would keep most of it, in a heap for each thread. Also in deploy/.
FRUGAL = {"MALLOC_ARENA_MAX": "2", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_MMAP_THRESHOLD_": "131072"}
LONGEST_PAUSE = 60.0  # seconds between two starts of a worker that keeps ending


class Failure(Exception):
    """Why the site cannot start or go on, in words for the person at the terminal."""


class Stopped(Exception):
    """We were asked to stop."""


def say(text: str) -> None:
    # The terminal may be gone; the programs must be stopped all the same.
    with contextlib.suppress(OSError):
        print(text, flush=True)


def read_port(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 5 and 1 <= int(text) <= 65535:
        return int(text)
    raise Failure(f"PORT must be a number from 1 to 65535, not {text!r}.")


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port left a minute ago is free
        try:
            probe.bind((HOST, port))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise Failure(f"cannot use port {port}: {reason}. Name another one: make serve PORT=…") from None


def secret_key(var: Path) -> str:
    """The key kept in VAR_DIR/secret_key, made at the first start."""
    file = var / "secret_key"
    if not file.exists():
        draft = var / f"secret_key.{os.getpid()}"
        draft.write_text(secrets.token_urlsafe(50) + "\n")
        draft.replace(file)  # appears whole or not at all
    file.chmod(0o600)
    return file.read_text().strip()


def environment(port: int) -> dict[str, str]:
    """What every program gets.  The caller's own settings win."""
    env = dict(os.environ)
    var = Path(env.get("VAR_DIR") or ROOT / "var").resolve()
    try:
        var.mkdir(mode=0o700, parents=True, exist_ok=True)
        env["SECRET_KEY"] = env.get("SECRET_KEY") or secret_key(var)
    except OSError as error:
        raise Failure(f"cannot write to {var}: {(error.strerror or str(error)).lower()}.") from None
    env = {**FRUGAL, **env, "VAR_DIR": str(var)}
    env.setdefault("DEBUG", "0")
    env.setdefault("STAFF_SECOND_FACTOR", "0")  # for the demo accounts
    env.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
    env.setdefault("SITE_URL", f"http://{HOST}:{port}")
    return env


def take_private_keys(env: dict[str, str]) -> str | None:
    """Remove the private keys' folder from what every program gets, and return it.

    None: the caller names no keys; those of VAR_DIR/keys serve.
    """
    private = env.pop("SEALING_PRIVATE_KEYS", "")
    if bool(private) != bool(env.get("SEALING_PUBLIC_KEYS")):
        raise Failure("set both SEALING_PUBLIC_KEYS and SEALING_PRIVATE_KEYS, or neither.")
    if not private:
        env.pop("SEALING_PUBLIC_KEYS", None)  # an empty one means none
    return private or None


def web_command(port: int) -> list[str]:
    options = {
        "--interface": "wsgi",
        "--http": "1",
        "--host": HOST,
        "--port": str(port),
        "--workers": "1",
        "--blocking-threads": "4",
        "--log-level": "warning",
        # Its own worker processes would else be waited for without end: for a visitor who never
        # finishes a request, or for one that was asked to stop before it could listen to signals.
        "--workers-kill-timeout": "5",
    }
    flat = [word for pair in options.items() for word in pair]
    return ["-m", "granian", *flat, "--no-access-log", "--no-ws", "harmblog.wsgi:application"]


def answers(port: int) -> bool:
    """Whether the site answers.  (By hand: http.client alone would double this program's memory.)"""
    request = f"GET /healthz/ HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n"
    try:
        with socket.create_connection((HOST, port), timeout=2) as connection:
            connection.sendall(request.encode())
            status = connection.recv(12)
    except OSError:
        return False
    # Behind a proxy the site may redirect or refuse this host name; it answers all the same.
    return status.startswith(b"HTTP/1.1 ") and not status.startswith(b"HTTP/1.1 5")


class Site:
    """The programs of one running site."""

    def __init__(self, port: int, signals: Signals) -> None:
        self.port, self.signals = port, signals
        self.env = environment(port)
        self.keys = Path(self.env["VAR_DIR"], "keys")
        named = take_private_keys(self.env)
        self.makes_keys = named is None
        self.private_keys = named or str(self.keys / "private")
        self.programs: list[Program] = []
        self.ready = False
        self.worker: Program | None = None
        self.worker_due = 0.0
        self.worker_pause = 1.0

    def start(self, *words: str, quiet: bool = False, **more: str) -> Program:
        out = subprocess.DEVNULL if quiet else None
        program = Program([sys.executable, *words], cwd=ROOT, env={**self.env, **more}, stdout=out)
        self.programs.append(program)
        return program

    def wait(self, seconds: float) -> None:
        if self.signals.received is None:
            self.signals.wait(seconds)
        if self.signals.received is not None:
            raise Stopped

    def step(self, what: str, *words: str) -> None:
        """Run one command to its end.  What it has to say that is not an error, we say better."""
        say(f"{what} …")
        program = self.start(*words, quiet=True)
        while not program.ended():
            self.wait(60)
        self.programs.remove(program)
        if program.exit_code:
            raise Failure(f"stopped, because “{what}” failed (exit {program.exit_code}).")

    def prepare(self) -> None:
        if self.makes_keys:
            self.step("Sealing keys", "-m", "comments.vault", str(self.keys))
        self.step("Database", "manage.py", "migrate", "--verbosity", "0")
        self.step("Demo site", "manage.py", "demo", "--if-empty")
        self.step("Static files", "manage.py", "collectstatic", "--noinput", "--verbosity", "0")

    def run(self) -> None:
        say("Web server and worker …")
        web = self.start(*web_command(self.port))
        give_up = time.monotonic() + READY_WITHIN
        while not web.ended():
            self.look_after_worker()
            if not self.ready and answers(self.port):
                self.ready = True
                self.announce()
            elif not self.ready and time.monotonic() > give_up:
                raise Failure(f"the web server did not answer within {READY_WITHIN:.0f} s.")
            self.wait(1.0 if self.ready else 0.05)
        raise Failure(f"the web server ended (exit {web.exit_code}).")

    def look_after_worker(self) -> None:
        """Start the worker; start it again, ever more slowly, when it ends by itself."""
        if self.worker is not None and self.worker.ended():
            if time.monotonic() - self.worker.born > LONGEST_PAUSE:
                self.worker_pause = 1.0
            say(f"The worker ended (exit {self.worker.exit_code}); it starts again in {self.worker_pause:.0f} s.")
            self.programs.remove(self.worker)
            self.worker = None
            self.worker_due = time.monotonic() + self.worker_pause
            self.worker_pause = min(2 * self.worker_pause, LONGEST_PAUSE)
        if self.worker is None and time.monotonic() >= self.worker_due:
            self.worker = self.start("manage.py", "worker", SEALING_PRIVATE_KEYS=self.private_keys)

    def announce(self) -> None:
        url = self.env["SITE_URL"].rstrip("/")
        say(f"\nReady: {url}/\n  moderation  {url}/moderation/\n  articles    {url}/admin/")
        with contextlib.suppress(OSError):
            say("\nDemo accounts:\n" + Path(self.env["VAR_DIR"], "demo-accounts.txt").read_text().rstrip())
        say("\nCtrl-C stops the site.")

    def stop(self) -> None:
        # A web server asked to stop in its first moments can miss it; it has no visitors to finish with, either.
        stop_all(self.programs, self.signals, grace=GRACE if self.ready else 1.0)


def main() -> int:
    os.umask(0o077)  # database, keys and accounts are nobody else's to read
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a crash leaves no file of what was in memory
    signals = Signals()
    site = None
    try:
        port = read_port(os.environ.get("PORT") or "8000")
        check_port(port)
        site = Site(port, signals)
        site.prepare()
        site.run()
    except Stopped:
        say("Stopping …")
        return 0
    except Failure as failure:
        print(f"harmblog: {failure}", file=sys.stderr, flush=True)
        return 1
    finally:
        if site is not None:
            site.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

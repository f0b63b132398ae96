"""Starts what is measured: the site as `make serve` does, nginx before it, and what both are compared with."""

from __future__ import annotations

import gzip
import http.client
import os
import secrets
import subprocess
import sys
import time
from pathlib import Path

import nginx
import serve
from processes import Program, Signals, stop_all

from bench.inside import ROOT, Inside
from bench.load import free_port

STATIC_CONF = """
user {user};
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr emerg;
events {{ worker_connections 512; }}
http {{
    include /etc/nginx/mime.types;
    access_log off;
    server_tokens off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 10000;
    client_body_temp_path {folder}/body;
    gzip_static on;
    default_type text/html;
    {more}
    server {{ listen 127.0.0.1:{port} backlog=1024; root {folder}/pages; }}
}}
"""


class Stack:
    """All programs of one run, in a folder of its own; `stop` ends them and nothing else."""

    def __init__(self, folder: Path, signals: Signals) -> None:
        self.folder, self.signals, self.programs = folder, signals, list[Program]()

    def program(self, words: list[str], env: dict[str, str]) -> Program:
        started = Program([sys.executable, *words], cwd=ROOT, env=env, stdout=subprocess.DEVNULL)
        self.programs.append(started)
        return started

    def stop(self, *these: Program) -> None:
        stop_all(these or self.programs, self.signals, grace=8)
        self.programs = [program for program in self.programs if not program.ended()]

    def nginx(self, name: str, text: str, port: int) -> Program:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        started = nginx.start(folder, text, port=port, workers="1")
        self.programs.append(started)
        return started

    def static(self, name: str, pages: dict[str, bytes], more: str = "") -> int:
        """nginx with these pages as files, by name, compressed beforehand: the limit. Returns its port."""
        port, folder = free_port(), self.folder / name
        (folder / "pages").mkdir(parents=True)
        for file, page in pages.items():
            (folder / "pages" / file).write_bytes(page)
            (folder / "pages" / f"{file}.gz").write_bytes(gzip.compress(page, 6, mtime=0))
        self.nginx(name, STATIC_CONF.format(folder=folder, port=port, more=more, user=nginx.user()), port)
        return port

    def ready_view(self, page: bytes) -> int:
        """A Django that does nothing but return a page that is ready: the floor. Returns its port."""
        port = free_port()
        (self.folder / "ready.html.gz").write_bytes(gzip.compress(page, 6, mtime=0))
        env = {**os.environ, "PYTHONPATH": str(ROOT), "READY": str(self.folder / "ready.html.gz")}
        self.program([*serve.web_command(port)[:-1], "bench.ready:application"], env)
        answering(port, "/")
        return port


class Site:
    """One site on one database: the web process and, unless told otherwise, its worker."""

    def __init__(self, stack: Stack, name: str, database: str = "") -> None:
        self.stack, self.folder = stack, stack.folder / name
        self.port = free_port()
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
        self.env = {
            **serve.FRUGAL,
            **kept,
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tools")]),
            "DJANGO_SETTINGS_MODULE": "harmblog.settings",
            "VAR_DIR": str(self.folder),
            "DEBUG": "0",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": "127.0.0.1",
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "STAFF_SECOND_FACTOR": "0",
            "LOG_LEVEL": "ERROR",
        }
        if database:
            self.env["DATABASE_URL"] = database
        self.folder.mkdir()
        for words in (
            ["-m", "comments.vault", str(self.folder / "keys")],
            ["manage.py", "migrate", "--verbosity", "0"],
            ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
        ):
            quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
            subprocess.run([sys.executable, *words], cwd=ROOT, env=self.env, check=True, **quiet)  # type: ignore[call-overload]
        self.inside = Inside(self.env)

    def start(self, *, worker: bool = True) -> None:
        self.web = self.stack.program(serve.web_command(self.port), self.env)
        if worker:
            private = str(self.folder / "keys/private")
            self.worker = self.stack.program(["manage.py", "worker"], {**self.env, "SEALING_PRIVATE_KEYS": private})
        answering(self.port, "/healthz/")

    def behind_nginx(self) -> int:
        """nginx as in deploy/ before this site. Returns its port."""
        port = free_port()
        folder = self.stack.folder / "nginx"
        text = nginx.configured(folder, port=port, renew=free_port(), apps=[self.port], var=self.folder)
        self.nginx = self.stack.nginx("nginx", text, port)
        return port


def answering(port: int, path: str) -> None:
    """Wait until a program answers."""
    deadline = time.monotonic() + 60
    while True:
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            link.request("GET", path)
            if link.getresponse().status == 200:
                return
        except OSError:
            pass
        if time.monotonic() > deadline:
            raise RuntimeError("A program that is to be measured does not answer.")
        time.sleep(0.05)

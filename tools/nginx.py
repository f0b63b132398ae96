"""Runs nginx with deploy/nginx.conf from a folder and ports of its own, for the tests and for `make bench`."""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from processes import Program

ROOT = Path(__file__).resolve().parent.parent
CONF = ROOT / "deploy/nginx.conf"
START_WITHIN = 10.0  # seconds
PROGRAM = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def user() -> str:
    return pwd.getpwuid(os.getuid()).pw_name


def configured(
    folder: Path, *, port: int = 0, renew: int, apps: Sequence[int | str], var: Path, more: str = "", listen: str = ""
) -> str:
    """The deployed configuration, on other ports and in other folders, and nothing else. `more` goes into http.
    `listen`: at this address instead of a port of this machine; `apps`: ports, or addresses with ports.
    """
    places = [app if isinstance(app, str) else f"127.0.0.1:{app}" for app in apps]
    web = "".join(f"\n        server {place} fail_timeout=1s;" for place in places)
    changes = {
        r"user www-data;": f"user {user()};",
        r"pid /run/nginx.pid;": f"pid {folder}/nginx.pid;",
        r"/run/harmblog-nginx": str(folder),
        r"\n        server 127\.0\.0\.1:8000 .*\n.*:8001 .*backup;": web,
        r"127\.0\.0\.1:8009": f"127.0.0.1:{renew}",
        r"listen 80;": f"listen {listen or f'127.0.0.1:{port}'} backlog=1024;",
        r"server_name www\.example\.org;": "server_name _;",
        r"root /var/lib/harmblog": f"root {var}",
        r"alias /srv/harmblog/current/deploy/pages/;": f"alias {CONF.parent}/pages/;",
        r"\n}\n\Z": f"\n{more}\n}}\n",
    }
    text = CONF.read_text()
    for old, new in changes.items():
        text, count = re.subn(old, new.replace("\\", r"\\"), text)
        if not count:
            raise ValueError(f"deploy/nginx.conf has no {old!r} any more")
    return text


def start(folder: Path, text: str, *, port: int, workers: str = "auto") -> Program:
    """nginx in `folder`, answering at `port` when this returns."""
    if PROGRAM is None:
        raise FileNotFoundError("nginx is not installed")
    conf = folder / "nginx.conf"
    conf.write_text(text.replace("worker_processes auto;", f"worker_processes {workers};"))
    with (folder / "errors").open("wb") as errors:
        words = [PROGRAM, "-p", str(folder), "-c", str(conf), "-g", "daemon off;"]
        nginx = Program(words, cwd=folder, stdout=errors, stderr=errors)
    deadline = time.monotonic() + START_WITHIN
    while not _answers(port):
        if nginx.ended() or time.monotonic() > deadline:
            nginx.kill()
            raise RuntimeError("nginx does not start:\n" + (folder / "errors").read_text())
        time.sleep(0.02)
    return nginx


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

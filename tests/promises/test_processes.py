"""Channels 20, 35, 36: what real processes of the site write to logs and temporary folders, and tell the system."""

import contextlib
import http.client
import os
import shutil
import subprocess
import sys
import time
from argparse import Action
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandParser
from django.test import RequestFactory

from ..apart import free_port
from ..test_serve import LINUX, ROOT, Site
from .channels import guards, plants
from .crowd import visited
from .encodings import COMMENTERS, leaks

# Logs, temporary folders and command lines are the same on any database; what PostgreSQL keeps is looked at elsewhere.
pytestmark = [pytest.mark.database, pytest.mark.one_database, LINUX]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, migrated: Path) -> Iterator[Site]:
    """A site as `make serve` starts it, with a temporary folder of its own, after some hundred requests."""
    folder = tmp_path_factory.mktemp("visited")
    site = Site(folder)
    site.env |= {"TMPDIR": str(folder / "tmp"), "LOG_LEVEL": "DEBUG"}
    (folder / "tmp").mkdir()
    site.var.mkdir(mode=0o700)
    shutil.copyfile(migrated, site.var / "db.sqlite3")
    try:
        site.start()
        site.receipts = visited(site.port)  # type: ignore[attr-defined]
        site.wait_for_worker()
        yield site
    finally:
        site.kill()


# --- 20: the access log -----------------------------------------------------------------------------------------------


def telling(data: bytes, receipts: list[str]) -> list[str]:
    """What these bytes tell of who came: any form of a commenter's secrets, or a receipt's."""
    return leaks(data) + [receipt for receipt in receipts if receipt.split("/")[-2].encode() in data]


@pytest.mark.promise(4)
@guards(20, 21)
def test_no_file_and_no_output_tells_who_came(site: Any) -> None:
    assert len(site.receipts) > 20
    output = site.output.read_bytes()
    assert b"DEBUG " in output
    assert telling(output, site.receipts) == []
    kept = site.kept()
    assert b"With a file." in kept  # the scan reads what it should
    assert telling(kept, site.receipts) == []


@plants(20)
def test_access_log_is_caught(site: Any, tmp_path: Path) -> None:
    port = free_port()
    fmt = '%(addr)s "%(method)s %(path)s?%(query_string)s" %(status)d'
    words = ["--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port), "--access-log", "--access-log-fmt", fmt]
    command = [sys.executable, "-m", "granian", *words, "harmblog.wsgi:application"]
    secret = (site.var / "secret_key").read_text().strip()
    env = {**site.env, "DEBUG": "0", "SECRET_KEY": secret, "ALLOWED_HOSTS": "127.0.0.1"}
    env["SEALING_PUBLIC_KEYS"] = str(site.var / "keys/public")
    with (tmp_path / "log").open("wb") as log:
        web = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        path = f"{site.receipts[0]}?from={quote(COMMENTERS[0].address)}"
        wait_for(lambda: answers(port, path))
        wait_for(lambda: b"GET " in (tmp_path / "log").read_bytes())  # it is written after the answer
    finally:
        web.terminate()
        web.wait(20)
    found = telling((tmp_path / "log").read_bytes(), site.receipts)
    assert site.receipts[0] in found
    assert len(found) > 1


def wait_for(it: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not it():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    with contextlib.suppress(OSError), contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status == 200
    return False


# --- 35: temporary files, core dumps ----------------------------------------------------------------------------------


def put_aside(folder: Path) -> list[str]:
    """Files in a temporary folder that tell who wrote, or hold a form at all."""
    files = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    return [file.name for file, data in files.items() if leaks(data) or b"form-data" in data]


def dumping(processes: Any) -> list[str]:
    """Processes that would write their memory to a file when they crash."""
    found = []
    for number in processes:
        limits = Path(f"/proc/{number}/limits").read_text()
        core = next(line for line in limits.splitlines() if line.startswith("Max core file size"))
        found += [] if core.split()[4:6] == ["0", "0"] else [f"{number}: {core}"]
    return found


@guards(35)
def test_nothing_is_put_aside_and_no_memory_is_dumped(site: Any) -> None:
    assert put_aside(Path(site.env["TMPDIR"])) == []
    running = site.processes()
    assert len(running) >= 3
    assert dumping(running) == []


@plants(35)
def test_upload_that_is_put_aside_is_caught(settings: Any, tmp_path: Path) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    handler = TemporaryFileUploadHandler(RequestFactory().post("/"))
    handler.new_file("file", "me.txt", "text/plain", 99)
    handler.receive_data_chunk(f"Written by {COMMENTERS[2].address}".encode(), 0)
    handler.file.flush()
    assert len(put_aside(tmp_path)) == 1
    handler.file.close()


@plants(35)
def test_process_that_dumps_its_memory_is_caught() -> None:
    started = subprocess.Popen(["/bin/sh", "-c", "ulimit -S -c 1; exec sleep 60"])
    try:
        wait_for(lambda: len(dumping([started.pid])) == 1)
    finally:
        started.kill()
        started.wait()


# --- 36: command lines and environment --------------------------------------------------------------------------------

TAKEN = {
    "file",
    "dry_run",
    "media",
    "once",
    "if_empty",
    "articles",
    "comments",
    "pending",
    "topics",
    "folder",
    "username",
    "quiet",
    "known",
    "force",
    "replace",
    "despite_log",
    "without_log",
}


def takes_more(command: BaseCommand) -> list[str]:
    """What a command takes on its line that is not known to be harmless. An address comes by the terminal alone."""
    parser = command.create_parser("manage.py", "it")
    common = {action.dest for action in BaseCommand().create_parser("manage.py", "it")._actions}
    own: list[Action] = [action for action in parser._actions if action.dest not in common]
    return [action.dest for action in own if action.dest not in TAKEN]


def told_to_the_system(processes: Any) -> list[int]:
    """Processes whose command line or environment, which others on this machine may see, tell who wrote."""
    told = []
    for number in processes:
        with contextlib.suppress(OSError):
            folder = Path(f"/proc/{number}")
            if leaks((folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()):
                told.append(number)
    return told


@guards(36)
def test_no_command_line_and_no_environment_tells_who_wrote(site: Any) -> None:
    assert told_to_the_system(site.processes()) == []
    ours = {name: app for name, app in get_commands().items() if app in ("harmblog", "articles", "comments")}
    assert {"worker", "demo", "export_wordpress"} <= set(ours)
    assert {name: more for name, app in ours.items() if (more := takes_more(load_command_class(app, name)))} == {}


@plants(36)
def test_command_that_takes_an_address_is_caught() -> None:
    class Erase(BaseCommand):
        def add_arguments(self, parser: CommandParser) -> None:
            parser.add_argument("address")
            parser.add_argument("--reason")

    assert takes_more(Erase()) == ["address", "reason"]


@plants(36)
@pytest.mark.parametrize("how", ["line", "environment"])
def test_process_that_was_told_an_address_is_caught(how: str) -> None:
    words = ["sleep", "60"] if how == "environment" else ["sh", "-c", "sleep 60; :", COMMENTERS[1].address]
    env = {**os.environ, "ERASE": COMMENTERS[1].address} if how == "environment" else None
    started = subprocess.Popen(words, env=env)
    try:
        wait_for(lambda: told_to_the_system([started.pid]) == [started.pid])
    finally:
        started.kill()
        started.wait()

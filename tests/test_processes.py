"""A change of the pages is seen by every process: at once on the machine that made it, within a second on others."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from articles.models import Article

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/articles/naloxone/"
TEXT = "It helped me."
SECOND = 1.2  # with room for a machine that has much to do


class Process:
    """One process of the site, on a machine of its own where it has a folder of its own."""

    def __init__(self, folder: Path) -> None:
        name = connection.settings_dict["NAME"]
        socket = connection.settings_dict["HOST"].replace("/", "%2F")
        database = f"sqlite:///{name}" if connection.vendor == "sqlite" else f"postgres://postgres@{socket}/{name}"
        folder.mkdir(exist_ok=True)
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ["PYTHONPATH"], "ALLOWED_HOSTS": "localhost"}
        env |= {"VAR_DIR": str(folder), "DATABASE_URL": database}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.process_at_the_door"],
            env=env, cwd=settings.BASE_DIR, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def do(self, *words: str) -> Any:
        assert self.process.stdin
        assert self.process.stdout
        print(*words, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def shows(self, text: str) -> bool:
        return text in self.do("get", PAGE)["body"]


@dataclass
class Machines:
    """Two processes on one machine, and one on another, which watches."""

    web: Process
    worker: Process
    elsewhere: Process


@pytest.fixture(scope="module")
def machines(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machines]:
    folder = tmp_path_factory.mktemp("machines")
    with Process(folder / "a") as web, Process(folder / "a") as worker, Process(folder / "b") as elsewhere:
        elsewhere.do("watch")
        yield Machines(web, worker, elsewhere)


def wait_until(true: Callable[[], bool], seconds: float = SECOND) -> float:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < seconds
        time.sleep(0.02)
    return time.monotonic() - begun


def test_decision_is_seen_at_once_here_and_within_a_second_elsewhere(
    machines: Machines, article: Article, approved: Any
) -> None:
    comment, web = approved(TEXT).public_id, machines.web
    wait_until(lambda: machines.elsewhere.shows(TEXT))
    assert web.shows(TEXT)
    machines.worker.do("decide", "reject", comment, "approved")
    assert not web.shows(TEXT)  # it does not watch: it has been told
    wait_until(lambda: not machines.elsewhere.shows(TEXT))
    machines.worker.do("decide", "approve", comment, "rejected")
    assert web.shows(TEXT)
    wait_until(lambda: machines.elsewhere.shows(TEXT))


def test_look_at_a_change_that_is_known_draws_nothing_anew(machines: Machines, article: Article, approved: Any) -> None:
    machines.elsewhere.do("decide", "reject", approved(TEXT).public_id, "approved")
    asked = machines.elsewhere.do("get", PAGE)["asked"]
    time.sleep(SECOND)
    assert machines.elsewhere.do("get", PAGE)["asked"] == asked


def test_death_between_commit_and_mark_costs_a_second(machines: Machines, article: Article, approved: Any) -> None:
    comment = approved(TEXT).public_id
    wait_until(lambda: machines.elsewhere.shows(TEXT))
    assert machines.elsewhere.do("die", comment) == 9
    assert machines.elsewhere.shows(TEXT)
    wait_until(lambda: machines.elsewhere.do("kept") == [])  # gone from memory, though nobody asks for the page
    assert not machines.elsewhere.shows(TEXT)


def test_kept_pages_outlive_the_database_and_catch_up_after_it(
    machines: Machines, article: Article, approved: Any
) -> None:
    comment = approved(TEXT).public_id
    wait_until(lambda: machines.elsewhere.shows(TEXT))
    machines.elsewhere.do("database", "off")
    machines.worker.do("decide", "reject", comment, "approved")
    time.sleep(SECOND)
    assert machines.elsewhere.do("get", PAGE)["status"] == "200 OK"
    assert machines.elsewhere.shows(TEXT)
    machines.elsewhere.do("database", "on")
    wait_until(lambda: not machines.elsewhere.shows(TEXT))

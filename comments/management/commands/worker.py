"""manage.py worker: the one process with the private keys."""

import logging
import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from comments import digest, vault, worker
from comments.anchor import Anchor
from comments.heartbeat import Heart

logger = logging.getLogger(__name__)
REST = 2.0  # seconds between looks at a queue found empty
LONG_REST = 5.0  # after the database could not be reached
HOUR = 3600.0
NICE = 10


class Command(BaseCommand):
    # They would load all pages and forms, 10 MB that this process never needs; `migrate` and others ask them.
    requires_system_checks: list[str] = []
    help = "Do what happens behind the pages: open and fingerprint new addresses, send mails, forget, make keys."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what there is to do, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        try:
            vault.private_folder()
        except vault.VaultClosed as closed:
            raise CommandError(str(closed)) from None
        rounds = worker.Rounds()
        if once:
            worker.keep_house()
            while rounds.step():
                pass
            digest.send()
            worker.Traces().follow()
            Anchor().follow()
            Heart().follow()
        else:
            self.run(rounds)

    def run(self, rounds: worker.Rounds) -> None:
        """Work until told to stop; what is under way is finished first."""
        stop = threading.Event()
        step_aside()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        mails_due = False
        house_due, traces, anchor = time.monotonic(), worker.Traces(), Anchor()
        heart = Heart()
        while not stop.is_set():
            try:
                heart.follow()
                if time.monotonic() >= house_due:
                    worker.keep_house()
                    traces.overwrite = mails_due = True
                    house_due = time.monotonic() + HOUR
                rest = 0 if rounds.step() else REST
                if rest and mails_due:  # moderators are mailed when all that came is in its place
                    digest.send()
                    mails_due = False
                traces.follow()
                anchor.follow()
            except DatabaseError:
                logger.exception("The database did not answer; trying again")
                rest = LONG_REST
            close_old_connections()  # with what it has read of the database, which would else stay in memory
            stop.wait(rest)


def step_aside() -> None:
    """Whoever reads, writes or moderates goes first, where there is one core for all."""
    os.nice(NICE)
    if os.getsid(0) == os.getpid():  # Linux shares a core among sessions, and by niceness only within each
        with suppress(OSError):
            Path("/proc/self/autogroup").write_text(str(NICE))

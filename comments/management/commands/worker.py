"""manage.py worker: the one process with the private keys."""

import logging
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections

from comments import vault, worker

logger = logging.getLogger(__name__)
REST = 2.0  # seconds between looks at a queue found empty
LONG_REST = 15.0  # after the database could not be reached
HOUR = 3600.0


class Command(BaseCommand):
    help = "Do what happens behind the pages: open and fingerprint new addresses, make next month's keys."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what there is to do, then end")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        try:
            worker.run_once()
        except vault.VaultClosed as closed:
            raise CommandError(str(closed)) from None
        if once:
            while worker.run_once():
                pass
            return
        stop, looked = threading.Event(), 0.0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            due = time.monotonic() - looked > HOUR or not looked
            looked = time.monotonic() if due else looked
            stop.wait(self.round(statistics=due))

    def round(self, *, statistics: bool) -> float:
        """One round; returns the seconds to rest before the next."""
        close_old_connections()
        try:
            if statistics:
                worker.keep_statistics()
            return 0 if worker.run_once() else REST
        except DatabaseError:
            logger.exception("The database did not answer; trying again")
            return LONG_REST

"""manage.py verify_log: whether the log of decisions is what was written into it."""

import re
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from comments import log
from comments.models import LogHead

SHOWN = 20  # of what is wrong: one cut makes many lines
EVERY = 100_000  # lines between two words of how far it came


def known(typed: str) -> tuple[int, str]:
    """A line as a mail to moderators names it: its number and the beginning of its mac."""
    found = re.fullmatch("([0-9]{1,18})[: ]([0-9a-f]{16,64})", typed.strip())
    if not found:
        raise ArgumentTypeError("must look like 812:0123456789abcdef, as the mails to moderators name a line")
    return int(found[1]), found[2]


def add_known(parser: CommandParser) -> None:
    parser.add_argument(
        "--known",
        action="append",
        type=known,
        default=[],
        metavar="NUMBER:MAC",
        help="a line of the log that a mail named: is it still there? Can be given several times",
    )


class Command(BaseCommand):
    help = "Read the whole log of decisions and say what was changed, added, removed or cut off. Ends with 1 then."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--quiet", action="store_true", help="say nothing where all is well")
        add_known(parser)

    def handle(self, *args: Any, quiet: bool, known: list[tuple[int, str]], **options: Any) -> None:
        self.quiet, self.told = quiet, 0
        wrong = 0
        for line in log.verify(known=dict(known), seen=self.progress):
            wrong += 1
            if wrong <= SHOWN:
                self.stderr.write(line)
        if not quiet and not settings.LOG_ANCHOR.exists():
            self.stdout.write(f"There is no {settings.LOG_ANCHOR}: an end that was cut off would not be found.")
        if wrong:
            self.say_what_it_means(wrong)
            sys.exit(1)
        if not quiet:
            head = LogHead.objects.get(pk=1)
            newest = f" The newest is {head.number}:{head.mac[:16]}." if head.number else ""
            self.stdout.write(f"The log is whole: {head.number} lines.{newest}")

    def progress(self, number: int) -> None:
        if not self.quiet and number // EVERY > self.told:
            self.told = number // EVERY
            self.stdout.write(f"… {number} lines")

    def say_what_it_means(self, wrong: int) -> None:
        more = f", {wrong - SHOWN} of them not shown" if wrong > SHOWN else ""
        self.stderr.write(
            f"The log is not what was written into it: {wrong} things are wrong{more}. If that begins with the first "
            "line, a key may be missing in SECRET_KEY or SECRET_KEY_FALLBACKS; docs/configuration.md says more."
        )

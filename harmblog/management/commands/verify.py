"""manage.py verify: whether a backup can be relied on."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from comments.management.commands.verify_log import add_known
from harmblog.backup import Refused
from harmblog.backup.checking import wrong
from harmblog.backup.opening import opened
from harmblog.backup.places import refuse_newer


class Command(BaseCommand):
    help = (
        "Read a whole backup and say in words what is wrong with it: changed bits, missing rows or images, a log that "
        "was tampered with. Ends with 1 then. Touches no database."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what manage.py backup wrote")
        parser.add_argument("--quiet", action="store_true", help="say nothing where all is well")
        parser.add_argument(
            "--without-log", action="store_true", help="leave the log in it out: where the site's SECRET_KEY is not"
        )
        add_known(parser)

    def handle(self, *args: Any, file: Path, quiet: bool, without_log: bool, **options: Any) -> None:
        say = (lambda text: None) if quiet else self.stdout.write
        try:
            with opened(file) as backup:
                manifest = backup.manifest
                damage, of_log = wrong(backup, known=dict(options["known"]), with_log=not without_log, say=say)
        except Refused as refused:
            damage, of_log = [str(refused)], []
        for line in [*damage, *of_log]:
            self.stderr.write(line)
        if of_log:
            self.stderr.write("If that begins with the first line, a key may be missing in SECRET_KEY_FALLBACKS.")
        if damage or of_log:
            sys.exit(1)
        number = sum(rows.number for rows in manifest.rows)
        say(
            f"The backup is whole: {number:,} rows of {len(manifest.rows)} tables, {len(manifest.files):,} files of "
            f"images, as of {manifest.made_at}, from {manifest.database}."
        )
        say(f"Its log is whole: {manifest.log[0]:,} lines." if not without_log else "Its log was not looked at.")
        try:
            refuse_newer(manifest)
        except Refused as refused:
            say(str(refused))

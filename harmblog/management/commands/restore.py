"""manage.py restore: a site out of a backup."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from comments import anchor
from comments.management.commands.verify_log import add_known
from comments.models import LogHead
from harmblog.backup import Refused
from harmblog.backup.manifest import Manifest
from harmblog.backup.restoring import Wishes, restore


class Command(BaseCommand):
    help = (
        "Fill an empty database, of either kind, from a backup, and forget again what was erased since. All or "
        "nothing. Run it as the worker runs, with the site's processes stopped."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what manage.py backup wrote")
        parser.add_argument("--replace", action="store_true", help="also where something is: all of it goes")
        parser.add_argument(
            "--despite-log", action="store_true", help="also where the log in the backup does not verify: not looked at"
        )
        add_known(parser)

    def handle(self, *args: Any, file: Path, replace: bool, despite_log: bool, **options: Any) -> None:
        wishes = Wishes(replace, despite_log, dict(options["known"]))
        try:
            manifest, repeated = restore(file, wishes, say=self.stdout.write, warn=self.warn)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        number = sum(rows.number for rows in manifest.rows)
        self.stdout.write(
            f"Restored: {number:,} rows and {len(manifest.files):,} files of images, as of {manifest.made_at}. "
            f"Erasures repeated: {repeated}."
        )
        self.say_what_is_left(manifest)

    def newest_noted(self) -> int:
        try:
            return max(anchor.read(), default=0)
        except OSError:  # not the worker's
            return 0

    def warn(self, text: str) -> None:
        self.stderr.write(self.style.WARNING(text))

    def say_what_is_left(self, manifest: Manifest) -> None:
        for name in manifest.missing:
            self.warn(f"An image was not in the storage when the backup was made: {name}")
        number, mac = manifest.log
        if self.newest_noted() > number:
            head = LogHead.objects.get(pk=1)
            self.warn(
                f"The log ended at line {number} when the backup was made, and {settings.LOG_ANCHOR} has later lines. "
                "Put that file away, and keep it: the worker begins a new one. Now whole:\n"
                f"    mv {settings.LOG_ANCHOR} {settings.LOG_ANCHOR}.{manifest.made_at[:10]}\n"
                f"    manage.py verify_log" + (f" --known {number}:{mac[:16]}" if number and head.number else "")
            )
        self.stdout.write(
            "Accounts, passwords and second factors are those of then: look whether somebody has left since. Nobody is "
            "logged in. Start the worker, then the site."
        )

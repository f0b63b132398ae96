"""manage.py backup: the whole site in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harmblog.backup import Refused
from harmblog.backup.making import make


class Command(BaseCommand):
    help = (
        "Write the database and the images into one checked file, as they are at one moment; the site goes on. No key, "
        "no log-in is in it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write, as in harmblog-2026-11-30.zip")
        parser.add_argument("--force", action="store_true", help="put it in the place of a file that is there")

    def handle(self, *args: Any, file: Path, force: bool, **options: Any) -> None:
        try:
            manifest = make(file, replace=force, say=self.stdout.write)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        for name in manifest.missing:
            self.stderr.write(f"An image is not in the storage, and so not in the backup: {name}")
        number = sum(rows.number for rows in manifest.rows)
        self.stdout.write(
            f"Written to {file}: {number:,} rows of {len(manifest.rows)} tables and {len(manifest.files):,} files of "
            f"images, {file.stat().st_size / 2**20:.1f} MiB, as of {manifest.made_at}.\n"
            "It holds drafts and what was rejected: keep it as you keep the database. Not in it, and needed to "
            "restore: SECRET_KEY, the private keys, ERASURE_JOURNAL."
        )
        if manifest.log[0]:
            self.stdout.write(f"The newest line of its log is {manifest.log[0]}:{manifest.log[1][:16]}.")

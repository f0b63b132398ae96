"""manage.py import_wordpress: move in from WordPress."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harmblog.wordpress.arriving.importing import FromHere, NotWordPress, import_file
from harmblog.wordpress.arriving.told import run_import


class Command(BaseCommand):
    help = "Bring in the articles, pages and comments of a WordPress site from its export file (WXR)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the export file, as WordPress gives it under Tools, Export")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and change nothing")
        parser.add_argument("--media", type=Path, metavar="DIR", help="a copy of the folder wp-content/uploads")

    def handle(self, *args: Any, file: Path, dry_run: bool, media: Path | None, **options: Any) -> None:
        if media and not media.is_dir():
            raise CommandError(f"{media} is not a folder.")
        run_import(
            self.stdout,
            file,
            lambda progress: import_file(file, dry=dry_run, media=media, progress=progress),
            refusals=(NotWordPress, FromHere),
            dry=dry_run,
        )

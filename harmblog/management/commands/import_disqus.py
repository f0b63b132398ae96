"""manage.py import_disqus: bring home the comments that were kept at Disqus."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from harmblog.disqus import NotDisqus, import_file
from harmblog.wordpress.arriving.told import run_import


class Command(BaseCommand):
    help = "Bring in the comments of a Disqus export (XML) to the articles that are here."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the export file, unpacked")
        parser.add_argument("--dry-run", action="store_true", help="say what would be made, and change nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        run_import(
            self.stdout,
            file,
            lambda progress: import_file(file, dry=dry_run, progress=progress),
            refusals=(NotDisqus,),
            dry=dry_run,
        )

"""manage.py export_wordpress: move out, or keep a copy that other software can read."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harmblog.wordpress.leaving.export import write_export


class Command(BaseCommand):
    help = "Write the whole site as a WordPress export file (WXR 1.2), without any address of a commenter."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to write; one that is there is replaced")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            counts = write_export(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}. Nothing was changed.") from None
        for what, count in counts.items():
            self.stdout.write(f"{count:>10,} {what}")
        self.stdout.write(f"Written to {file}. It holds drafts and rejected comments: keep it to yourselves.")

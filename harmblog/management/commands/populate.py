"""manage.py populate: fill a large site."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from harmblog.populate import populate


class Command(BaseCommand):
    help = "Fill the site with made-up articles and comments in bulk, to measure with."

    def add_arguments(self, parser: CommandParser) -> None:
        for name, what in (
            ("articles", "articles"),
            ("comments", "approved comments"),
            ("pending", "pending comments"),
        ):
            parser.add_argument(f"--{name}", type=int, default=0, metavar="N", help=f"how many {what} to add")

    def handle(self, *args: Any, articles: int, comments: int, pending: int, **options: Any) -> None:
        ending = "\r" if self.stdout.isatty() else "\n"
        numbers = {"articles": articles, "comments": comments, "pending": pending}
        try:
            populate(**numbers, tell=lambda line: self.stdout.write(line, ending=ending))
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(self.style.SUCCESS("\nDone."))

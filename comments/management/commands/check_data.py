"""manage.py check_data: whether the database can be read, all of it."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from comments import soundness


class Command(BaseCommand):
    help = "Read the whole database and say what of it is damaged. Ends with 1 then."

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for told in soundness.troubles():
            wrong += 1
            self.stderr.write(told)
        if wrong:
            self.stderr.write(
                "The database is damaged, most likely by its disk. Stop the site, keep a copy of the database as it "
                "is, look at the disk, and restore the newest backup that is whole: docs/configuration.md."
            )
            sys.exit(1)
        self.stdout.write("All of the database can be read.")

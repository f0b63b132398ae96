"""manage.py doctor: what is wrong with this installation, in words, and what to do."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from harmblog.doctor import Level, examine


class Command(BaseCommand):
    help = (
        "Look at settings, keys, files, database, worker, cache, mail and accounts, and say what is wrong. Changes "
        "nothing. Run it as each kind of process runs: the same user, the same environment. Ends with 1 if anything "
        "is wrong."
    )
    requires_system_checks: list[str] = []  # it says more than they do, also where they would stop it

    def handle(self, *args: Any, **options: Any) -> None:
        findings = sorted(examine(), key=lambda finding: finding.level != Level.WRONG)
        for finding in findings:
            self.stdout.write(str(finding))
        wrong = sum(finding.level == Level.WRONG for finding in findings)
        if wrong:
            self.stdout.write(f"{wrong} {'thing is' if wrong == 1 else 'things are'} wrong.")
            sys.exit(1)
        self.stdout.write("Nothing is wrong.")

"""manage.py ranker_report: how well what this site has decided tells what it will decide."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from comments.ranker.judging import FEWEST
from comments.ranker.measuring import Case, decided, measured

OLDER = 0.7  # of the decisions: learned here, in memory; the newer ones are judged


class Command(BaseCommand):
    help = "Learn the older 70 % of this site's decisions, in memory, and say how well they tell the newer 30 %."

    def handle(self, *args: Any, **options: Any) -> None:
        cases = decided()
        split = int(len(cases) * OLDER)
        older, newer = cases[:split], cases[split:]
        if fewest(older) < FEWEST or fewest(newer) < 1:
            raise CommandError(
                f"There is too little to measure by: it takes {FEWEST} published and {FEWEST} unwanted comments among "
                f"the older {OLDER:.0%} of decisions, and one of each among the newer. Nothing was changed."
            )
        found = measured(older, newer)
        self.stdout.write(f"{len(older):,} older decisions learned, {len(newer):,} newer ones judged.")
        self.stdout.write(f"Area under the ROC curve: {found.auc:.3f}")
        self.stdout.write(f"Published comments that would have waited behind: {found.wanted_behind} of {found.wanted}")
        self.stdout.write(f"Unwanted ones that would have: {found.unwanted_behind} of {found.unwanted}")


def fewest(cases: list[Case]) -> int:
    """How many there are of the rarer kind."""
    unwanted = sum(unwanted for _found, unwanted in cases)
    return min(unwanted, len(cases) - unwanted)

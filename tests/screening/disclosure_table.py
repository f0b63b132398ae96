"""How often the rules for disclosure are right, as docs/screening.md tells it.

python -m tests.screening.disclosure_table    writes the table anew
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from comments.screening.disclosure import findings

from .reading import Sample, samples

DOCUMENT = Path(__file__).parents[2] / "docs/screening.md"
BEGIN, END = "<!-- disclosure -->\n", "<!-- /disclosure -->"


def kinds(sample: Sample) -> set[str]:
    return {finding.kind for finding in findings(sample.text, name=sample.name)}


def warned(chosen: Iterable[Sample]) -> list[Sample]:
    return [sample for sample in chosen if kinds(sample)]


def figures(kind: str) -> tuple[int, int, int]:
    """Comments with this kind; those where it was found; those where it was found though it is not there."""
    every = samples("disclosure.txt") + samples("honest.txt")
    found = [sample for sample in every if kind in kinds(sample)]
    there = [sample for sample in every if kind in sample.kinds]
    return len(there), sum(kind in sample.kinds for sample in found), sum(kind not in sample.kinds for sample in found)


def table() -> str:
    rows = ["| kind | comments | found | wrongly | precision | recall |", "|---|--:|--:|--:|--:|--:|"]
    for kind in sorted({kind for sample in samples("disclosure.txt") for kind in sample.kinds}):
        there, found, wrongly = figures(kind)
        precision, recall = found / (found + wrongly), found / there
        rows.append(f"| {kind} | {there} | {found} | {wrongly} | {precision:.0%} | {recall:.0%} |")
    telling, honest = samples("disclosure.txt"), samples("honest.txt")
    rows.append(summary("any", telling, honest))
    rows.append(summary("any, unseen", unseen(telling), unseen(honest)))
    false = len(warned(honest))
    rows.append(f"\nHonest comments that are warned about: {false} of {len(honest)} ({false / len(honest):.1%}).")
    return "\n".join(rows) + "\n"


def summary(called: str, telling: Sequence[Sample], honest: Sequence[Sample]) -> str:
    hits, false = len(warned(telling)), len(warned(honest))
    precision, recall = hits / (hits + false), hits / len(telling)
    return f"| **{called}** | {len(telling)} | {hits} | {false} | {precision:.1%} | {recall:.1%} |"


def unseen(chosen: Iterable[Sample]) -> list[Sample]:
    return [sample for sample in chosen if sample.unseen]


def parts() -> tuple[str, str, str]:
    """The document before the table, the table, and the rest."""
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    written, _, after = rest.partition(END)
    return before, written, after


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
    before, _, after = parts()
    DOCUMENT.write_text(before + BEGIN + table() + END + after)

"""How often the labels of the field are right, as docs/screening.md tells it.

python -m tests.screening.field_table    writes the tables anew
"""

import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from comments.screening.field import findings
from comments.screening.finding import Label, labels

from . import reading, urgent_reading
from .field_reading import FIRST, HONEST, ROUNDS, Sample, samples

DOCUMENT = Path(__file__).parents[2] / "docs/screening.md"
BEGIN, END = "<!-- field -->\n", "<!-- /field -->\n"
LABELS = [Label.SOURCING, Label.VENDOR, Label.SPAM, Label.DOSE, Label.GRAPHIC]
LATE = {Label.SOURCING, Label.VENDOR, Label.SPAM}


@cache
def found(name: str, text: str) -> frozenset[Label]:
    return frozenset(labels(findings(text, name=name)))


def learned() -> list[Sample]:
    return [sample for file in (*FIRST, *ROUNDS, *HONEST) for sample in samples(file) if not sample.unseen]


def unseen() -> list[Sample]:
    return [sample for file in (*FIRST, *ROUNDS) for sample in samples(file) if sample.unseen]


def row(label: Label, chosen: list[Sample]) -> str:
    """Of these texts: those with the label, those where it was found, those where it was found and is not."""
    there = [sample for sample in chosen if label in sample.labels]
    hits = sum(label in found(sample.name, sample.text) for sample in there)
    wrongly = sum(label in found(sample.name, sample.text) and label not in sample.labels for sample in chosen)
    precision = f"{hits / (hits + wrongly):.0%}" if hits + wrongly else "-"
    return f"{len(there)} | {hits} | {wrongly} | {precision} | {hits / len(there):.0%}"


def honest_sets() -> dict[str, list[tuple[str, str]]]:
    """Name and text of comments by people who offer nothing, by where they are from."""
    own = [sample for file in (*FIRST, *ROUNDS, *HONEST) for sample in samples(file)]
    plain = [sample for sample in own if not sample.labels & {label.value for label in LATE} and is_honest(sample)]
    return {
        "`field_*.txt`, honest in hard words": [(sample.name, sample.text) for sample in plain],
        **{f"`{file}`": _texts(reading.samples(file)) for file in ("honest.txt", "fresh_honest.txt")},
        **{f"`{file}`": _calm(file) for file in ("calm.txt", "fresh_calm.txt")},
    }


def is_honest(sample: Sample) -> bool:
    """Whoever only claims something about a dose, in a set of what nobody should read, is left out of the count."""
    return not sample.labels or sample in samples("field_honest.txt")


def _texts(chosen: Iterable[reading.Sample]) -> list[tuple[str, str]]:
    return [(sample.name, sample.text) for sample in chosen]


def _calm(file: str) -> list[tuple[str, str]]:
    return [("", sample.text) for sample in urgent_reading.samples(file)]


def table() -> str:
    rows = ["| label | comments | found | wrongly | precision | recall |", "|---|--:|--:|--:|--:|--:|"]
    rows += [f"| {label} | {row(label, learned())} |" for label in LABELS]
    rows += [f"| {label}, unseen | {row(label, unseen())} |" for label in LABELS]
    rows += ["", "| honest comments | comments | sourcing or spam | late in the queue |", "|---|--:|--:|--:|"]
    for called, texts in honest_sets().items():
        marked = [found(name, text) for name, text in texts]
        wrong = sum(bool(one & {Label.SOURCING, Label.SPAM}) for one in marked)
        rows.append(f"| {called} | {len(texts)} | {wrong} | {sum(bool(one & LATE) for one in marked)} |")
    return "\n".join(rows) + "\n"


def parts() -> tuple[str, str, str]:
    """The document before the tables, the tables, and the rest."""
    before, _, rest = DOCUMENT.read_text().partition(BEGIN)
    written, _, after = rest.partition(END)
    return before, written, after


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
    before, _, after = parts()
    DOCUMENT.write_text(before + BEGIN + table() + END + after)

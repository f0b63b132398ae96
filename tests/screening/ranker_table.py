"""How well the ranker does on labelled comments, as docs/screening.md tells it.

python -m tests.screening.ranker_table CSV    writes the tables anew; the file has the columns video, text, spam
"""

import csv
import os
import random
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import django
from django.apps import apps

if not apps.ready:  # run as a program: the ranker's package knows the tables
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "harmblog.settings")
    django.setup()

from comments.ranker.measuring import Case, Figures, auc, measured
from comments.ranker.tokens import tokens
from comments.screening.words import HERE

from .reading import lines, samples

DOCUMENT = Path(__file__).parents[2] / "docs/screening.md"
PARTS = 5

# What lists of spam words for comments usually hold: the ranker has to be worth more than that.
LIST = re.compile(
    r"https?://|www\.|\.com\b|<a\s|\b(?:subscribe|subscribers?|channel|check (?:it |this |me |my |us )?out|click|follow"
    r"|free|money|earn|cash|prize|win|winner|gift|promo\w*|discount|offer|order|buy|cheap|sale|sell\w*|shop|price|shipping"
    r"|visit|website|site|link|facebook|twitter|instagram|soundcloud|paypal|viagra|casino|loans?|bitcoin|whatsapp"
    r"|telegram|vendor|delivery|please (?:like|share|watch|help)|my (?:video|page|song|music|blog|profile|new))\b",
    re.I,
)


class Row(NamedTuple):
    video: str
    text: str
    unwanted: bool


def listed(text: str) -> float:
    """The plain list's score: how many of its words stand in a text."""
    return float(len(LIST.findall(text)))


def splits(rows: list[Row]) -> Iterator[tuple[str, str, list[Row], list[Row]]]:
    """Every way to learn from some videos and to be tested on another; then random parts."""
    videos = sorted({row.video for row in rows})
    for tested in videos:
        others = [video for video in videos if video != tested]
        test = [row for row in rows if row.video == tested]
        for learned in (others, *([other] for other in others)):
            yield ", ".join(learned), tested, [row for row in rows if row.video in learned], test
    mixed = random.Random(1).sample(rows, len(rows))
    for part in range(PARTS):
        train = [row for place, row in enumerate(mixed) if place % PARTS != part]
        yield f"{PARTS - 1} of {PARTS}, random", f"part {part + 1}", train, mixed[part::PARTS]


def table(rows: list[Row]) -> str:
    lines = [
        "| learned | tested on | comments | ranker, AUC | word list, AUC | spam behind | honest behind |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for learned, tested, train, test in splits(rows):
        found = measured(cut(train), cut(test))
        plain = auc((listed(row.text), row.unwanted) for row in test)
        behind = f"{found.unwanted_behind / found.unwanted:.0%} | {found.wanted_behind / found.wanted:.1%}"
        lines.append(f"| {learned} | {tested} | {len(test)} | {found.auc:.3f} | {plain:.3f} | {behind} |")
    return "\n".join(lines) + "\n"


def cut(rows: list[Row]) -> list[Case]:
    return [(tokens(row.text), row.unwanted) for row in rows]


def read(file: str) -> list[Row]:
    with Path(file).open(encoding="utf-8", newline="") as found:
        return [Row(row["video"], row["text"], row["spam"] == "1") for row in csv.DictReader(found)]


# --- On comments of this field ----------------------------------------------------------------------------------------


FIELD = [
    word.lstrip("=")
    for line in (HERE / "field_words.txt").read_text().splitlines()
    if not line.startswith("#")
    for word in line.split()
]


@cache
def honest() -> list[Case]:
    """Comments of people who mean what they say, in an order that is always the same."""
    told = [tokens(s.text, s.name) for file in ("honest.txt", "fresh_honest.txt") for s in samples(file)]
    calm = [line.removeprefix("~ ") for file in ("calm.txt", "fresh_calm.txt") for line in lines(file)]
    told += [tokens(line) for line in calm if not line.startswith("[")]
    return [(found, False) for found in random.Random(11).sample(told, len(told))]


def advertisements() -> list[Case]:
    return [(tokens(s.text, s.name), True) for s in samples("unwanted.txt")]


def full_of_drugs() -> list[Case]:
    """Advertisements that are hardly more than words of this field."""
    chosen = random.Random(12)
    return [(tokens(f"{' '.join(chosen.sample(FIELD, 15))} telegram @vendor{n}"), True) for n in range(200)]


def dressed_up() -> list[Case]:
    """Honest comments, each with an advertisement below."""
    ads = [s.text for s in samples("unwanted.txt")]
    texts = [s.text for s in samples("fresh_honest.txt")]
    return [(tokens(f"{text}\n{ads[place % len(ads)]}"), True) for place, text in enumerate(texts)]


SPAM = {"advertisements": advertisements, "words of this field": full_of_drugs, "honest comments with one": dressed_up}
TESTED = 500  # and the honest comments after these are judged


def figures(spam: list[Case], *, known: int) -> Figures:
    """Half of the spam and so many honest comments learned, the other half and later ones judged."""
    return measured([*honest()[:known], *spam[::2]], [*honest()[TESTED:], *spam[1::2]])


def field_table() -> str:
    rows = ["| a site's spam | honest comments learned | AUC | spam behind | honest behind |", "|---|--:|--:|--:|--:|"]
    for kind, spam in SPAM.items():
        for known in (30, TESTED):
            found = figures(spam(), known=known)
            behind = f"{found.unwanted_behind} of {found.unwanted} | {found.wanted_behind} of {found.wanted}"
            rows.append(f"| {kind} | {known} | {found.auc:.3f} | {behind} |")
    return "\n".join(rows) + "\n"


def written(document: str, name: str, table: str) -> str:
    """The document with another table under this name."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, _, rest = document.partition(begin)
    return before + begin + table + end + rest.partition(end)[2]


if __name__ == "__main__":
    document = written(DOCUMENT.read_text(), "ranker", table(read(sys.argv[1])))
    DOCUMENT.write_text(written(document, "ranker, field", field_table()))

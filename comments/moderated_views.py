"""/moderated/: how this site is moderated, and how often what was decided, for everybody to see."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from harmblog.pagecache import cached_page

from . import charts, figures, tallies
from .charts import Given, Table
from .models import Decision

Act = Decision.Act
# What is shown of a month, always all of it: a line that is there or not would tell one from none.
LINES: list[tuple[tuple[str, str], Promise, str]] = [
    ((Act.APPROVE, ""), gettext_lazy("Published"), Act.APPROVE),
    ((Act.REDACT, ""), gettext_lazy("Published without some words"), Act.REDACT),
    ((Act.WARN, ""), gettext_lazy("Given a safety note"), Act.REDACT),
    *(((Act.REJECT, reason), words, Act.REJECT) for reason, words in figures.REASONS.items()),
    ((Act.SPAM, ""), gettext_lazy("Spam"), Act.SPAM),
    ((Act.HIDE, ""), gettext_lazy("Hidden after reports, until somebody had looked"), Act.SPAM),
    ((Act.UNDO, ""), gettext_lazy("Decisions taken back"), Act.SPAM),
    ((Act.WITHDRAW, ""), gettext_lazy("Taken back by their writers"), "other"),
]


@dataclass(frozen=True, slots=True)
class Month:
    """One month as it is shown."""

    first: dt.date
    chart: charts.Chart
    table: Table
    is_quiet: bool  # nothing in it was often enough to be told
    hours: int  # within which half were decided on; 0: too few to tell


@cached_page()
def moderated(request: HttpRequest) -> HttpResponse:
    """What moderators do, and the counts of the last months that are over."""
    months = [_month(first, counts) for first, counts in tallies.months()]
    reasons = [label for value, label in Decision.Reason.choices]
    context = {"newest": months[:1], "earlier": months[1:], "reasons": reasons, "few": tallies.FEW}
    return render(request, "moderated.html", context)


def _month(first: dt.date, counts: Counter[tuple[str, str]]) -> Month:
    few = _("fewer than %(few)d") % {"few": tallies.FEW}
    given = []
    for key, words, kind in LINES:
        name = _("Rejected: %(reason)s") % {"reason": words} if key[0] == Act.REJECT else capfirst(str(words))
        count = counts[key]
        given.append(Given(name, count, {kind: count}) if count >= tallies.FEW else Given(name, few, {}))
    chart = charts.bars(f"month-{first:%Y-%m}", _("What was decided"), given)
    table = Table([_("What was decided"), _("How often")], [[one.label, one.value] for one in given])
    return Month(first, chart, table, not any(one.pieces for one in given), counts[tallies.WAITED, ""])

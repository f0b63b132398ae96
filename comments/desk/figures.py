"""The page of figures: what waits, how long deciding takes, what was decided, whether the labels were right, and how
much each moderator did, which only that moderator and admins see.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from .. import charts, figures
from ..charts import Given, Table
from ..figures import AGES, OLDER, OUTCOMES, REASONS, RIGHT, Decided, Waiting
from ..models import Comment, Decision
from ..screening.finding import Label
from .signs import SIGNS

Act, Lane = Decision.Act, Comment.Lane
KINDS = (Act.APPROVE, Act.REDACT, "right", Act.REJECT, Act.SPAM)  # what becomes of a labelled comment


@dataclass(frozen=True, slots=True)
class Section:
    """One question, its answer in words, as a chart and in numbers. Without a chart where there is nothing to draw."""

    key: str
    title: str
    words: str
    chart: charts.Chart | None = None
    table: Table | None = None
    wide: bool = False


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """All figures of the desk: a fixed number of queries, each over a bounded number of rows."""
    now = timezone.now()
    lanes, decided = figures.waiting(now), figures.decided(now)
    sections = [waiting(lanes, now), days(decided), times(decided), reasons(decided), labels(decided)]
    sections.append(load(decided, request.user))
    context = {
        "sections": sections,
        "late": [_late(lane, now) for lane in lanes if lane.late(now)],
        "since": timezone.localdate(decided.first if decided.cut else decided.since),
        "cut": decided.cut,
        "newest": figures.NEWEST,
    }
    return render(request, "desk/figures.html", context)


def span(time: dt.timedelta, depth: int = 2) -> str:
    """A length of time in words, as in "2 days, 4 hours"."""
    now = timezone.now()
    return timesince(now - time, now, depth=depth)


def number(count: int, more: bool) -> str:
    return f"{count}+" if more else str(count)


def _late(lane: Waiting, now: dt.datetime) -> str:
    assert lane.oldest  # noqa: S101 - a lane without one is not late
    told = {"lane": lane.label, "age": span(now - lane.oldest), "target": span(lane.target, 1)}
    return _("%(lane)s: the first has waited for %(age)s. It should be %(target)s at most.") % told


# --- The sections -----------------------------------------------------------------------------------------------------


def waiting(lanes: list[Waiting], now: dt.datetime) -> Section:
    title = _("Waiting now")
    if not any(lane.count for lane in lanes):
        return Section("waiting", title, _("Nothing is waiting. Thank you."), wide=True)
    names = [*(label for _age, label in AGES), OLDER]
    given, rows = [], []
    for lane in lanes:
        count = number(lane.count, lane.more)
        age = span(now - lane.oldest, 1) if lane.oldest else ""
        value = _("%(count)s, oldest %(age)s") % {"count": count, "age": age} if age else count
        given.append(Given(lane.label, value, {f"age{place}": many for place, many in enumerate(lane.ages)}))
        rows.append([lane.label, count, *lane.ages, age or "–"])
    words = _("What nobody has decided on yet, by lane and by age.")
    if any(lane.more for lane in lanes):
        words += " " + _("Of a long lane, the first 1,000 in the queue are looked at.")
    legend = {f"age{place}": name for place, name in enumerate(names)}
    chart = charts.bars("waiting", title, given, legend)
    return Section("waiting", title, words, chart, Table([_("Lane"), _("All"), *names, _("Oldest")], rows), wide=True)


def times(decided: Decided) -> Section:
    title = _("Time to a decision")
    legend = {"half": _("half of all"), "most": _("nine of ten"), "mark": _("target")}
    given, rows = [], []
    every = [wait for waits in decided.waits.values() for wait in waits]
    for lane in Lane:
        if waits := decided.waits.get(lane):
            half, most = figures.share(waits, 0.5), figures.share(waits, 0.9)
            hours = settings.URGENT_TARGET_HOURS if lane == Lane.URGENT else settings.WAITING_TARGET_HOURS
            pieces = {"half": half.total_seconds(), "most": (most - half).total_seconds()}
            told = f"{legend['half']}: {span(half)}; {legend['most']}: {span(most)}"
            given.append(Given(lane.label, f"{span(half, 1)} · {span(most, 1)}", pieces, hours * 3600.0, told))
            rows.append([lane.label, len(waits), span(half), span(most), span(hours * figures.HOUR, 1)])
    if not every:
        return Section("times", title, _("Nothing was decided in these weeks."))
    words = _("Half of all were decided on within %(half)s, nine of ten within %(most)s.")
    words %= {"half": span(figures.share(every, 0.5)), "most": span(figures.share(every, 0.9))}
    heads = [_("Lane"), _("Decided"), _("Half within"), _("Nine of ten within"), _("Target")]
    return Section("times", title, words, charts.bars("times", title, given, legend), Table(heads, rows))


def days(decided: Decided) -> Section:
    title = _("Decisions by day")
    total = sum(decided.days.values(), Counter[str]())
    if not total:
        return Section("days", title, _("Nothing was decided in these weeks."), wide=True)
    dates = [timezone.localdate(decided.until) - place * figures.DAY for place in range(figures.DAYS)][::-1]
    counts = [{act: decided.days[date][act] for act in OUTCOMES} for date in dates]
    said = charts.in_words({act: total[act] for act in OUTCOMES}, OUTCOMES)
    titles = [
        f"{date_format(date, 'MONTH_DAY_FORMAT')}: {sum(row.values())}" for date, row in zip(dates, counts, strict=True)
    ]
    legend = {act: words for act, words in OUTCOMES.items() if total[act]}
    chart = charts.columns("days", title, said, list(zip(titles, counts, strict=True)), legend)
    rows = [
        [date_format(date, "MONTH_DAY_FORMAT"), *row.values(), sum(row.values())]
        for date, row in zip(dates[::-1], counts[::-1], strict=True)
    ]
    many = total.total()
    words = ngettext("One decision.", "%(count)d decisions.", many) % {"count": many}
    return Section(
        "days", title, f"{words} {said}.", chart, Table([_("Day"), *OUTCOMES.values(), _("All")], rows), wide=True
    )


def reasons(decided: Decided) -> Section:
    title = _("Rejected, by reason")
    counts = {reason: decided.acts[Act.REJECT, reason] for reason in REASONS if decided.acts[Act.REJECT, reason]}
    if not counts:
        return Section("reasons", title, _("Nothing was rejected in these weeks."))
    given = [
        Given(capfirst(str(REASONS[reason])), count, {"reject": count})
        for reason, count in sorted(counts.items(), key=lambda one: -one[1])
    ]
    words = _("What their writers were told.")
    rows = [[one.label, one.value] for one in given]
    chart = charts.bars("reasons", title, given)
    return Section("reasons", title, words, chart, Table([_("Reason"), _("Rejected")], rows))


def labels(decided: Decided) -> Section:
    title = _("What became of labelled comments")
    given, rows = [], []
    named: dict[str, str | Promise] = {Label.URGENT: _("somebody may be in danger now"), **SIGNS}
    for label, counts in decided.labels().items():
        if label in named:
            right = counts["right"] + sum(counts[act] for act in RIGHT.get(label, ()) if act in OUTCOMES)
            share = _("%(right)d of %(all)d right") % {"right": right, "all": counts.total()}
            pieces = {kind: counts[kind] for kind in KINDS}
            given.append(Given(capfirst(str(named[label])), share if label in RIGHT else counts.total(), pieces))
            rows.append([capfirst(str(named[label])), counts.total(), *pieces.values()])
    if not given:
        return Section("labels", title, _("No comment with a label was decided on in these weeks."))
    words = _("A label decides nothing. It was right where what it says was the reason of the decision.")
    words_of: dict[str, Any] = {**OUTCOMES, "right": _("Rejected for that")}
    legend = {kind: words_of[kind] for kind in KINDS}
    chart = charts.bars("labels", title, given, legend)
    return Section("labels", title, words, chart, Table([_("Label"), _("Decided"), *legend.values()], rows), wide=True)


def load(decided: Decided, user: Any) -> Section:
    """A moderator's own; admins see everybody's."""
    shown = decided.moderators if user.is_superuser else {user.pk: decided.moderators.get(user.pk, Counter())}
    title = _("Who did how much") if user.is_superuser else _("What you did")
    if not any(acts.total() for acts in shown.values()):
        return Section("load", title, _("Nothing was done in these weeks."))
    names = {user.pk: user.get_username()}
    if user.is_superuser:
        names |= dict(User.objects.filter(pk__in=shown).values_list("pk", User.USERNAME_FIELD))
    given, rows = [], []
    for key, acts in sorted(shown.items(), key=lambda one: -one[1].total()):
        others = acts.total() - sum(acts[act] for act in OUTCOMES)
        pieces = {**{act: acts[act] for act in OUTCOMES}, "other": others}
        given.append(Given(names.get(key, key), acts.total(), pieces))
        rows.append([names.get(key, key), *pieces.values(), acts.total()])
    seen = (
        _("Each moderator sees only their own; admins see this.")
        if user.is_superuser
        else _("You and admins see this.")
    )
    legend = {**OUTCOMES, "other": _("Something else")}
    chart = charts.bars("load", title, given, legend)
    return Section("load", title, seen, chart, Table([_("Moderator"), *legend.values(), _("All")], rows), wide=True)

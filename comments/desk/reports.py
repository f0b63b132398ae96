"""What readers reported: of danger first, then the oldest; the next ones follow as these are answered."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from .. import moderation
from ..models import Comment, Decision, Report
from . import tabs
from .focus import SWITCHED_OFF
from .knowing import Item, items
from .queue import PER_PAGE, last_act
from .telling import nothing_was_done


@dataclass
class Reported:
    """A comment, with what a moderator should know, and the reports of it."""

    item: Item
    reports: list[Report]
    acts: list[Decision.Act]

    @property
    def of_danger(self) -> bool:
        return any(report.reason == Report.Reason.DANGER for report in self.reports)

    @property
    def seen(self) -> str:
        """The reports that are looked at, as the answer names them."""
        return ",".join(str(report.pk) for report in self.reports)


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    """Reports that wait."""
    context = {
        "reported": _waiting(request.user),
        "reasons": Decision.Reason.choices,
        "tabs": tabs.all_of("reports"),
        "last_act": last_act(request.user),
        "keys_off": bool(request.session.get(SWITCHED_OFF)),
    }
    return render(request, "desk/reports.html", context)


def _waiting(moderator: Any) -> list[Reported]:
    """One page of them, in a number of queries that does not depend on how many there are."""
    waiting = Report.objects.waiting().oldest_first()
    first = [*waiting.of_danger()[:PER_PAGE], *waiting.one_each()[:PER_PAGE]]
    keys = list(dict.fromkeys(report.comment_id for report in first))[:PER_PAGE]
    comments = Comment.objects.select_related("article", "parent").in_bulk(keys)
    page = [comments[key] for key in keys if key in comments]
    of_comment: dict[int, list[Report]] = defaultdict(list)
    for report in Report.objects.filter(comment__in=keys).oldest_first():
        of_comment[report.comment_id].append(report)
    return [
        Reported(item, of_comment[item.comment.pk], tabs.BUTTONS.get(item.comment.status, []))
        for item in items([one for one in page if of_comment[one.pk]], moderator)
    ]


def answer_report(request: HttpRequest) -> HttpResponse:
    """Leave a comment as it is, whatever was reported of it."""
    if request.method != "POST":
        nothing_was_done(request)
        return redirect("desk:reports")
    seen, looked_at = request.POST.get("comment", ""), request.POST.get("reports", "")
    keys = [int(key) for key in looked_at.split(",") if key.isascii() and key.isdecimal() and len(key) < 19]
    try:
        moderation.leave(seen.replace("\0", ""), reports=keys[:100], moderator=request.user)
        messages.success(request, _("The comment stays as it is."))
    except moderation.Gone:
        told = _("Nothing was changed: the comment or its reports are not what you saw. Please look at it again.")
        messages.warning(request, told)
    return redirect("desk:reports")

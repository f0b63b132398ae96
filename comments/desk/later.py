"""What commenters sent after their comment: newer texts of published ones, and objections. Urgent ones first, then the
oldest; the next ones follow as these are answered. No answer here can be taken back, and the pages say so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.compare import Row, compare

from .. import moderation
from ..models import Comment, Decision, Edit, Objection
from ..screening.finding import Label
from . import tabs
from .queue import PER_PAGE, last_act, latest_decisions
from .signs import in_words
from .telling import nothing_was_done


@dataclass
class Change:
    """A newer text beside the published one, paragraph by paragraph, and what its labels say."""

    edit: Edit
    rows: list[Row]
    signs: list[Promise]
    is_urgent: bool


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Newer texts that wait."""
    # Prefetched, not joined: a planner that knows nothing of a small table begins with all comments.
    waiting = Edit.objects.waiting().urgent_first().prefetch_related("comment__article")[:PER_PAGE]
    context = {
        "changes": [_change(edit) for edit in waiting],
        "reasons": Decision.Reason.choices,
        "tabs": tabs.all_of("changes"),
    }
    return render(request, "desk/changes.html", context)


def _change(edit: Edit) -> Change:
    rows = compare(_whole(edit.comment), _whole(edit))
    return Change(edit, rows, signs=in_words(edit), is_urgent=Label.URGENT in edit.labels.split())


def _whole(words: Comment | Edit) -> str:
    """The name is part of what changes, and of what is looked at."""
    return f"{words.name}\n{words.text}"


@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """Objections that wait, each with the decision it is against."""
    waiting = Objection.objects.waiting().order_by("received_at", "pk").prefetch_related("comment__article")
    found = list(waiting[:PER_PAGE])
    latest = latest_decisions([objection.comment for objection in found])
    rows = [(objection, latest.get(objection.pk), tabs.BUTTONS[objection.comment.status]) for objection in found]
    context = {
        "objections": rows,
        "reasons": Decision.Reason.choices,
        "tabs": tabs.all_of("objections"),
        "last_act": last_act(request.user),
    }
    return render(request, "desk/objections.html", context)


def answer_change(request: HttpRequest) -> HttpResponse:
    """Approve a newer text, or keep the published one."""
    seen, token = _sent(request, "comment"), _sent(request, "token")
    if request.POST.get("act") == "approve":
        told = _("The newer text is published.")
        return _answer(request, "changes", told, lambda who: moderation.approve_edit(seen, token, moderator=who))
    reason = request.POST.get("reason", "")
    why = reason if reason in Decision.Reason.values else ""
    told = _("The published text stays.")
    return _answer(request, "changes", told, lambda who: moderation.refuse_edit(seen, token, moderator=who, reason=why))


def answer_objection(request: HttpRequest) -> HttpResponse:
    """Let a decision stand."""
    seen, told = _sent(request, "comment"), _("The decision stands. Its writer is told on the receipt.")
    return _answer(request, "objections", told, lambda who: moderation.let_stand(seen, moderator=who))


def _sent(request: HttpRequest, name: str) -> str:
    """Without the sign that PostgreSQL takes for an error."""
    return request.POST.get(name, "").replace("\0", "")


def _answer(request: HttpRequest, tab: str, told: str, act: Callable[[Any], None]) -> HttpResponse:
    if request.method != "POST":
        nothing_was_done(request)
        return redirect(f"desk:{tab}")
    try:
        act(request.user)
        messages.success(request, told)
    except moderation.Gone:
        messages.warning(request, _("That is not there any more: its writer, or another moderator, was faster."))
    return redirect(f"desk:{tab}")

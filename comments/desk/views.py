"""The moderators' pages: a list for each state, and the acts. Everything works without a script."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from harmblog.security import refuse

from .. import moderation
from ..models import Comment, Decision
from . import queue as reads
from . import tabs
from .telling import nothing_was_done, tell

Act, Status = Decision.Act, Comment.Status
# Where the desk's own forms may lead back to, besides the list of a state.
BACK = ("objections",)


def _address(status: str, after: str = "") -> str:
    path = tabs.address_of(status)
    return f"{path}?{urlencode({'after': after})}" if after else path


@require_safe
def queue(request: HttpRequest, status: str = Status.PENDING) -> HttpResponse:
    """One tab of the desk."""
    if status not in tabs.STATES:
        raise Http404
    after = request.GET.get("after", "")
    page = reads.listing(status, after)
    waiting = reads.waiting()
    context = {
        "status": Status(status),
        "tabs": tabs.all_of(status),
        "acts": tabs.BUTTONS[status],
        "reasons": Decision.Reason.choices,
        "page": page,
        "after": after,
        "first": _address(status),
        "next": _address(status, page.next) if page.next else "",
        "waiting": min(waiting, reads.COUNTED),
        "and_more": waiting > reads.COUNTED,
        "overdue": Comment.objects.heads_of_lanes().unread_since().exists(),
        "last_act": reads.last_act(request.user),
    }
    return render(request, "desk/queue.html", context)


def decide(request: HttpRequest) -> HttpResponse:
    """Decide on one comment or on those selected, as they were seen in one tab."""
    if request.method != "POST":
        return _nothing_was_done(request)
    expected, act = request.POST.get("expected", ""), request.POST.get("act", "")
    reason = request.POST.get("reason", "") if act == Act.REJECT else ""
    if expected not in tabs.STATES or act not in tabs.BUTTONS[expected] or reason not in ["", *Decision.Reason.values]:
        return _no_such_decision(request)
    chosen = [seen for seen in request.POST.getlist("comment") if seen.replace("-", "").isalnum()]
    if not chosen:
        messages.warning(request, _("Nothing was selected. Tick the comments first."))
    outcome = moderation.decide(chosen, act=act, expected=expected, moderator=request.user, reason=reason)
    tell(request, outcome, expected)
    if (back := request.POST.get("back")) in BACK:
        return redirect(f"desk:{back}")
    return redirect(_address(expected, request.POST.get("after", "")))


def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was decided in one act."""
    if request.method != "POST":
        return _nothing_was_done(request)
    try:
        batch = uuid.UUID(request.POST.get("batch", ""))
    except ValueError:
        return _no_such_decision(request)
    outcome = moderation.undo(batch, moderator=request.user)
    tell(request, outcome)
    if not outcome.done and not outcome.lost and not outcome.missing:
        messages.warning(request, _("That had been taken back already."))
    back_to = outcome.done[0].after if outcome.done else Status.PENDING
    return redirect(_address(back_to))


def _nothing_was_done(request: HttpRequest) -> HttpResponse:
    """Where a log-in leads that came between a decision and its arrival."""
    nothing_was_done(request)
    return redirect("desk:queue")


def _no_such_decision(request: HttpRequest) -> HttpResponse:
    message = _("Nothing was changed. Go back, load the page again and repeat what you did.")
    return refuse(request, 400, _("There is no such decision"), message)

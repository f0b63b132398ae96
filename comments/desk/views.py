"""The moderators' pages: a list for each state, and the acts. Everything works without a script."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe

from harmblog.security import refuse

from .. import moderation
from ..models import Comment, Decision
from . import queue as reads

TABS = [status.value for status in Comment.Status]
Act, Status = Decision.Act, Comment.Status
BUTTONS = {
    Status.PENDING: [Act.APPROVE, Act.REJECT, Act.SPAM],
    Status.APPROVED: [Act.REJECT, Act.SPAM],
    Status.REJECTED: [Act.APPROVE, Act.SPAM],
    Status.SPAM: [Act.APPROVE, Act.REJECT],
}
DONE = {
    Act.APPROVE: ngettext_lazy("%(count)d comment approved.", "%(count)d comments approved.", "count"),
    Act.REJECT: ngettext_lazy("%(count)d comment rejected.", "%(count)d comments rejected.", "count"),
    Act.SPAM: ngettext_lazy("%(count)d comment marked as spam.", "%(count)d comments marked as spam.", "count"),
    Act.UNDO: ngettext_lazy("%(count)d decision taken back.", "%(count)d decisions taken back.", "count"),
}


def _address(status: str, after: str = "") -> str:
    path = reverse("desk:queue") if status == Status.PENDING else reverse("desk:list", args=[status])
    return f"{path}?{urlencode({'after': after})}" if after else path


@require_safe
def queue(request: HttpRequest, status: str = Status.PENDING) -> HttpResponse:
    """One tab of the desk."""
    if status not in TABS:
        raise Http404
    after = request.GET.get("after", "")
    page = reads.listing(status, after)
    waiting = reads.waiting()
    context = {
        "status": Status(status),
        "tabs": [(tab, _address(tab)) for tab in Status],
        "acts": BUTTONS[Status(status)],
        "page": page,
        "after": after,
        "first": _address(status),
        "next": _address(status, page.next) if page.next else "",
        "waiting": min(waiting, reads.COUNTED),
        "and_more": waiting > reads.COUNTED,
        "last_act": reads.last_act(request.user),
    }
    return render(request, "desk/queue.html", context)


def decide(request: HttpRequest) -> HttpResponse:
    """Decide on one comment or on those selected, as they were seen in one tab."""
    if request.method != "POST":
        return _nothing_was_done(request)
    expected, act = request.POST.get("expected", ""), request.POST.get("act", "")
    if expected not in TABS or act not in BUTTONS[Status(expected)]:
        return _no_such_decision(request)
    chosen = [public_id for public_id in request.POST.getlist("comment") if public_id.isalnum()]
    if not chosen:
        messages.warning(request, _("Nothing was selected. Tick the comments first."))
    _tell(request, moderation.decide(chosen, act=act, expected=expected, moderator=request.user))
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
    _tell(request, outcome)
    if not outcome.done and not outcome.lost:
        messages.warning(request, _("That had been taken back already."))
    back_to = outcome.done[0].after if outcome.done else Status.PENDING
    return redirect(_address(back_to))


def _nothing_was_done(request: HttpRequest) -> HttpResponse:
    """Where a log-in leads that came between a decision and its arrival."""
    messages.warning(request, _("You had been logged out, so nothing was decided. Please do it again."))
    return redirect("desk:queue")


def _no_such_decision(request: HttpRequest) -> HttpResponse:
    message = _("Nothing was changed. Go back, load the page again and repeat what you did.")
    return refuse(request, 400, _("There is no such decision"), message)


def _tell(request: HttpRequest, outcome: moderation.Outcome) -> None:
    """Say what was done, and who was faster where it was not."""
    if outcome.done:
        count = len(outcome.done)
        messages.success(request, DONE[Act(outcome.done[0].act)] % {"count": count})
    for comment in outcome.lost:
        decision = Decision.objects.filter(comment=comment).select_related("moderator").last()
        words = {"name": comment.name, "what": decision.get_act_display() if decision else _("changed")}
        if decision and decision.moderator == request.user:
            told = _("You decided on the comment by %(name)s before: it is already %(what)s. Nothing was changed.")
        else:
            words["who"] = decision.moderator.get_username() if decision else _("Somebody")
            told = _("%(who)s was faster: the comment by %(name)s is already %(what)s. Nothing was changed.")
        messages.warning(request, told % words)

"""The acts of the desk. Each is one form, and leads back to where it was done: the list, or the next comment."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from harmblog.security import refuse

from .. import moderation
from ..models import Comment, Decision
from . import choosing, focus, tabs, welfare
from .around import with_its_thread
from .choosing import BACK, FOCUS
from .claims import release
from .forms import AnswerForm, MessageForm, NoteForm
from .places import Place, Status
from .telling import nothing_was_done, tell

Act = Decision.Act


def posted(view: Callable[..., HttpResponse]) -> Any:
    """Only a form does anything. What else arrives was led here by a log-in that came between."""

    def only_posted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return view(request, *args, **kwargs)
        nothing_was_done(request)
        return redirect("desk:queue")

    return only_posted


@posted
def decide(request: HttpRequest) -> HttpResponse:
    """Decide on one comment or on those ticked, as they were seen; or leave them to a second opinion."""
    expected, act = request.POST.get("expected", ""), request.POST.get("act", "")
    reason = request.POST.get("reason", "") if act == Act.REJECT else ""
    known = [*tabs.BUTTONS.get(expected, []), *([Act.ASK] if expected == Status.PENDING else [])]
    if act not in known or reason not in ["", *Decision.Reason.values]:
        return _no_such_decision(request)
    chosen = [seen for seen in request.POST.getlist("comment") if seen.replace("-", "").isalnum()]
    if not chosen:
        messages.warning(request, _("Nothing was selected. Tick the comments first."))
    form = MessageForm(request.POST, moderator=request.user)
    if not form.is_valid():
        return _said_wrongly(request, chosen, form)
    if act == Act.ASK:
        outcome = moderation.ask(chosen, moderator=request.user)
    else:
        why = {"reason": reason, "message": form.said()}
        outcome = moderation.decide(chosen, act=act, expected=expected, moderator=request.user, **why)
    tell(request, outcome, expected)
    welfare.note(request, len(outcome.done))
    return _back(request, outcome, expected)


def _said_wrongly(request: HttpRequest, chosen: list[str], form: MessageForm) -> HttpResponse:
    """Nothing is decided while the message to the writer cannot be sent as it is."""
    comment = with_its_thread(chosen[0].partition("-")[0]) if chosen else None
    if comment is None:
        return _no_such_decision(request)
    return focus.page(request, comment, focus.Typed(message=form, reason=request.POST.get("reason", "")), 422)


def _back(request: HttpRequest, outcome: moderation.Outcome, expected: str) -> HttpResponse:
    if (back := request.POST.get("back")) in BACK:
        return redirect(f"desk:{back}")
    if back != FOCUS:
        return redirect(Place.carried(expected, request.POST.get("place", "")).address)
    for row in outcome.done:
        if row.comment:
            release(row.comment, request.user)
    if outcome.lost and (comment := with_its_thread(outcome.lost[0].public_id)):
        changes = focus.differences(request.POST.get("saw", ""), comment)
        return focus.page(request, comment, focus.Typed(changes=changes), 409)
    return redirect(choosing.way_on(request, choosing.lane_of(request)))


@posted
def undo(request: HttpRequest) -> HttpResponse:
    """Take back what was decided in one act."""
    try:
        batch = uuid.UUID(request.POST.get("batch", ""))
    except ValueError:
        return _no_such_decision(request)
    outcome = moderation.undo(batch, moderator=request.user)
    tell(request, outcome)
    if not outcome.done and not outcome.lost and not outcome.missing:
        messages.warning(request, _("That had been taken back already."))
    if request.POST.get("back") == FOCUS:
        lane = choosing.lane_of(request)
        comments = {row.comment for row in outcome.done}
        comment = comments.pop() if len(comments) == 1 else None
        return redirect(choosing.focus_on(comment, lane) if comment else choosing.way_on(request, lane))
    if (back := request.POST.get("back")) in BACK:
        return redirect(f"desk:{back}")
    # Where they are now: back in the list they came from.
    before = outcome.done[-1].after if outcome.done else Status.PENDING.value
    place = Place.carried(before, request.POST.get("place", ""))
    return redirect(place.address if request.POST.get("status") == before else Place(before).address)


@posted
def skip(request: HttpRequest) -> HttpResponse:
    """Go on to the next one; or, with nothing named, begin again with those that were skipped."""
    comment = Comment.objects.filter(public_id=_named(request)).first()
    if comment is None:
        choosing.look_again(request)
    else:
        choosing.skip(request, comment)
        release(comment, request.user)
    return redirect(choosing.way_on(request, choosing.lane_of(request)))


@posted
def go_back(request: HttpRequest) -> HttpResponse:
    """Back to one that was skipped."""
    comment = Comment.objects.filter(public_id=_named(request)).first()
    if comment is None:
        return redirect(choosing.way_on(request, choosing.lane_of(request)))
    choosing.look_again(request, comment.public_id)
    return redirect(choosing.focus_on(comment, choosing.lane_of(request)))


@posted
def note(request: HttpRequest) -> HttpResponse:
    """Leave a note for the other moderators."""
    return _say(request, NoteForm(request.POST), "note", moderation.note, _("Noted, for moderators alone."))


@posted
def answer(request: HttpRequest) -> HttpResponse:
    """Answer a published comment in the name of the site."""
    told = _("The answer is published under the comment.")
    return _say(request, AnswerForm(request.POST), "answer", moderation.answer, told)


def _say(request: HttpRequest, form: Any, what: str, act: Callable[..., object], told: str) -> HttpResponse:
    comment = with_its_thread(_named(request))
    if comment is None:
        messages.warning(request, _("Its writer withdrew this comment, for good."))
        return redirect(choosing.way_on(request, choosing.lane_of(request)))
    if not form.is_valid():
        form.fields["text"].widget.attrs["autofocus"] = True  # far down the page, with what is wrong
        return focus.page(request, comment, focus.Typed(**{what: form}), 422)
    try:
        act(comment.public_id, text=form.cleaned_data["text"], moderator=request.user)
    except moderation.Gone:
        messages.warning(request, _("That is no longer possible. The comment is as you see it now."))
        return focus.page(request, comment, focus.Typed(**{what: form}), 409)
    messages.success(request, told)
    return redirect(choosing.focus_on(comment, choosing.lane_of(request)))


@posted
def switch_keys(request: HttpRequest) -> HttpResponse:
    """Keys on or off, for as long as the moderator is logged in."""
    off = request.session[focus.SWITCHED_OFF] = request.POST.get("keys") == "off"
    messages.success(request, _("Keys are off.") if off else _("Keys are on."))
    if comment := Comment.objects.filter(public_id=_named(request)).first():
        return redirect(choosing.focus_on(comment, choosing.lane_of(request)))
    if (back := request.POST.get("back")) in BACK:
        return redirect(f"desk:{back}")
    status = request.POST.get("status", "")
    known = status if status in tabs.STATES else Status.PENDING.value
    return redirect(Place.carried(known, request.POST.get("place", "")).address)


def _named(request: HttpRequest) -> str:
    public_id = request.POST.get("comment", "").partition("-")[0]
    return public_id if public_id.isalnum() else ""


def _no_such_decision(request: HttpRequest) -> HttpResponse:
    message = _("Nothing was changed. Go back, load the page again and repeat what you did.")
    return refuse(request, 400, _("There is no such decision"), message)

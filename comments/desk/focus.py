"""One comment at a time, with all that helps to decide. Whoever opens a waiting one has it for some minutes."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles.compare import Row, compare

from ..models import Comment, Decision, Report
from . import choosing, tabs, welfare
from .around import around, with_its_thread
from .claims import claim
from .forms import AnswerForm, MessageForm, NoteForm
from .knowing import items
from .places import LANES, Status
from .queue import last_act
from .reasons import marked

SWITCHED_OFF = "keys-off"  # in the session: whether a moderator wants no keys


@dataclass
class Typed:
    """What was sent and could not be taken: forms with what is wrong, a reason that was chosen, or the comment as it
    was seen."""

    note: NoteForm | None = None
    answer: AnswerForm | None = None
    message: MessageForm | None = None
    reason: str = ""
    changes: list[Row] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        """Whether the part for a reason and a message is to be shown open."""
        return bool(self.message or self.reason)


@require_safe
def focus(request: HttpRequest, public_id: str = "") -> HttpResponse:
    """The next comment, or this one."""
    lane = choosing.lane_of(request)
    if not public_id:
        found = choosing.choose(request, lane)
        return redirect(choosing.focus_on(found, lane)) if found else _nothing_left(request, lane)
    comment = with_its_thread(public_id)
    if comment is None:
        if not Comment.objects.filter(public_id=public_id).exists():
            raise Http404
        messages.warning(request, _("Its writer withdrew this comment, for good."))
        return redirect(choosing.way_on(request, lane))
    return page(request, comment)


def _nothing_left(request: HttpRequest, lane: str) -> HttpResponse:
    context = {
        "lane": lane,
        "lane_label": LANES.get(lane, ""),
        "skipped": len(choosing.skipped(request)),
        "last_act": last_act(request.user),
        "tabs": tabs.all_of(""),
        "pause": welfare.pause(request),
        "keys_off": bool(request.session.get(SWITCHED_OFF)),
    }
    return render(request, "desk/focus_done.html", context)


def page(request: HttpRequest, comment: Comment, typed: Typed | None = None, status: int = 200) -> HttpResponse:
    """The page of one comment. `comment` comes from `with_its_thread`."""
    typed, moderator = typed or Typed(), request.user
    held = claim(comment, moderator) if comment.status == Status.PENDING else None
    found, skipped = marked(comment), choosing.skipped(request)
    context: dict[str, Any] = {
        "item": items([comment], moderator)[0],
        "comment": comment,
        "status": Status(comment.status),
        "lane": choosing.lane_of(request),
        "marked": found,
        "has_contacts": bool({"sourcing", "vendor", "disclosure"} & found.labels),
        "around": around(comment, moderator),
        "reports": Report.objects.filter(comment=comment).order_by("first_at"),
        "mine": held is not None and held.moderator_id == moderator.pk,
        "acts": tabs.BUTTONS[comment.status],
        "reasons": Decision.Reason.choices,
        "typed": typed,
        "note_form": typed.note or NoteForm(),
        "answer_form": typed.answer or AnswerForm(),
        "message_form": typed.message or MessageForm(moderator=moderator),
        "back_to": next((one for one in reversed(skipped) if one != comment.public_id), ""),
        "last_act": last_act(moderator),
        "urgent": tabs.urgent_waiting(),
        "pause": welfare.pause(request),
        "keys_off": bool(request.session.get(SWITCHED_OFF)),
    }
    return render(request, "desk/focus.html", context, status=status)


def differences(saw: str, comment: Comment) -> list[Row]:
    """What a moderator saw, beside what is there now."""
    now = f"{comment.name}\n{comment.text}"
    return compare(saw, now) if saw and saw != now else []

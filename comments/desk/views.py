"""The moderators' lists: one for each state, what waits by lane, each to be narrowed down."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import Comment, Decision
from . import queue as reads
from . import tabs, welfare
from .focus import SWITCHED_OFF
from .knowing import items
from .places import AGES, OPINION, Place, Status
from .signs import SIGNS, URGENT


@require_safe
def queue(request: HttpRequest, status: str = Status.PENDING) -> HttpResponse:
    """One tab of the desk."""
    if status not in tabs.STATES:
        raise Http404
    place = Place.of(status, request.GET)
    page = reads.listing(place)
    counts = reads.counts()
    waiting = sum(counts.values())
    context = {
        "status": Status(status),
        "tabs": tabs.all_of(status, counts),
        "lanes": tabs.lanes(place.lane, counts) if status == Status.PENDING else [],
        "acts": tabs.BUTTONS[status],
        "reasons": Decision.Reason.choices,
        "place": place,
        "page": page,
        "items": items(page.comments, request.user),
        "next": place.further(page.next).address if page.next else "",
        "waiting": min(waiting, reads.COUNTED),
        "and_more": waiting > reads.COUNTED,
        "overdue": Comment.objects.heads_of_lanes().unread_since().exists(),
        "last_act": reads.last_act(request.user),
        "signs": {"urgent": URGENT, **SIGNS},
        "ages": {name: label for name, (label, _longer) in AGES.items()},
        "is_opinions": place.lane == OPINION,
        "pause": welfare.pause(request),
        "keys_off": bool(request.session.get(SWITCHED_OFF)),
    }
    return render(request, "desk/queue.html", context)

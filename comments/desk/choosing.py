"""Which comment comes next: the first that waits, and that nobody else has open. A moderator's own skips are kept in
the session, by public id; what they hold for a second opinion is left to others.
"""

from typing import Any

from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from ..models import Claim, Comment, CommentQuerySet, SecondOpinion
from . import tabs
from .claims import claim
from .places import LANES
from .queue import waiting_in

BACK = ("objections", "reports")  # where acts lead back to, besides a list and the next comment
FOCUS = "focus"

SKIPPED = "skipped"  # in the session
REMEMBERED = 200  # skips; the oldest come again
PENDING = Comment.Status.PENDING
TRIES = 3  # to get a lease, where others look for their next one at the same moment


def lane_of(request: HttpRequest) -> str:
    """The lane that a moderator keeps to, from an address or a form; empty for all."""
    lane = request.GET.get("lane") or request.POST.get("lane") or ""
    return lane if lane in LANES else ""


def skipped(request: HttpRequest) -> list[str]:
    return list(request.session.get(SKIPPED, []))


def skip(request: HttpRequest, comment: Comment) -> None:
    """Leave this one to somebody else, or for later."""
    before = [public_id for public_id in skipped(request) if public_id != comment.public_id]
    request.session[SKIPPED] = [*before, comment.public_id][-REMEMBERED:]


def look_again(request: HttpRequest, *public_ids: str) -> None:
    """Forget these skips, or all."""
    request.session[SKIPPED] = [one for one in skipped(request) if public_ids and one not in public_ids]


def _free(moderator: Any, lane: str) -> CommentQuerySet:
    of_this = {"comment": OuterRef("pk")}
    elsewhere = Claim.objects.filter(**of_this, until__gt=timezone.now()).exclude(moderator=moderator)
    held_by_me = SecondOpinion.objects.filter(**of_this, asked_by=moderator)
    return waiting_in(lane).exclude(Exists(elsewhere)).exclude(Exists(held_by_me))


def choose(request: HttpRequest, lane: str) -> Comment | None:
    """The next one, leased to whoever asks. None where nothing is left for them."""
    passed = skipped(request)
    for _try in range(TRIES):
        found = _free(request.user, lane).exclude(public_id__in=passed).first()
        if found is None or claim(found, request.user).moderator_id == request.user.pk:
            return found
    return found


def way_on(request: HttpRequest, lane: str) -> str:
    """The address of the next one, or of the page that says that there is none."""
    found = choose(request, lane)
    return focus_on(found, lane) if found else _in_lane(reverse("desk:focus"), lane)


def focus_on(comment: Comment, lane: str = "") -> str:
    return _in_lane(reverse("desk:focus-on", args=[comment.public_id]), lane)


def _in_lane(path: str, lane: str) -> str:
    return f"{path}?lane={lane}" if lane else path


def back_named(request: HttpRequest) -> str:
    """Where a page or form about one comment was opened; empty for the list of a state."""
    back = (request.POST if request.method == "POST" else request.GET).get("back", "")
    return back if back in (FOCUS, *BACK) else ""


def back_to(request: HttpRequest, comment: Comment) -> str:
    """The way back from a page about one comment, with nothing done."""
    back = back_named(request)
    if back == FOCUS:
        return focus_on(comment, lane_of(request))
    return reverse(f"desk:{back}") if back else tabs.address_of(comment.status)


def after(request: HttpRequest, expected: str) -> str:
    """Where an act leads to that was done on such a page: the next comment, or where it was opened."""
    back = back_named(request)
    if back == FOCUS:
        return way_on(request, lane_of(request))
    return reverse(f"desk:{back}") if back else tabs.address_of(expected if expected in tabs.STATES else PENDING)

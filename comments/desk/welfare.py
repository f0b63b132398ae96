"""Looks after those who read all day what others went through: counts what was decided in this session, and suggests a
pause. The count is in the session, for nobody else to see, and ends with it.
"""

import time
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

DECISIONS, MINUTES = 40, 45  # after which a pause is suggested, whichever comes first
RESTED = 10 * 60  # seconds without a decision: that was a pause
KEY = "welfare"


@dataclass(slots=True)
class Stretch:
    """What was decided since the last pause. Times are seconds since 1970."""

    total: int = 0  # in this session
    count: int = 0
    since: int = 0
    last: int = 0

    @property
    def minutes(self) -> int:
        return (self.last - self.since) // 60

    @property
    def is_long(self) -> bool:
        return self.count >= DECISIONS or self.minutes >= MINUTES


@dataclass(frozen=True, slots=True)
class Pause:
    """What `desk/_pause.html` says."""

    count: int
    minutes: int
    total: int
    back: str


def _stretch(request: HttpRequest) -> Stretch:
    return Stretch(*request.session.get(KEY, ()))


def _keep(request: HttpRequest, stretch: Stretch) -> None:
    request.session[KEY] = [stretch.total, stretch.count, stretch.since, stretch.last]


def note(request: HttpRequest, count: int) -> None:
    """That so many comments were decided on just now."""
    if count <= 0:
        return
    stretch, now = _stretch(request), int(time.time())
    if now - stretch.last > RESTED:
        stretch.count, stretch.since = 0, now
    stretch.total += count
    stretch.count += count
    stretch.last = now
    _keep(request, stretch)


def pause(request: HttpRequest) -> Pause | None:
    """What to suggest on a page of the desk; None while the stretch is short or has ended by itself."""
    stretch = _stretch(request)
    if not stretch.is_long or time.time() - stretch.last > RESTED:
        return None
    return Pause(stretch.count, stretch.minutes, stretch.total, request.get_full_path())


def go_on(request: HttpRequest) -> HttpResponse:
    """Not now: the next suggestion comes after another stretch."""
    if request.method == "POST":
        stretch = _stretch(request)
        _keep(request, Stretch(total=stretch.total))
    back = request.POST.get("back", "")
    is_here = url_has_allowed_host_and_scheme(back, allowed_hosts=None, require_https=request.is_secure())
    return redirect(back if is_here and back.startswith("/moderation/") else "desk:queue")

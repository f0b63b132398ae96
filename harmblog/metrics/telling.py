"""The page of figures, in Prometheus's text format, and who may see it."""

import hmac
from collections.abc import Callable, Iterator
from itertools import accumulate

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from comments import figures, heartbeat

from .counting import BOUNDS, TALLY

PATH = "/metrics"
FORMAT = "text/plain; version=0.0.4; charset=utf-8"
GetResponse = Callable[[HttpRequest], HttpResponse]


def door(get_response: GetResponse) -> GetResponse:
    """Middleware, before the one that forgets who asks: the page, for this machine itself and for the token."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info != PATH or not may_see(request):
            return get_response(request)
        return HttpResponse("\n".join(lines()) + "\n", content_type=FORMAT, headers={"Cache-Control": "no-store"})

    return middleware


def may_see(request: HttpRequest) -> bool:
    """Not whoever comes through a proxy of ours, which is on this machine too: a proxy says for whom it asks."""
    given = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN and hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return True
    through_a_proxy = {"X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-IP"} & set(request.headers)
    return not through_a_proxy and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")


def lines() -> Iterator[str]:
    yield from _answers()
    yield from _pages()
    try:
        yield from _waiting()
        yield "harmblog_database_up 1"
    except Error:
        yield "harmblog_database_up 0"


def _answers() -> Iterator[str]:
    yield "# HELP harmblog_answers_total What Django answered, by route."
    yield "# TYPE harmblog_answers_total counter"
    for (route, method, status), number in sorted(TALLY.answers.items()):
        yield f"harmblog_answers_total{_labels(route=route, method=method, status=status)} {number}"
    yield "# HELP harmblog_answer_seconds How long Django took, by route."
    yield "# TYPE harmblog_answer_seconds histogram"
    for route, numbers in sorted(TALLY.seconds.items()):
        for bound, number in zip((*BOUNDS, "+Inf"), accumulate(list(numbers)), strict=True):
            yield f"harmblog_answer_seconds_bucket{_labels(route=route, le=bound)} {number}"
        yield f"harmblog_answer_seconds_sum{_labels(route=route)} {TALLY.total[route] / 1e6:.6f}"
        yield f"harmblog_answer_seconds_count{_labels(route=route)} {sum(numbers)}"


def _pages() -> Iterator[str]:
    yield "# HELP harmblog_kept_pages_total Pages that were sent as they had been kept, before Django was asked."
    yield "# TYPE harmblog_kept_pages_total counter"
    yield f"harmblog_kept_pages_total {TALLY.kept}"
    yield "# HELP harmblog_drawn_pages_total Pages that were made anew."
    yield "# TYPE harmblog_drawn_pages_total counter"
    yield f"harmblog_drawn_pages_total {TALLY.drawn}"


def _waiting() -> Iterator[str]:
    now = timezone.now()
    lanes = figures.waiting(now)
    yield "# HELP harmblog_waiting What waits for a moderator, by lane; counted up to a bound."
    yield "# TYPE harmblog_waiting gauge"
    for lane in lanes:
        yield f"harmblog_waiting{_labels(lane=lane.name)} {lane.count}"
    yield "# HELP harmblog_waiting_seconds For how long the first in a lane has waited."
    yield "# TYPE harmblog_waiting_seconds gauge"
    for lane in lanes:
        seconds = (now - lane.oldest).total_seconds() if lane.oldest else 0
        yield f"harmblog_waiting_seconds{_labels(lane=lane.name)} {max(seconds, 0):.0f}"
    if beat := heartbeat.last():
        yield "# HELP harmblog_worker_seconds How long ago a worker was at work."
        yield "# TYPE harmblog_worker_seconds gauge"
        yield f"harmblog_worker_seconds {max((now - beat).total_seconds(), 0):.0f}"
    yield "# TYPE harmblog_database_up gauge"


def _labels(**values: object) -> str:
    def quoted(value: object) -> str:
        return str(value).replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")

    return "{" + ",".join(f'{name}="{quoted(value)}"' for name, value in values.items()) + "}"

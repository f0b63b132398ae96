"""Whole public pages, kept until something that a reader can see is changed.

`cached_page` keeps the finished bytes of a page, compressed once; `bump` makes every kept page unreachable. A page is
the same bytes for everybody, so its key is the path and the few parameters that the view names, nothing else.

After a change the page from before is never shown again, be it only for the time that the new one takes: it may hold
what was just taken away. Whoever comes then waits for the one who draws it. Only what the clock alone has changed is
shown a little longer, where the database cannot be asked.
"""

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from . import replica
from .away import is_away
from .metrics.counting import TALLY
from .models import bump
from .pages import mark, outside, shared
from .pages.door import PAGE
from .pages.kept import PAGES
from .pages.page import Page
from .pages.rule import Rule
from .pages.watching import generation

__all__ = ["bump", "cached_page", "forget", "generation", "never_kept"]

View = Callable[..., HttpResponse]
KEEP = 24 * 3600  # seconds; a bound for what nothing else ends
AGAIN = 1.0  # seconds until a database that could not be asked is asked again for the same page


def forget() -> None:
    """Drop every kept page, here at once, and in this site's other processes on this machine at their next look; what
    nginx has is shown no more.
    """
    mark.of_this_site().renew()
    PAGES.drop_old()
    outside.another_name()
    if shared.is_there():
        shared.forget()


def cached_page(
    *,
    params: Mapping[str, str] | None = None,
    aside: tuple[str, ...] = (),
    until: Callable[[], datetime | None] = lambda: None,
) -> Any:
    """Keep a public view's page. `params`: the query parameters that it reads, and what it means to leave each out.
    `aside`: those with which its address means something else. `until`: the next moment at which the page changes by
    the clock alone (a scheduled article appears), if there is one.
    """
    rule = Rule(params or {}, aside)

    def decorate(view: View) -> View:
        @require_safe
        @wraps(view)
        def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            path: str = request.META["PATH_INFO"]
            key = rule.key(path, request.META.get("QUERY_STRING", ""))
            if key is None:
                return _for_a_reader(lambda: view(request, *args, **kwargs))
            found = PAGES.find(key) or _draw(key, lambda: view(request, *args, **kwargs), until)
            if not isinstance(found, Page):
                return found
            PAGES.learn(path, rule)
            request.META[PAGE] = found
            return found.answer(request)

        return kept

    return decorate


def never_kept(view: View) -> View:
    """A public view whose page is not kept, as it holds what its reader has typed."""

    @require_safe
    @wraps(view)
    def drawn(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _for_a_reader(lambda: view(request, *args, **kwargs))

    return drawn


def _for_a_reader(view: Callable[[], HttpResponse]) -> HttpResponse:
    return replica.draw(lambda _number: view(), mark.of_this_site().number)


def _draw(key: str, view: Callable[[], HttpResponse], until: Callable[[], datetime | None]) -> Page | HttpResponse:
    """The page that somebody else has drawn while we waited, or a new one; what is no page is the view's answer."""
    with PAGES.drawing(key):
        if page := PAGES.find(key):
            return page
        drawn_under, late = mark.of_this_site().present(), PAGES.find(key, late=True)
        try:
            found = replica.draw(lambda number: _drawn(key, view, until, number), mark.of_this_site().number)
        except Error as error:
            if late is None or not is_away(error):
                raise
            late.until = time.time() + AGAIN
            return late
        if isinstance(found, Page):
            PAGES.put(key, found, drawn_under=drawn_under)
        return found


def _next(until: Callable[[], datetime | None]) -> datetime | None:
    """What `until` says, asked once for all pages that are drawn between two changes."""
    present = mark.of_this_site().present()
    asked_under, change = _told.get(until, (b"", None))
    if asked_under != present or (change and change.timestamp() <= time.time()):
        change = until()
        _told[until] = present, change
    return change


_told: dict[Callable[[], datetime | None], tuple[bytes, datetime | None]] = {}


def _drawn(
    key: str, view: Callable[[], HttpResponse], until: Callable[[], datetime | None], number: int | None
) -> Page | HttpResponse:
    if number is None and shared.is_there():
        number = generation()
    if number is not None and shared.is_there() and (page := shared.find(key, number)):
        return page
    change = _next(until)
    response = view()
    if response.status_code != 200:
        return response
    TALLY.draw()
    longest = time.time() + KEEP
    page = Page.of(response, min(change.timestamp(), longest) if change else longest)
    if number is not None and shared.is_there():
        shared.put(key, number, page)
    return page

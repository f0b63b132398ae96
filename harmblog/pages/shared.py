"""A second shelf for several machines, where CACHE_URL names one: a page that one machine has drawn need not be drawn
by the next. Pages stand there under the number of the generation; that cache may die, freeze or be emptied at any time:
after one wait (`stores.WAIT`) it is left alone for some seconds.
"""

import hashlib
import logging
import time
from typing import Any

from django.conf import settings
from django.core.cache import cache

from .. import VERSION
from ..patience import Patience
from .page import Page

logger = logging.getLogger(__name__)
PATIENCE = Patience()
LONGEST = 60  # seconds; after a change nobody asks for the old ones any more, and they must not lie there for long


def is_there() -> bool:
    return "LocMem" not in settings.CACHES["default"]["BACKEND"]


def _name(key: str) -> str:
    return f"page:{hashlib.sha256(key.encode('utf-8', 'surrogatepass')).hexdigest()}"


def find(key: str, number: int) -> Page | None:
    """The page as another machine drew it under the same generation."""
    whose, drawn_under, page = get(_name(key)) or (None, None, None)
    return page if page and (whose, drawn_under) == (key, number) and page.until > time.time() else None


def put(key: str, number: int, page: Page) -> None:
    """Lay it there, in the place of the one before, which would else use up memory."""
    lay(_name(key), (key, number, page), LONGEST)


def get(name: str) -> Any:
    """What this version has laid there under a name; None where there is nothing, or where it cannot be asked: it has
    nothing that cannot be made anew.
    """
    if not PATIENCE.may_ask():
        return None
    try:
        found = cache.get(f"{VERSION}:{name}")
    except Exception:  # of whatever library the cache is made with
        _note("asked")
        return None
    PATIENCE.answered()
    return found


def lay(name: str, value: Any, seconds: int) -> None:
    """For so long, if it can be asked."""
    if not PATIENCE.may_ask():
        return
    try:
        cache.set(f"{VERSION}:{name}", value, seconds)
    except Exception:
        _note("written")
        return
    PATIENCE.answered()


def forget() -> None:
    """Empty it, even if it did not answer a moment ago. What stays there is under an old number, and not for long."""
    try:
        cache.clear()
    except Exception:
        _note("emptied")


def _note(what: str) -> None:
    logger.warning("The shared cache cannot be %s", what, exc_info=True)
    PATIENCE.failed()

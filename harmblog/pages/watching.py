"""Once a second each web process looks at the generation in the database, off every request's path: so it learns what
another machine has changed, and what was changed here by a process that was killed before it could say so. When the
database cannot be asked, the pages stay as they are.
"""

import logging
import threading
import time

from django.db import Error, connections

from .. import replica
from ..databases import waits
from ..databases.spare import SPARE
from ..foothold import Foothold
from ..replica import generation
from . import mark, outside
from .kept import PAGES

__all__ = ["generation", "look", "watch"]

logger = logging.getLogger(__name__)
PAUSE = 0.7  # seconds, so that a look and what it takes are within one, on a busy machine too


def look() -> None:
    """Renew the mark, if the database knows of a change that this machine does not know of; drop what is old."""
    ours = mark.of_this_site()
    try:
        # Another number, not only a higher one: a restored backup has a lower one.
        number = _number_beside(ours)
        if number is not None and number != ours.number:
            ours.renew(number)
            outside.another_name()
    except Error:
        # What the primary did just before it was gone may have reached the replica.
        if newer := replica.newer_there(ours.number):
            ours.renew(newer)
            outside.another_name()
        raise
    finally:
        PAGES.drop_old()


def _number_beside(ours: mark.Mark) -> int | None:
    """The generation, read while nothing was changed here: what was read before that would look like an older one.
    None where changes follow upon each other; the number that each of them says is as new as any.
    """
    for _attempt in range(3):
        before, number = ours.present(), generation()
        if ours.present() == before:
            return number
    return None


def _go_on_looking() -> None:
    reached, foothold = True, Foothold()
    while True:
        try:
            foothold.renew()
            look()
            reached = True
        except Error as error:
            if reached:
                logger.warning("The database cannot be asked; kept pages are served as they are", exc_info=error)
            reached = False
        except Exception:
            logger.exception("A look at the generation failed")
        finally:
            for one in connections.all(initialized_only=True):
                one.close()  # a new one each time: one that has silently died would blind this process
            SPARE.close_old()
        time.sleep(PAUSE)


def watch() -> None:
    """Begin to look, in a thread of its own that ends with the process."""
    threading.Thread(target=_go_on_looking, name="watching", daemon=True).start()
    waits.watch()  # its own, too

"""A copy of the database that readers' pages may be read from (DATABASE_REPLICA_URL), and that lags behind.

Nothing is read from it but inside `asked`: by `draw`, which `pagecache` alone calls, and not inside a transaction even
there. All else goes to the primary whatever it asks for, also when it holds a row that came from the replica, for
`Router` always answers. A replica that does not know of each change that this machine knows of is not used, so a
decision is seen everywhere as soon as it is without a replica.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.conf import settings
from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from .away import is_away
from .databases import PRIMARY, REPLICA
from .patience import Patience

logger = logging.getLogger(__name__)
T = TypeVar("T")
_inside: ContextVar[bool] = ContextVar("inside a page that is drawn from the replica", default=False)
_replica, _primary = Patience(), Patience()


class Router:
    """Which database a query of Django's goes to."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return source()

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return PRIMARY

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        return True  # they are the same rows

    def allow_migrate(self, database: str, label: str, **hints: Any) -> bool | None:
        return None if database == PRIMARY else False


@contextmanager
def asked() -> Iterator[None]:
    """Inside, plain SQL and Django's queries read from the replica: for `draw`, and to look whether it is well."""
    before = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(before)


def is_there() -> bool:
    return REPLICA in settings.DATABASES


def source() -> str:
    """The name of the database that is read from here and now."""
    return REPLICA if _inside.get() and not connections[PRIMARY].in_atomic_block else PRIMARY


def connection() -> BaseDatabaseWrapper:
    """The connection for a query in plain SQL that only reads."""
    return connections[source()]


def generation() -> int:
    """The number of the last change, one primary-key read. Read it before the data: then a race costs a render only."""
    with connection().cursor() as cursor:
        cursor.execute("SELECT number FROM harmblog_generation WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


def draw(page: Callable[[int | None], T], known: int) -> T:
    """A page for readers. `page` is told the generation that it is drawn from, None if it must ask itself; `known`: the
    one that this machine knows of.

    From the replica, if that one has just this generation. Else from the primary, which is also asked if the replica
    fails; and if the primary is away, from a replica that has no less than what is known.
    """
    if not is_there():
        return page(None)
    number = _generation_there()
    if number == known or (number is not None and number > known and not _primary.may_ask()):
        try:
            with asked():
                return page(number)
        except Error:
            _note_failure()
            number = None
    try:
        drawn = page(None)
    except Error as error:
        if number is None or number < known or not is_away(error):  # it would show what was taken away since
            raise
        _primary.failed()
    else:
        _primary.answered()
        return drawn
    with asked():
        return page(number)


def newer_there(known: int) -> int | None:
    """The generation of the replica, if the primary cannot be asked and it has a newer one than is known."""
    number = _generation_there() if is_there() else None
    return number if number is not None and number > known else None


def _generation_there() -> int | None:
    if not _replica.may_ask():
        return None
    try:
        with asked():
            number = generation()
    except Error:
        _note_failure()
        return None
    _replica.answered()
    return number


def _note_failure() -> None:
    logger.warning("The replica did not answer as it should; pages are drawn from the primary for some seconds")
    _replica.failed()
    connections[REPLICA].close()


def forget() -> None:
    """Both may be asked again at once."""
    _replica.answered()
    _primary.answered()

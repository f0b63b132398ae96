"""Whether a database failed, or what it was asked was wrong."""

from django.db import DataError, Error, IntegrityError, NotSupportedError, ProgrammingError

_OF_THE_QUESTION = IntegrityError, DataError, ProgrammingError, NotSupportedError


def is_away(error: BaseException | None) -> bool:
    """It cannot be reached, is held, full, damaged, or broke off: then it says no more than DatabaseError at times."""
    return isinstance(error, Error) and not isinstance(error, _OF_THE_QUESTION)

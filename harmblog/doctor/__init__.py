"""What is wrong with an installation, in plain words, each with what to do: `manage.py doctor`.

Each look is a function that yields findings; one that fails is a finding itself, and hinders no other.
"""

from collections.abc import Callable, Iterator

from django.db import Error

from . import files, people, services, setting
from .finding import Finding, Level

__all__ = ["LOOKS", "Finding", "Level", "examine"]

LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (*setting.LOOKS, *files.LOOKS, *services.LOOKS, *people.LOOKS)


def examine() -> Iterator[Finding]:
    """All that is not as it should be."""
    for look in LOOKS:
        name = look.__name__.replace("_", " ")
        try:
            yield from look()
        except Error:
            yield Finding.wrong(f"Could not look at {name}: the database does not answer, or lacks a table.")
        except OSError as error:
            yield Finding.wrong(f"Could not look at {name}: {(error.strerror or str(error)).lower()}.")

"""What was erased since a backup was made is erased again, before anybody can see it."""

import datetime as dt
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from comments import journal, worker
from comments.models import Contact
from harmblog.models import ARTICLES, PAGES, Generation

from . import Refused
from .manifest import Manifest
from .tables import names

Say = Callable[[str], None]


def erase_again(manifest: Manifest, warn: Say) -> int:
    """Within the transaction of the restore. Returns how much there was."""
    made_at = dt.datetime.fromisoformat(manifest.made_at)
    if made_at < timezone.now() - journal.KEPT:
        warn("The backup is older than a year, and the journal of erasures is not: what was erased in between is back.")
    if not _is_there(settings.ERASURE_JOURNAL):
        warn(
            f"There is no journal of erasures at {settings.ERASURE_JOURNAL}. If anything was erased since "
            f"{made_at:%d %B %Y, %H:%M} UTC, IT IS BACK, and readers will see it. If there is such a file, bring it "
            "there and run manage.py worker --once before the site's processes start."
        )
        return 0
    lacking = journal.missing()
    if any(line.act == "address" for line in lacking) and not _addresses_are_known(warn):
        lacking = [line for line in lacking if line.act != "address"]
    return journal.apply(lacking)


def _is_there(path: Path) -> bool:
    """A file that is there and cannot be read is worse than none."""
    try:
        with path.open("rb"):
            return True
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}. Run this as the worker runs.") from None


def _addresses_are_known(warn: Say) -> bool:
    """An erased address is found by its fingerprint, which some in the backup may not have yet."""
    if settings.SEALING_PRIVATE_KEYS:
        while worker.screen():
            pass
    elif Contact.objects.filter(sealed__isnull=False, fingerprint=None).exists():
        warn("Addresses that were erased since are left to the worker, which has the keys to find them.")
        return False
    return True


def numbers_so_far() -> int:
    """The generation of the pages in the database that is replaced."""
    if "harmblog_generation" not in names():
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number) FROM harmblog_generation")
        return cursor.fetchone()[0] or 0


def renew_pages(before: int) -> None:
    """A generation that never was: pages that were kept elsewhere, under the numbers that were counted since the
    backup, are of another time.
    """
    numbers = Generation.objects.values_list("number", flat=True)
    new = max(before, int(time.time() * 1e6), *numbers) + 1
    for row in (PAGES, ARTICLES):
        Generation.objects.update_or_create(pk=row, defaults={"number": new})

"""Brings a site back from a backup: the images first, which nobody sees without their rows; then all rows in one
transaction, within which they are compared with the backup, brought to this version, and relieved of what was erased
since. A restore that is killed has changed nothing.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, OperationalError

from comments import erasing
from harmblog.converters import ImageFile

from . import Refused
from .checking import wrong
from .forgetting import erase_again, numbers_so_far, renew_pages
from .loading import differing, load
from .manifest import File, Manifest
from .opening import Backup, Damaged, opened
from .places import filled, in_any_order, make_as_they_were, one_transaction, refuse_newer

IMAGE = re.compile(rf"images/{ImageFile.regex}")
EVERY = 1000  # files between two words of how far it came
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What whoever restores has said to. `known`: lines of the log by their numbers, as a mail names them."""

    replace: bool = False
    despite_log: bool = False
    known: Mapping[int, str] | None = None


def restore(path: Path, wishes: Wishes, *, say: Say, warn: Say) -> tuple[Manifest, int]:
    """Returns what was restored, and how many erasures were repeated."""
    with opened(path) as backup:
        refuse_newer(backup.manifest)
        if (there := filled()) and not wishes.replace:
            told = ", ".join(f"{number:,} {name}" for name, number in there.items())
            raise Refused(
                f"There is something in this database already: {told}. Make a backup of it; then --replace puts this "
                "one in its place."
            )
        say("Looking at the backup …")
        damage, of_log = wrong(backup, known=wishes.known or {}, with_log=not wishes.despite_log, say=say)
        if damage or of_log:
            raise Refused("\n".join(["The backup is not as it should be, and was not restored:", *damage, *of_log]))
        try:
            _put_images(backup, say)
            return backup.manifest, _put_rows(backup, say, warn)
        except (Damaged, IntegrityError) as error:
            raise Refused(f"{error}\nNothing was restored.") from None
        except OperationalError as error:
            raise Refused(
                f"The database did not let us: {str(error).splitlines()[0]}. Stop the site's processes, the worker "
                "too, and try again. Nothing was restored."
            ) from None


def _put_rows(backup: Backup, say: Say, warn: Say) -> int:
    before = numbers_so_far()
    with one_transaction():
        say("Making the tables …")
        make_as_they_were(backup.manifest)
        say("Filling them …")
        with in_any_order():
            load(backup, say)
        if different := differing(backup.manifest):
            raise Damaged(f"What came into the database is not what is in the backup: {', '.join(different)}.")
        ContentType.objects.clear_cache()
        say("Bringing them to this version …")
        call_command("migrate", verbosity=0, interactive=False)
        call_command("search_index", stdout=io.StringIO())
        repeated = erase_again(backup.manifest, warn)
        renew_pages(before)
        erasing.finish()
    return repeated


# --- Images -----------------------------------------------------------------------------------------------------------


def _put_images(backup: Backup, say: Say) -> None:
    for number, file in enumerate(backup.manifest.files, 1):
        if not IMAGE.fullmatch(file.name):
            raise Damaged(f"{file.name} is no name of an image.")
        data = backup.image(file.name, file.size, file.sha256)
        if not _is_there(file, data):
            default_storage.delete(file.name)
            kept_as = default_storage.save(file.name, ContentFile(data))
            if kept_as != file.name:
                raise Damaged(f"The storage keeps {file.name} under another name: {kept_as}.")
        if number % EVERY == 0:
            say(f"… {number:,} of {len(backup.manifest.files):,} files of images")


def _is_there(file: File, data: bytes) -> bool:
    if not default_storage.exists(file.name) or default_storage.size(file.name) != file.size:
        return False
    with default_storage.open(file.name) as kept:
        return kept.read() == data

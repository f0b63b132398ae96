"""The newest line of the log, noted in a file outside the database: "number mac", a line each.

The chain finds what was changed within the log. That its end was cut off, or the whole table brought back from an older
copy together with the note of its newest line, only something outside the database can tell. The worker alone writes.
"""

import logging
import re
import time
from pathlib import Path

from django.conf import settings

from .appending import append
from .models import LogHead

logger = logging.getLogger(__name__)
PAUSE = 60.0  # seconds between two looks: what is cut off within them is not found
_LINE = re.compile("([0-9]{1,18}) ([0-9a-f]{64})")


def read() -> dict[int, str]:
    """What was noted: the mac of a line by its number. Of a number noted twice, what was noted first."""
    path: Path = settings.LOG_ANCHOR
    text = path.read_text(encoding="ascii", errors="replace") if path.exists() else ""
    noted: dict[int, str] = {}
    for line in text.splitlines():
        if found := _LINE.fullmatch(line):  # else torn by a power cut: the next one was noted whole
            noted.setdefault(int(found[1]), found[2])
    return noted


class Anchor:
    """One worker's hold of the file."""

    def __init__(self) -> None:
        self.number: int | None = None  # the last that was noted
        self.told = 0
        self.due = time.monotonic()

    def follow(self) -> None:
        """Each round, and cheap: once a minute, note the newest line if there is a newer one."""
        if time.monotonic() < self.due:
            return
        self.due = time.monotonic() + PAUSE
        try:
            self._note()
        except OSError as error:
            logger.error("The newest line of the log could not be noted: %s", error.strerror)

    def _note(self) -> None:
        if self.number is None:
            self.number = max(read(), default=0)
        head = LogHead.objects.filter(pk=1).first()
        number = head.number if head else 0
        if head and number > self.number:
            append(settings.LOG_ANCHOR, f"{number} {head.mac}\n")
            self.number = number
        elif number < self.number != self.told:
            # Nothing is noted over what is there: it shows what is missing.
            logger.error("The log ends at line %d, and did at line %d: run manage.py verify_log", number, self.number)
            self.told = self.number

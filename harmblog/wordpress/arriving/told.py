"""What an import says while it runs and when it has ended, on the terminal and in the exit code. Numbers, ids and
reasons; never what somebody wrote.
"""

import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper

from ..reading.reader import Progress
from .importing import Result
from .ledger import Unbalanced

EVERY = 0.5  # seconds between two looks at a terminal
LINES = 10  # for who reads a log instead: one line each tenth of the way


class Clock:
    """Tells how far it is: one line that changes on a terminal, ten lines in a log."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out, self._terminal = out, out.isatty()
        self._started = self._told = time.monotonic()
        self._tenth = 0

    def tell(self, done: int, total: int) -> None:
        """So many bytes of so many."""
        now, part = time.monotonic(), done / total if total else 1.0
        if self._terminal and now - self._told >= EVERY:
            self._told = now
            speed = done / 2 / 1e6 / max(now - self._started, 0.01)  # the file is read twice
            self._out.write(f"{part:4.0%}, {speed:.1f} MB a second ", ending="\r")
        elif not self._terminal and int(part * LINES) > self._tenth:
            self._tenth = int(part * LINES)
            self._out.write(f"{part:.0%}")

    def end(self) -> None:
        """Leave the line."""
        if self._terminal:
            self._out.write("")


def run_import(
    out: OutputWrapper,
    file: Path,
    work: Callable[[Progress], Result],
    *,
    refusals: tuple[type[Exception], ...],
    dry: bool,
) -> None:
    """Do an import, tell of it, and raise CommandError for what the exit code should say. An error that nobody
    thought of is told by its kind and place: its message could hold what somebody wrote.
    """
    clock = Clock(out)
    try:
        result = work(clock.tell)
    except OSError as error:
        raise CommandError(f"{file.name} cannot be read: {error.strerror}. Nothing was changed.") from None
    except refusals as error:
        raise CommandError(f"{file.name}: {error}") from None
    except Unbalanced as error:
        raise CommandError(f"Not everything in the file is accounted for: {error}") from None
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}:{frame.lineno}"
        raise CommandError(f"It stopped: {type(error).__name__} at {place}. Run it again to go on from here.") from None
    clock.end()
    for line in report_lines(result, dry=dry):
        out.write(line)


def report_lines(result: Result, *, dry: bool) -> Iterator[str]:
    """The reconciliation, what was repaired and dropped, and what to look at."""
    ledger, report = result.ledger, result.report
    yield f"From {result.origin}"
    yield ""
    yield from ledger.lines(would=dry)
    if report.repairs:
        yield ""
        yield "Repaired in the file"
    for kind, count in report.repairs.most_common():
        places = ", ".join(str(example.line) for example in report.examples.get(kind, []))
        yield f"  {count:,} × {kind} (line {places})"
    if report.dropped:
        yield ""
        yield "Dropped, never kept"
    for what, count in report.dropped.most_common():
        yield f"  {count:,} {what}"
    for reason, addresses in result.listed.items():
        yield ""
        yield f"Not here: {reason}"
        yield from (f"  {line}" for line in addresses)
    yield ""
    if dry:
        yield f"This was a dry run: nothing was changed. {ledger.changes:,} things would be made."
    elif ledger.changes:
        yield f"Every record is accounted for. {ledger.changes:,} things were made."
    else:
        yield "Every record is accounted for. 0 changes: all of it was here already."

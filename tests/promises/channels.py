"""The ways an address can leak, by number, and which tests stand at each: `python -m tests.promises` prints them.

Each channel has a guard, which scans it, and a planted leak, on which the guard's own scan must cry out.
"""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Callable
from typing import TypeVar

CHANNELS = {
    1: "HTML of public pages",
    2: "feeds, sitemap",
    3: "JSON and other machine-readable answers",
    4: "filter, sort and search as an oracle",
    5: "full-text index",
    6: "avatars, ids, colours derived from an address",
    7: "badges for the trusted or returning",
    8: "another answer for known addresses",
    9: "other queries or timing for known addresses",
    10: "detection of duplicates",
    11: "limits and bans by address",
    12: "counts, ids, ETags that show what is hidden",
    13: "a form given back, kept somewhere",
    14: "a shared cache with the wrong key",
    15: "cookies and storage in the browser",
    16: "autofill on shared computers",
    17: "addresses of pages",
    18: "Referer to other sites",
    19: "signed links",
    20: "access log",
    21: "application log",
    22: "error pages, error mail",
    23: "the database server's log",
    24: "headers of mails",
    25: "mails to moderators",
    26: "bounces",
    27: "outbox and mail spool",
    28: "sessions, messages, CSRF failure",
    29: "moderation and admin pages",
    30: "admin's search and log",
    31: "printing, pickling, dumping",
    32: "exports",
    33: "backups",
    34: "deleted rows",
    35: "temporary files, core dumps",
    36: "command lines, environment",
    37: "the repository itself",
    38: "third parties",
    39: "an address typed into name or text",
    40: "history, notes, quotes",
    41: "mails that tell of other subscribers",
    42: "a shared screen",
    43: "metrics, debugging, stray files",
    44: "compression of secrets beside what was typed (BREACH)",
    45: "which staff accounts exist",
    46: "a web process that was taken over",
}
Test = TypeVar("Test", bound=Callable[..., None])
GUARDS: dict[int, list[str]] = defaultdict(list)
LEAKS: dict[int, list[str]] = defaultdict(list)


def guards(*channels: int) -> Callable[[Test], Test]:
    """Says of a test that it scans these channels and finds nothing."""
    return _register(GUARDS, channels)


def plants(*channels: int) -> Callable[[Test], Test]:
    """Says of a test that it puts a leak into these channels, and that the guard's scan finds it."""
    return _register(LEAKS, channels)


def _register(tests: dict[int, list[str]], channels: tuple[int, ...]) -> Callable[[Test], Test]:
    def register(test: Test) -> Test:
        for number in channels:
            tests[number].append(f"{test.__module__.rpartition('.')[2]}.{test.__name__}")
        return test

    return register


def load() -> None:
    """Import all tests of this package, so that each has said what it guards."""
    package = importlib.import_module(__package__ or "")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        if module.name.rpartition(".")[2].startswith("test_"):
            importlib.import_module(module.name)


def table() -> str:
    """Channel, guards, planted leaks: a Markdown table."""
    rows = ["| # | channel | guarded by | planted leak caught by |", "|---|---|---|---|"]
    for number, name in CHANNELS.items():
        cells = (f"`{'` `'.join(tests[number])}`" if tests[number] else "**nothing**" for tests in (GUARDS, LEAKS))
        rows.append(f"| {number} | {name} | {' | '.join(cells)} |")
    return "\n".join(rows)

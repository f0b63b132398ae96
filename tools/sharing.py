"""A plugin of pytest-xdist's: the processes of a run take whole files, those that take longest first.

So what a file makes once, such as a site that is started, is made once in a run.  (pytest-xdist knows groups of tests,
too, but not those of pytest 9.2: each test goes its own way there.)
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parent.parent
SEEN = "what everybody saw"  # one site that is crawled once, for all files that look at what came back
# Longest first: none is left for the end, when the other processes have nothing to do any more.
LONG = (SEEN, "tests/browser/", "tests/promises/", "tests/test_serve.py", "tests/test_import_nasty.py", "")


@cache
def unit(file: str) -> str:
    """What goes to one process."""
    return SEEN if re.search(r"\bseen: Seen\b", (ROOT / file).read_text(encoding="utf-8")) else file


class WholeFiles(LoadScopeScheduling):
    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid.partition("::")[0])

    def _assign_work_unit(self, node: Any) -> None:
        def length(name: str) -> tuple[int, int]:
            return next(n for n, start in enumerate(LONG) if name.startswith(start)), -len(self.workqueue[name])

        self.workqueue.move_to_end(min(self.workqueue, key=length), last=False)
        super()._assign_work_unit(node)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> WholeFiles:
    return WholeFiles(config, log)

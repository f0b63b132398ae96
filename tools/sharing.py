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
NGINX = "behind nginx"  # one that runs there, for all files that ask it
# Longest first: none is left for the end, when the other processes have nothing to do any more.
FIRST = "tests/browser/ tests/proof/ tests/promises/ tests/test_serve.py tests/test_growth.py".split()
LONG = (SEEN, NGINX, *FIRST, "")


@cache
def unit(file: str) -> str:
    """What goes to one process."""
    text = (ROOT / file).read_text(encoding="utf-8")
    shared = {SEEN: r"\bseen: Seen\b", NGINX: r"\b(pair|watched): Served\b"}
    return next((name for name, wanted in shared.items() if re.search(wanted, text)), file)


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

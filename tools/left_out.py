"""A plugin of pytest: says, just before its closing line, what tools/test.py could not run and why."""

from __future__ import annotations

import os
from typing import Any

VARIABLE = "HARMBLOG_TESTS_NOTES"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    notes = os.environ.get(VARIABLE)
    if notes:
        terminalreporter.section("of the whole run")
        terminalreporter.write_line(notes)

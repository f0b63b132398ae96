"""Every promise has an experiment, and the page that lists them is true."""

import re

from . import table


def test_every_line_has_a_test() -> None:
    untested = [line.key for rows in table.lines().values() for line in rows if not all(line.groups)]
    assert untested == []


def test_page_names_the_tests_as_they_are() -> None:
    """Else run `make proof`, or `python -m tests.proof` for what it prints."""
    assert table.DOCUMENT.read_text("utf-8") == table.document(table.written())


def test_no_cell_of_the_page_is_empty() -> None:
    text = table.DOCUMENT.read_text("utf-8")
    assert [row for row in text.splitlines() if re.search(r"\|\s*\||\*\*nothing\*\*", row)] == []

"""The reconciliation: it adds up, or it says so loudly."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from harmblog.wordpress.arriving import comments as arriving
from harmblog.wordpress.arriving.ledger import KINDS, OTHERS, Ledger, Unbalanced

from .moving import comment, item, run, wxr


def test_what_adds_up_is_silent() -> None:
    ledger = Ledger()
    ledger.came_in("posts", 3)
    ledger.made["posts"] += 1
    ledger.here["posts"] += 1
    ledger.left_out("posts", "why")
    ledger.check()


@pytest.mark.parametrize("made", [0, 2])
def test_what_does_not_add_up_is_named(made: int) -> None:
    ledger = Ledger()
    ledger.came_in("posts")
    ledger.made["posts"] += made
    with pytest.raises(Unbalanced, match=f"posts: 1 came in, {made} accounted for"):
        ledger.check()


def test_what_was_made_of_nothing_does_not_add_up() -> None:
    ledger = Ledger()
    ledger.made["posts"] += 1
    with pytest.raises(Unbalanced):
        ledger.check()


def test_a_file_with_endless_kinds_has_a_table_that_ends() -> None:
    ledger = Ledger()
    names = {ledger.came_in(f"items of type t{number}") for number in range(1000)}
    assert OTHERS in names
    assert len(ledger.came) == KINDS + 1


def test_examples_are_few_and_no_addresses() -> None:
    ledger = Ledger()
    for number in range(100):
        ledger.remark("seen", f"item {number}" if number else "rita@example.org")
    assert list(ledger.lines())[-1] == "  100 seen (item 1, item 2, item 3, item 4, item 5)"


@pytest.mark.django_db
def test_an_import_that_loses_something_fails(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(arriving.Comments, "flush", lambda self: self._waiting.clear())
    with pytest.raises(CommandError, match="comments, approved: 1 came in, 0 accounted for"):
        run("import_wordpress", wxr(tmp_path / "old.xml", item(1, comment(1))))

"""What was chosen is shown by a test, and the document says which."""

import re
from collections import Counter

import pytest

from .chosen import CHOSEN
from .flaws import FLAWS
from .scan import DOCUMENT, document, marked

pytestmark = pytest.mark.one_database


def test_every_requirement_that_was_chosen_is_shown() -> None:
    assert len(CHOSEN) == 74
    assert [number for number in CHOSEN if number not in marked("asvs")] == []


def test_every_class_of_flaws_is_tried() -> None:
    assert [name for name in FLAWS if name not in marked("flaw")] == []


@pytest.mark.parametrize(("mark", "known"), [("asvs", CHOSEN), ("flaw", FLAWS)])
def test_no_mark_names_what_does_not_exist(mark: str, known: dict[str, object]) -> None:
    assert marked(mark).keys() - known.keys() == set()


def test_every_flaw_is_in_one_class() -> None:
    cves = Counter(cve for flaw in FLAWS.values() for cve in flaw.cves.split())
    assert [cve for cve, times in cves.items() if times > 1 or not re.fullmatch(r"CVE-202[4-6]-\d{4,6}", cve)] == []
    assert len(cves) == 51


def test_document_is_the_one_that_the_marks_make() -> None:
    assert DOCUMENT.read_text() == document(), "python -m tests.requirements"

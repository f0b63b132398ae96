"""Whether urgent words are seen, and only those: the sets of tests/screening, measured against what is promised."""

import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from comments.screening.finding import Label
from comments.screening.urgent import findings

from .screening.urgent_reading import Sample, samples

URGENT, CALM, PAIRS = samples("urgent.txt"), samples("calm.txt"), samples("urgent_pairs.txt")
FRESH, FRESH_CALM, FRESH_PAIRS = samples("fresh_urgent.txt"), samples("fresh_calm.txt"), samples("fresh_pairs.txt")
DOC = Path(settings.BASE_DIR) / "docs/screening.md"
KINDS = {"overdose, me": "overdose", "overdose, somebody here": "overdose", "wish to die": "suicide", "plan": "suicide"}


def fires(text: str) -> bool:
    return bool(findings(text))


def missed(found: tuple[Sample, ...]) -> list[str]:
    return [sample.text for sample in found if not fires(sample.text)]


# --- What is promised -------------------------------------------------------------------------------------------------


def test_sets_are_as_large_as_promised() -> None:
    assert len(URGENT) >= 80
    assert len(CALM) >= 150
    assert len(PAIRS) >= 100
    assert all(sample.twin for sample in PAIRS)


def test_at_most_one_of_twenty_in_danger_is_missed() -> None:
    assert len(missed(URGENT)) <= 0.05 * len(URGENT), missed(URGENT)


def test_at_most_three_of_a_hundred_honest_comments_are_taken_for_urgent() -> None:
    alarms = [sample.text for sample in CALM if fires(sample.text)]
    assert len(alarms) <= 0.03 * len(CALM), alarms


@pytest.mark.parametrize("pairs", [PAIRS, FRESH_PAIRS], ids=["own", "fresh"])
def test_twins_are_told_apart(pairs: tuple[Sample, ...]) -> None:
    alarms = [sample.twin for sample in pairs if fires(sample.twin)]
    assert len(missed(pairs)) <= 0.05 * len(pairs), missed(pairs)
    assert len(alarms) <= 0.03 * len(pairs), alarms


def test_fresh_texts_by_another_hand_are_told_apart() -> None:
    alarms = [sample.text for sample in FRESH_CALM if fires(sample.text)]
    assert len(missed(FRESH)) <= 0.05 * len(FRESH), missed(FRESH)
    assert len(alarms) <= 0.03 * len(FRESH_CALM), alarms


def test_what_no_rule_foresees_is_weighed() -> None:
    """None of the rules knows these words; what they share with the urgent ones is enough, unless told of the past."""
    assert fires("My friend looks dead. I don't know what he took.")
    assert not fires("My friend looked dead. I didn't know what he had taken.")


def test_documented_figures_are_those_measured() -> None:
    table = DOC.read_text().split("<!-- urgent -->")[1].split("<!-- /urgent -->")[0]
    assert re.findall(r"^\| (?!set|-).*$", table, re.M) == figures()


def figures() -> list[str]:
    """The rows of the table in docs/screening.md, computed."""
    rows = []
    for name, found, right in (
        ("urgent", URGENT, lambda sample: fires(sample.text)),
        ("pair, urgent", PAIRS, lambda sample: fires(sample.text)),
        ("pair, twin", PAIRS, lambda sample: not fires(sample.twin)),
        ("calm", CALM, lambda sample: not fires(sample.text)),
        ("fresh", FRESH, lambda sample: fires(sample.text)),
        ("fresh pair, urgent", FRESH_PAIRS, lambda sample: fires(sample.text)),
        ("fresh pair, twin", FRESH_PAIRS, lambda sample: not fires(sample.twin)),
        ("fresh", FRESH_CALM, lambda sample: not fires(sample.text)),
    ):
        total, good = (
            Counter(sample.kind for sample in found),
            Counter(sample.kind for sample in found if right(sample)),
        )
        rows += [f"| {name} | {kind} | {good[kind]} of {total[kind]} |" for kind in total]
    return rows


# --- What a finding says ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_kind_is_named(kind: str) -> None:
    named = [KINDS[kind] in {one.kind for one in findings(sample.text)} for sample in URGENT if sample.kind == kind]
    # "I'm going to take all of them" is both: either is right, and most are named as they are meant.
    assert sum(named) >= 0.8 * len(named)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("First this. I WANT to die", "I WANT to die"),
        ("She isn’t brea\u200bthing", "She isn’t brea\u200bthing"),
        ("j’ai  avalé toute la boîte", "j’ai  avalé toute la boîte"),
        ("ﬁrst line 😭\n\n**i  want\nto diiiie** ok", "i  want\nto diiiie"),
        ("i wnat to die", "i wnat to die"),
    ],
)
def test_place_is_that_in_the_text_as_written(text: str, marked: str) -> None:
    (found,) = findings(text)
    assert text[found.start : found.end] == marked
    assert (found.label, found.field) == (Label.URGENT, "text")


def test_name_is_read_too() -> None:
    (found,) = findings("Thank you.", name="I want to die")
    assert (found.kind, found.field, found.start, found.end) == ("suicide", "name", 0, 13)


def test_past_ends_where_now_begins() -> None:
    assert fires("I overdosed last year. Right now I have taken everything and I want it to end")
    assert fires("i overdosed last year but right now i have taken everything and i want it to end")
    assert not fires("Right now I am fine. I overdosed last year and took everything I had")


def test_who_puts_all_in_quotation_marks_quotes_nobody() -> None:
    assert fires('"I want to die"')
    assert not fires('"I want to die" was the first line of the letter that he left for us')
    assert not fires("> I want to die\n\nThank you for writing this, it was me ten years ago.")


@pytest.mark.parametrize("kind", ["before", "after"])
def test_urgent_words_are_found_in_a_long_comment(kind: str) -> None:
    calm = " ".join(sample.text for sample in CALM if sample.kind == "article")
    text = f"{calm}\n\nI want to die." if kind == "after" else f"I want to die.\n\n{calm}"
    assert [text[one.start : one.end] for one in findings(text)] == ["I want to die"]


words = st.sampled_from(
    "i my he not want to die took 40 pills is was , . “ ” ' \u200b É ß İ ﬁ breathing if last year 😭".split()
)


@examples(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(words, max_size=20).map(" ".join)))
def test_anything_is_read_and_places_lie_within(text: str) -> None:
    for found in findings(text, name=text):
        assert 0 <= found.start < found.end <= len(text)
        assert found.kind in {"overdose", "suicide"}
        assert str(found.reason)

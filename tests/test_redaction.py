"""What is left when words are taken out of a text: pure functions, random texts and marks."""

import html
import re
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comments.characters import from_browser, is_within
from comments.redaction import Kind, Span, Wrong, as_one, in_two, merged, name_without, placeholder, scrubbed, without
from harmblog.markup import comment_html

from .proof.long import many

SIGNS = [
    "[",
    "](",
    ")",
    "*",
    "_",
    "> ",
    "\n- ",
    "\\",
    "<",
    ">",
    "`",
    "\r\n",
    "\n\n",
    "https://a.example/",
    ":",
    "1. ",
    "&",
]
LETTERS = [
    "a",
    "é",
    "e\u0301",
    "👩‍👩‍👧",
    "👍🏽",
    "🇩🇪",
    "שלום",
    "\u200f",
    "日",
    "각",
    "\u1112\u1161\u11ab",
    "rita",
    " ",
    "x y",
    "42",
]
TEXTS = st.lists(st.sampled_from(SIGNS + LETTERS) | st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).map(
    "".join
)


@st.composite
def marked(draw: Any) -> tuple[str, list[Span]]:
    """A text, and marks in it that overlap, touch and lie in each other as they like."""
    text = draw(TEXTS.filter(bool))
    places = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda place: place[0] != place[1])
    found = draw(st.lists(st.tuples(places, st.sampled_from(list(Kind))), min_size=1, max_size=6))
    return text, [Span(min(place), max(place), kind) for place, kind in found]


def bare(text: str) -> str:
    """Without what Markdown may take away, or an escape add."""
    return re.sub(r"[\s!-/:-@\[-`{-~]", "", text)


@pytest.mark.fuzz("redaction")
@given(marked())
@settings(max_examples=many(150, 2000), deadline=None)
@example(("[see rita here](https://a.example/)", [Span(5, 9)]))
@example(("see rita(https://a.example/)", [Span(4, 8)]))
@example(("[x](<https://a.example/rita> 'rita')", [Span(23, 27), Span(30, 34)]))
@example(("> " * 30 + "rita", [Span(60, 64)]))
@example(("\\rita](https://a.example/)", [Span(1, 5)]))
@example(("[removed by a moderator: contact](https://a.example/) rita", [Span(54, 58)]))
def test_what_is_marked_is_gone_and_what_is_not_stays_in_order(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    gone = merged(text, spans)
    ends = [0, *(place for span in gone for place in (span.start, span.end)), len(text)]
    stays = [text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)]
    told = [placeholder(span.kind) for span in gone]
    left = without(text, spans)
    rest = left.replace("\\", "")
    for piece in zip(stays, [*told, ""], strict=True):
        whole = "".join(piece).replace("\\", "")
        assert rest.startswith(whole)
        rest = rest[len(whole) :]
    assert rest == ""

    drawn = comment_html(left)
    seen = html.unescape(re.sub(r"<[^>]*>", "", drawn))
    assert all(seen.count(words) >= told.count(words) for words in told)
    if "removed by" not in text:  # which somebody may have typed
        assert not re.search(r"<a [^>]*>(?:(?!</a>).)*removed by", drawn, re.S)
    shown = bare("\0".join(re.split("|".join(map(re.escape, told)), seen)))
    for stretch in (bare(text[span.start : span.end]) for span in gone):
        assert len(stretch) < 3 or stretch not in shown or stretch in bare("\0".join(stays))


@pytest.mark.fuzz("redaction")
@given(marked())
@settings(max_examples=many(80, 1000), deadline=None)
def test_no_letter_is_cut_in_two(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    places = {place for span in merged(text, spans) for place in (span.start, span.end)} - {0, len(text)}
    assert not any(is_within(text, place) or unicodedata.category(text[place])[0] == "M" for place in places)
    assert all(any(one.start <= span.start and span.end <= one.end for one in merged(text, spans)) for span in spans)


@pytest.mark.fuzz("redaction")
@given(marked(), st.data())
@settings(max_examples=many(80, 1000), deadline=None)
def test_what_a_browser_counts_is_found_whole(case: tuple[str, list[Span]], data: Any) -> None:
    text = case[0]
    parsed = re.sub("\r\n?", "\n", text).encode("utf-16-le")
    start = data.draw(st.integers(0, len(parsed) // 2 - 1))
    end = data.draw(st.integers(start + 1, len(parsed) // 2))
    first, last = from_browser(text, start, end)
    found = re.sub("\r\n?", "\n", text[first:last]).encode("utf-16-le")
    assert parsed[2 * start : 2 * end] in found
    assert len(found) // 2 <= end - start + 2  # a half of what is two units is both


@pytest.mark.parametrize("place", [(-1, 2), (2, 2), (3, 1), (0, 99), (10**9, 10**9 + 1)])
def test_place_that_is_none_is_refused(place: tuple[int, int]) -> None:
    with pytest.raises(Wrong):
        merged("It helped.", [Span(*place)])
    with pytest.raises(ValueError, match=r"^$"):
        from_browser("It helped.", *place)


def test_touching_marks_are_one_of_the_kind_of_the_longest() -> None:
    spans = [Span(0, 2, Kind.SOURCE), Span(2, 7, Kind.CONTACT), Span(3, 5), Span(9, 10)]
    assert merged("0123456789", spans) == [Span(0, 7, Kind.CONTACT), Span(9, 10)]


def test_mark_that_touches_an_earlier_placeholder_takes_it_whole() -> None:
    once = without("call 06123 or Jana", [Span(5, 10, Kind.CONTACT)])
    assert once == "call [removed by a moderator: contact] or Jana"
    assert without(once, [Span(30, len(once))]) == "call [removed by a moderator: identifying detail]"


def test_plain_text_gets_no_backslash() -> None:
    assert "\\" not in without("Write to rita@example.org (any time).", [Span(9, 25, Kind.CONTACT)])


@pytest.mark.parametrize(
    ("name", "gone", "left"),
    [
        ("Rita (@rita_h)", "@rita_h", "Rita"),
        ("Rita Hansen", " Hansen", "Rita"),
        ("Rita", "Rita", "Anonymous"),
        ("rita@example.org!", "rita@example.org", "Anonymous"),
        ("Ritae\u0301", "e", "Rita"),
    ],
)
def test_name_keeps_its_rest_or_is_nobody(name: str, gone: str, left: str) -> None:
    at = name.index(gone)
    assert name_without(name, [Span(at, at + len(gone), field="name")]) == left


def test_note_that_quotes_what_is_gone_is_cleaned() -> None:
    said = "It is rita hansen, of 12 Elm\nStreet. Hansen! The street is fine."
    cleaned = scrubbed(said, ["Rita Hansen", "12 Elm Street"], "I like the street.")
    assert cleaned == "It is […], of […]. […]! The street is fine."


@pytest.mark.parametrize(("name", "text"), [("Rita", "One\ntwo\r\n"), ("R\nita", ""), ("é", "\n\nx")])
def test_name_and_text_are_sealed_as_one_and_come_back(name: str, text: str) -> None:
    assert in_two(as_one(name, text)) == (name.replace("\n", " "), text)

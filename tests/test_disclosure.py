"""What could lead to somebody is found, and drug talk is left in peace."""

from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from comments.screening.disclosure import findings, without
from comments.screening.finding import Label, labels

from .screening.disclosure_table import parts, table, warned
from .screening.reading import pairs, samples


def marked(text: str, name: str = "") -> list[tuple[str, str]]:
    """Kind and words of everything that was found."""
    fields = {"text": text, "name": name}
    return [(finding.kind, fields[finding.field][finding.start : finding.end]) for finding in findings(text, name=name)]


# --- The labelled sets ------------------------------------------------------------------------------------------------


def test_sets_are_large_enough() -> None:
    assert len(samples("honest.txt")) >= 300
    assert len(samples("disclosure.txt")) >= 150
    assert len(pairs()) >= 40


@pytest.mark.parametrize("file", ["honest.txt", "fresh_honest.txt"])
def test_hardly_an_honest_comment_is_warned_about(file: str) -> None:
    honest = samples(file)
    assert len(false := warned(honest)) <= len(honest) * 0.02, false


@pytest.mark.parametrize("file", ["disclosure.txt", "fresh_disclosure.txt"])
def test_nearly_every_disclosure_is_found(file: str) -> None:
    telling = samples(file)
    missed = set(telling) - set(warned(telling))
    assert len(missed) <= len(telling) * 0.05, missed


def test_others_are_told_from_the_writer() -> None:
    wrong = [
        sample
        for sample in samples("disclosure.txt")
        if (Label.OTHERS in labels(findings(sample.text, name=sample.name))) != ("other-person" in sample.kinds)
    ]
    assert len(wrong) <= 3, wrong


def test_small_words_make_the_difference() -> None:
    wrong = [(telling, plain) for telling, plain in pairs() if not findings(telling) or findings(plain)]
    assert len(wrong) <= len(pairs()) * 0.05, wrong


def test_document_tells_the_present_figures() -> None:
    """After a change of rules or sets: python -m tests.screening.disclosure_table"""
    assert parts()[1] == table()


# --- Where it stands --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mail rita@example.org, please.", [("email", "rita@example.org")]),
        ("Mail ri\u200bta＠exam\u200bple．org now", [("email", "ri\u200bta＠exam\u200bple．org")]),
        ("rita at gmail dot com", [("email", "rita at gmail dot com")]),
        ("Text me on 07700 900123.", [("phone", "07700 900123")]),
        ("🙂🙂 (0117) 496 0123 🙂", [("phone", "(0117) 496 0123")]),
        ("٠٧٧٠٠ ٩٠٠١٢٣", [("phone", "٠٧٧٠٠ ٩٠٠١٢٣")]),
        ("I'm at 24 Elmhurst Road, LS6 9QX", [("street", "24 Elmhurst Road"), ("postcode", "LS6 9QX")]),
        ("my insta is rin.sober.days now", [("handle", "rin.sober.days")]),
        (
            "I was at St Mary's hospital in Leeds on 3 March, ill",
            [("combination", "St Mary's hospital"), ("combination", "Leeds"), ("combination", "3 March")],
        ),
        ("my neighbour John Milliner deals", [("other-person", "John Milliner")]),
    ],
)
def test_exactly_the_telling_part_is_marked(text: str, expected: list[tuple[str, str]]) -> None:
    assert marked(text) == expected


@pytest.mark.parametrize(
    ("name", "last"),
    [
        ("Rita Hansen", "Hansen"),
        ("Kevin O’Malley", "O’Malley"),
        ("Tom van der Meulen", "van der Meulen"),
        ("Hansen, Rita", "Hansen"),
        ("Dr. Oliver Finchley", "Finchley"),
        ("Jose\u0301 Almendros", "Almendros"),
    ],
)
def test_last_name_is_marked(name: str, last: str) -> None:
    assert marked("Thank you", name) == [("name", last)]


NICKNAMES = (
    "Anonymous Reader|Night Owl|Tired Mum|Old Timer|Mr. Blue|Dark Star|Jane D.|Rita|Mary Jane|Dave from Leeds|R. H."
)


@pytest.mark.parametrize("name", NICKNAMES.split("|"))
def test_nickname_is_no_name(name: str) -> None:
    assert marked("Thank you", name) == []


NEVER = """2 x 100 mg|4-HO-MET|0.5 ml|5-MeO-DMT|2C-B|1P-LSD|3-MMC|10/325|30mg 3x a day|0.4mg/ml|120 ml of 96 %|Room 101
12 step|24/7|9 to 5|2013-2016|from 1999 to 2004|M30, A215, K 56|Xanax G3722|PMID 12345678|doi:10.1000/xyz123
988 or 911|Samaritans 116 123|call 111|Drogues info service 0 800 23 13 13|SAMHSA 1-800-662-4357
https://www.nhs.uk/live-well/|@ 50 mg|https://erowid.org/chemicals/|100mg @ 3pm|here in Glasgow
St Mary's is good|on 3 March|I am 41|Dr Patel dropped me|Gabor Maté writes|Carl Hart's book|Johns Hopkins study
Alexander Shulgin|50 IU/kg|20 u/day|01.02.2020-05.03.2020|M30s on snapchat|I'm staying on 16 mg way too long
12 Steps on Main Street|0700 1500 2300|look at erowid.org|my sober birthday is 3 March 2019"""


@pytest.mark.parametrize("text", NEVER.replace("\n", "|").split("|"))
def test_drug_talk_is_left_in_peace(text: str) -> None:
    assert marked(f"For me it was {text}, that is all.") == []
    assert marked(text) == []


# --- Without it -------------------------------------------------------------------------------------------------------


def test_nothing_is_left_to_find() -> None:
    left = []
    for _kinds, name, text, _unseen in samples("disclosure.txt"):
        found = findings(text, name=name)
        rest = without(text, found), without(name, found, field="name")
        left += [rest] if findings(rest[0], name=rest[1]) else []
    assert left == []


def test_marked_parts_are_replaced() -> None:
    text = "Text me on 07700 900123 or mail rita@example.org. 2 x 100 mg."
    assert without(text, findings(text)) == "Text me on […] or mail […]. 2 x 100 mg."


@pytest.mark.parametrize(
    ("name", "left"),
    [("Rita Hansen", "Rita"), ("Hansen, Rita", "Rita"), ("rita@example.org", "Anonymous"), ("Night Owl", "Night Owl")],
)
def test_name_is_cut(name: str, left: str) -> None:
    with translation.override("en"):
        assert without(name, findings("", name=name), field="name") == left


# --- Any text ---------------------------------------------------------------------------------------------------------

PIECES = (
    "rita @ at dot . com example.org 07700 900123 + ( ) 24 Elm Street my name is Rita Hansen in Leeds on 3 May".split()
)
HOSTILE = st.lists(st.sampled_from([*PIECES, " ", "\n", "\u200b", "é", "e\u0301", "ﬁ", "１", "١", "🙂", "\u202e", "מ"]))


@settings(max_examples=60, deadline=None)
@given(HOSTILE.map(" ".join) | HOSTILE.map("".join) | st.text(), st.text(max_size=40) | HOSTILE.map("".join))
def test_findings_lie_within_and_apart(text: str, name: str) -> None:
    fields = {"text": text, "name": name}
    found = findings(text, name=name)
    assert all(0 <= finding.start < finding.end <= len(fields[finding.field]) for finding in found)
    for one, after in pairwise(found):
        assert one.field < after.field or one.end <= after.start
    assert findings(text, name=name) == found


@pytest.mark.parametrize(
    "piece", ["a", "1 ", "a@", "a at ", "Aa ", "my insta is ", "24 Aa ", "é", "\u200b", "1-", "3 May "]
)
def test_long_texts_come_to_an_end(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    assert isinstance(findings(text, name=text[:120]), list)

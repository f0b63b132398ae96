"""Labels of the field: what offers drugs, sells, advertises, or claims; and that honest talk in hard words is none."""

import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.models import Article
from comments import moderation
from comments.checking import Check, screened, screened_again
from comments.models import Comment
from comments.screening.field import findings
from comments.screening.finding import Label, labels
from comments.screening.patterns import FOLDER, prepare

from .screening.field_reading import FIRST, ROUNDS, samples
from .screening.field_table import LATE, found, honest_sets, parts, table
from .speed import within

Lane = Comment.Lane


def marked(text: str, name: str = "") -> set[str]:
    return {label.value for label in labels(findings(text, name=name))}


# --- The labelled sets ------------------------------------------------------------------------------------------------


def test_sets_are_large_enough() -> None:
    honest, unwanted = (samples(file) for file in FIRST)
    assert len(honest) >= 120
    assert len(unwanted) >= 120
    assert sum(sample.unseen for sample in (*honest, *unwanted)) >= 0.49 * (len(honest) + len(unwanted))


def test_no_honest_comment_is_taken_for_sourcing_or_spam() -> None:
    for called, texts in honest_sets().items():
        wrong = [text for name, text in texts if found(name, text) & {Label.SOURCING, Label.SPAM}]
        late = [text for name, text in texts if found(name, text) & LATE]
        assert wrong == [], called
        assert len(late) <= 0.02 * len(texts), late


@pytest.mark.parametrize("label", ["sourcing", "vendor", "spam", "dose", "graphic"])
def test_nearly_all_that_the_rules_never_saw_is_found(label: str) -> None:
    unseen = [one for file in (*FIRST, *ROUNDS) for one in samples(file) if one.unseen and label in one.labels]
    missed = [one.text for one in unseen if label not in found(one.name, one.text)]
    assert len(missed) <= 0.15 * len(unseen), missed


def test_document_tells_the_present_figures() -> None:
    """After a change of rules or sets: python -m tests.screening.field_table"""
    assert parts()[1] == table()


# --- What is found, and what is not -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_advertisement_in_quotation_marks_is_found_where_it_stands(client: Client, article: Article) -> None:
    said = '" title="Sleep" href="'
    assert [said[one.start : one.end] for one in findings(said)] == ["href="]
    answer = client.post(f"{article.get_absolute_url()}comment/", {"name": "Rita", "comment": said})
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "text",
    [
        "DM me for the menu, everything in stock",
        "hmu on ＴＥＬＥＧＲＡＭ @example_plug, coke 70 a g",
        "t3l3gr4m @example_plug, c0ke and k3t in stock",
        "w i c k r : example_plug, fast delivery all over the UK, ket and coke",
        "Hit me on wіckr for сосаіne, good рrices",  # the i, c, o, a and p are Cyrillic
        "te\u200bleg\u200bram me for co\u200bke, 70 a g",
        "where can I buy heroin in Leeds",
        "¿Dónde puedo comprar MDMA en Valencia?",
        "Wo kann ich in Köln Speed kaufen?",
        "17LQj6xKe9pzouP97ARTAo99yTC5APEpbA",
        "bc1q8d42re5ddqnj3asslvw8lkfdt73ws9rchxeyya",
    ],
)
def test_offer_and_request_are_found(text: str) -> None:
    assert "sourcing" in marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Where can I get naloxone in Leeds without a prescription?",
        "17LQj6xKe9pzouP97ARTAo99yTC5APEpbB",  # no address: the last letter is another
        "DM me if you need somebody to talk to",
        "My dealer died in March. He sold me a gram for 80, every Friday.",
        'He wrote "hmu for the menu, coke 80 a g, next day delivery" and I blocked him.',
        "Don't answer anybody here who says DM me for prices",
        "Signal went down last night and I missed my sponsor",
        "You can send samples to the lab by post, it is free",
    ],
)
def test_honest_talk_is_left_in_peace(text: str) -> None:
    assert marked(text) == set()


@pytest.mark.parametrize(
    ("text", "is_vendor"),
    [
        ("look at trbmk4lolc6okdihul6mc25wyenpxawzr2hxctgsvswi22x5jky6mifd.onion", True),
        ('look at "https://cheap-pills-online.example/"', True),
        ("t.me/exampleshop", True),
        ("pharma-kings dot com", True),
        ("our peer support group: t.me/examplegroup", False),
        ("https://www.who.int/news-room/fact-sheets/detail/opioid-overdose", False),
        ("https://news.example.org/2024/how-teens-buy-pills-on-snapchat", False),
        ("https://needle-exchange.example.org/order", False),
        ("https://doi.org/10.1016/j.drugpo.2019.07.005", False),
        ("I met him on a .onion site", False),
    ],
)
def test_links_to_vendors_are_told_from_others(text: str, is_vendor: bool) -> None:
    assert ("vendor" in marked(text)) == is_vendor


def test_name_is_read_too() -> None:
    assert marked("Thank you for this useful information.", name="cheap-pills.example") == {"spam"}
    (finding,) = findings("Thank you.", name="Best Online Casino")
    assert (finding.field, finding.start, finding.end) == ("name", 0, 18)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("There is no overdose risk with this", "dose"),
        ("Is there an overdose risk with this?", ""),
        ("Nobody should tell you that it is safe to mix benzos and methadone.", ""),
        ("MDMA and Nardil is a great combination", "dose"),
        ("MDMA and Nardil nearly killed me, never mix them", ""),
        ("The abscess burst and pus ran down my leg", "graphic"),
        ("The abscess healed, go and see somebody early", ""),
    ],
)
def test_claims_and_hard_texts_are_only_labelled(text: str, label: str) -> None:
    assert marked(text) == ({label} if label else set())
    assert screened(Check("Rita", text), block="", trap=False)["lane"] == Lane.ORDINARY


def test_finding_stands_where_it_is_written_and_says_why() -> None:
    text = "First this. Ｗｈｅｒｅ can I b\u200buy heroin in Leeds?"
    (finding,) = findings(text)
    assert text[finding.start : finding.end] == "Ｗｈｅｒｅ can I b\u200buy heroin"
    assert str(finding.reason) == "asks where drugs can be had"


# --- The queue --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_offer_waits_in_the_slow_lane_and_its_writer_is_not_asked(client: Client, article: Article) -> None:
    form = {"name": "Rita", "comment": "DM me for the menu, everything in stock"}
    assert client.post(f"{article.get_absolute_url()}comment/", form).status_code == 303
    comment = Comment.objects.get()
    assert (comment.lane, comment.labels) == (Lane.SLOW, "sourcing")


def test_danger_goes_before_anything_else_that_was_found() -> None:
    text = "I just took 50 pills and I want to die. Where can I buy heroin in Leeds?"
    assert screened(Check("Rita", text), block="", trap=False) == {"labels": "sourcing urgent", "lane": Lane.URGENT}


@pytest.mark.django_db
def test_waiting_comment_that_becomes_an_offer_goes_to_the_slow_lane(say: object) -> None:
    comment = say()  # type: ignore[operator]
    text = "DM me for the menu, everything in stock"
    moderation.edit(comment, name="Rita", text=text, **screened_again(Check("Rita", text), before=comment))
    comment.refresh_from_db()
    assert (comment.lane, comment.labels) == (Lane.SLOW, "sourcing")


# --- Any text ---------------------------------------------------------------------------------------------------------

PIECES = (
    "dm me for the menu telegram : @example 80 a gram $10/pill where can i buy heroin https:// t.me/x .onion dot com "
    "ships worldwide k e t no risk of abscess pus “ ” > casino"
).split()
HOSTILE = st.lists(
    st.sampled_from([*PIECES, " ", "\n", "\u200b", "é", "e\u0301", "ﬁ", "１", "🔌", "\u202e", "ß", "İ", "а"])
)


@settings(max_examples=60, deadline=None)
@given(HOSTILE.map(" ".join) | HOSTILE.map("".join) | st.text(), st.text(max_size=40) | HOSTILE.map("".join))
def test_findings_lie_within(text: str, name: str) -> None:
    fields = {"text": text, "name": name}
    for finding in findings(text, name=name):
        assert 0 <= finding.start < finding.end <= len(fields[finding.field])
        assert str(finding.reason)


SLOW = (
    "a |1 |a.b.|$|@a|where can i buy |10 for 5 |1g 60€ |t e l |h3r0 |http://a.|a dot |pus |my |no risk of |dm me "
    '|selling |(dot) |we have |\u200b|é|>\n|"a|bc1q|0x|1A|anyone selling ¤|\n|. |in|telegram: '
)


@pytest.mark.asvs("V1.3.12")
@pytest.mark.parametrize("piece", SLOW.split("|"))
def test_long_texts_come_to_an_end(piece: str) -> None:
    prepare()
    text = (piece * 10_000)[:10_000]
    within(0.6, lambda: findings(text, name=text[:80]))  # a tenth on a machine that has nothing else to do


@pytest.mark.asvs("V1.3.12")
def test_every_repetition_is_bounded() -> None:
    """An unbounded one within another is how a text becomes slow; one of a single sign in front of an end is none."""
    for file in FOLDER.glob("*.txt"):
        patterns = "".join(line for line in file.read_text().splitlines() if line.startswith("    "))
        outside_classes = re.sub(r"\\.|\[(?:\\.|[^\]])*\]", "x", patterns)
        assert re.findall(r"\)[*+](?!\?)|\{\d+,\}", outside_classes) == [], file.name

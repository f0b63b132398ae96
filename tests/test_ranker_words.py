"""What a text is taken as by the ranker, and that nobody waits for the words that this site is about."""

import pytest

from comments.ranker.measuring import auc
from comments.ranker.tokens import MOST, is_of_the_field, tokens
from comments.ranker.weighing import Counts, learned, score

from .screening.ranker_table import FIELD, SPAM, TESTED, Row, figures, table
from .speed import within


def names(text: str, name: str = "") -> set[str]:
    return {token.name for token in tokens(text, name)}


# --- Words and shapes -------------------------------------------------------------------------------------------------


def test_forms_of_a_word_are_one() -> None:
    assert names("subscribe") == names("Subscribers") == names("SUBSCRÍBING") == {"subsc"}


def test_stretched_words_are_one() -> None:
    assert names("pleaaaaase") == names("pleaaase")


def test_hidden_characters_do_not_hide_a_word() -> None:
    assert names("tele\u200bgram") == names("telegram")


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("see http://shop.example.org/x", "=link"),
        ("see http://shop.example.org/x", "=at shop.example.org"),
        ("only 20€ each", "=price"),
        ("we take BTC", "=coin"),
        ("write to @some_one", "=channel"),
        ("dm me", "=channel"),
        ("BUY IT NOW AND HERE", "=loud"),
    ],
)
def test_shape_is_seen(text: str, shape: str) -> None:
    assert shape in names(text)


def test_name_counts_by_its_shapes_only() -> None:
    assert names("hello", "Rita") == {"hello"}
    assert names("hello", "shop.example.org") == {"hello", "=link", "=at shop.example.org"}


def test_long_text_counts_no_more_than_its_share() -> None:
    assert len(tokens(" ".join(map(str.lower, map(chr, range(0x4E00, 0x5200)))))) == MOST


@pytest.mark.parametrize("text", ["a" * 10_000, "a." * 5_000, "@a " * 3_300, "1" * 10_000, "a@" * 5_000, "ab " * 3_300])
def test_text_made_to_be_slow_is_not(text: str) -> None:
    within(0.2, lambda: tokens(text))


# --- Words of harm reduction ------------------------------------------------------------------------------------------


def test_list_is_long_and_leaves_traders_their_words() -> None:
    assert len(set(FIELD)) >= 400
    trade = (
        "plug telegram whatsapp vendor shipping delivery cheap price order buy sell legit discreet bitcoin stock menu"
    )
    assert [word for word in trade.split() if is_of_the_field(word)] == []


def test_words_of_the_field_never_raise_a_score() -> None:
    """Even where each of them stood in every spam and in nothing else."""
    texts = [" ".join(FIELD[start : start + 20]) for start in range(0, len(FIELD), 20)]
    counts = Counts(100, 100, {token.name: (0, 100) for text in texts for token in tokens(text)})
    assert max(score(tokens(text), counts) for text in [*texts, "100 mg 4-HO-MET, 2C-B, 3 x 0.5 ml"]) <= 0


def test_no_pair_holds_a_word_of_the_field() -> None:
    assert not any(" " in token.name for token in tokens("buy heroin cheap heroin now"))


def test_words_around_them_do() -> None:
    counts = Counts(100, 100, {token.name: (0, 100) for token in tokens("telegram shipping heroin")})
    assert score(tokens("heroin by telegram, shipping worldwide"), counts) > 0


@pytest.mark.parametrize("spam", SPAM)
@pytest.mark.parametrize("known", [30, TESTED])
def test_hardly_an_honest_comment_waits_behind(spam: str, known: int) -> None:
    """At most two in a hundred, whatever the spam of a site looks like."""
    found = figures(SPAM[spam](), known=known)
    assert found.wanted > 600
    assert found.wanted_behind <= 0.02 * found.wanted


def test_offers_of_drugs_wait_behind() -> None:
    found = figures(SPAM["advertisements"](), known=TESTED)
    assert found.auc > 0.97
    assert found.unwanted_behind >= 0.7 * found.unwanted


# --- Measuring --------------------------------------------------------------------------------------------------------


def test_area_under_the_curve() -> None:
    assert auc([(1.0, False), (2.0, True)]) == 1
    assert auc([(2.0, False), (1.0, True)]) == 0
    assert auc([(1.0, False), (1.0, True)]) == 0.5
    assert auc([(0.0, False), (1.0, True), (2.0, False), (3.0, True)]) == 0.75


def test_a_comment_learned_and_taken_out_is_as_if_it_had_never_been() -> None:
    one, rest = tokens("naloxone saved him"), [(tokens("kind words"), False), (tokens("cheap words"), True)]
    left = learned([*rest, (one, False)]).without(one)
    assert score(one, left) == score(one, learned(rest))


def test_table_is_made_for_every_split() -> None:
    rows = [
        Row(video, f"{kind} words {n}", kind == "cheap")
        for video in "ab"
        for kind in ("cheap", "kind")
        for n in range(9)
    ]
    told = table(rows).splitlines()
    assert len(told) == 2 + 2 * 2 + 5
    assert "| b | a | 18 | 1.000 | 1.000 |" in told[2]

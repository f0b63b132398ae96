"""Words as search compares them: without case, accents and endings, in any writing."""

import pytest

from articles.words import MOST_WORDS, Query, parse, stored
from harmblog.htmltext import plain_text, with_absolute_addresses


def finds(typed: str, text: str, language: str) -> bool:
    """Whether each word that was typed has a stem in common with what is stored of the text."""
    words = set(stored(text, language))
    return all(any(words.issuperset(form) for form in term.forms) for term in parse(typed, [language]).terms)


@pytest.mark.parametrize(
    ("language", "typed", "text"),
    [
        ("en", "sleeping", "He sleeps."),
        ("en", "OVERDOSES", "an overdose"),
        ("es", "naloxona", "Naloxoná"),
        ("es", "Naloxoná", "naloxona"),
        ("es", "adicciones", "la adicción"),
        ("pt", "medicações", "a medicação"),
        ("pt", "medicacao", "a medicação"),
        ("pt-br", "medicação", "medicações"),
        ("fr", "mangées", "manger"),
        ("fr", "eau", "l’eau"),
        ("de", "überdosen", "Überdosen"),
        ("de", "uberdosen", "Überdosen"),
        ("de", "strasse", "Straße"),
        ("pl", "lodz", "Łódź"),
        ("ru", "снами", "сон сна снам"),
        ("ar", "مرحبا", "مَرْحَبًا"),
        ("ja", "睡眠", "良い睡眠です"),
        ("th", "นอน", "การนอนหลับ"),
        ("xx", "plain", "plain"),
        ("", "plain", "Plain"),
    ],
)
def test_word_is_found_in_another_form(language: str, typed: str, text: str) -> None:
    assert parse(typed, [language]).terms
    assert finds(typed, text, language)


@pytest.mark.parametrize(("typed", "text"), [("naloxone", "methadone"), ("sleep well", "sleep"), ("睡眠", "睡")])
def test_other_word_is_not_found(typed: str, text: str) -> None:
    assert not finds(typed, text, "en")


def test_text_is_stored_in_its_own_language_only() -> None:
    assert stored("sleeping", "en") == ["sleep"]
    assert stored("sleeping", "de") == ["sleeping"]


def forms(query: Query) -> list[set[tuple[str, ...]]]:
    return [set(term.forms) for term in query.terms]


def test_quotes_and_joined_words_are_phrases() -> None:
    assert forms(parse('“slow down” harm-kit "a', ["xx"])) == [{("slow", "down")}, {("harm", "kit")}, {("a",)}]


@pytest.mark.asvs("V1.2.4")
@pytest.mark.parametrize("typed", ["NEAR(a b)", "a AND b", "a* OR -b", "title:a ^b", "a <-> b & !c:*", "{a b}: c"])
def test_no_word_is_an_operator(typed: str) -> None:
    words = {word for term in parse(typed, ["xx"]).terms for form in term.forms for word in form}
    assert words
    assert all(word.isalnum() and word.islower() for word in words)


@pytest.mark.parametrize("typed", ["", " ", "*", '"', '""', "…—!", "\0\x01\x7f", "🙂", "_", "\ud800"])
def test_what_has_no_word_asks_for_nothing(typed: str) -> None:
    assert parse(typed, ["en"]) == Query(())


@pytest.mark.parametrize("typed", ["word " * (MOST_WORDS + 1), "w" * 60, "a " * 60_000, '"' + "b " * 20 + '"'])
def test_too_much_is_cut_and_says_so(typed: str) -> None:
    query = parse(typed, ["en", "de"])
    assert query.cut
    assert sum(max(map(len, term.forms)) for term in query.terms) <= MOST_WORDS


@pytest.mark.parametrize(("typed", "start"), [("two nalox", "nalox"), ("nalox ", ""), ("nal", ""), ("“nalox”", "")])
def test_last_word_may_be_unfinished(typed: str, start: str) -> None:
    assert parse(typed, ["en"]).terms[-1].start == start


# --- What is read off HTML ------------------------------------------------------------------------------------------


def test_plain_words_of_html() -> None:
    source = '<h2 id="s-a">A</h2><p>un<em>seen</em> &lt;b&gt; <a href="/x" title="1 > 0">link</a></p><hr><p>end</p>'
    assert plain_text(source) == "A unseen <b> link end"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="/help/?a=1&amp;b=2">', '<a href="https://example.org/help/?a=1&amp;b=2">'),
        ('<a href="#fn1">', '<a href="https://example.org/articles/one/#fn1">'),
        ('<a href="mailto:a@example.org">', '<a href="mailto:a@example.org">'),
        ('<a href="http://[broken">', '<a href="http://[broken">'),
        ('<img src="/a.webp">', '<img src="https://example.org/a.webp">'),
        ('<img srcset="/a 1w, /b 2w">', '<img srcset="https://example.org/a 1w, https://example.org/b 2w">'),
        ('<code>&lt;a href="/x"&gt;</code>', '<code>&lt;a href="/x"&gt;</code>'),
    ],
)  # fmt: skip
def test_addresses_are_made_absolute(before: str, after: str) -> None:
    assert with_absolute_addresses(before, "https://example.org/articles/one/") == after

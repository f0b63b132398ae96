"""BibTeX and CSL-JSON: read with care, refused with a reason, and the same again after a round trip."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.bibliography import Entry, Refusal, read, write_bibtex
from articles.models import Source

from .proof.long import many
from .speed import within

KRATOM = r"""
@string{jh = "Journal of Hope"}
@article{swogger2019,
  author = {Swogger, Marc T. and Zo{\"e} de la Fontaine and {Health and Safety Executive}
    and King, Jr., Martin and others},
  title = {The {K}ratom question: na\"{\i}ve \& 100% \'etude},
  journal = jh, year = 2019, doi = {https://doi.org/10.1000/ABC_1}, url = {https://example.org/a_b%20c},
  urldate = {2024-05-03}
}
"""


def only(text: str) -> Any:
    found = read(text)
    assert len(found) == 1, found
    return found[0]


def test_bibtex_is_read_with_accents_and_names_in_place() -> None:
    entry = only(KRATOM)
    assert entry.key == "swogger2019"
    assert entry.values == {
        "kind": "article",
        "authors": "Swogger, Marc T.\nde la Fontaine, Zoë\nHealth and Safety Executive\nKing, Martin, Jr.\net al.",
        "year": "2019",
        "title": "The Kratom question: naïve & 100% étude",
        "container": "Journal of Hope",
        "doi": "10.1000/ABC_1",
        "url": "https://example.org/a_b%20c",
        "accessed_on": dt.date(2024, 5, 3),
    }


@pytest.mark.parametrize(
    ("bibtex", "field", "value"),
    [
        (
            "@online{k, title={T}, howpublished={\\url{https://example.org/x}}, note={Accessed: 2020-02-01}}",
            "url",
            "https://example.org/x",
        ),
        ("@online{k, title={T}, note={Accessed: 2020-02-01}}", "accessed_on", dt.date(2020, 2, 1)),
        ("@online{k, title={T}, urldate={2020-02-31}}", "accessed_on", None),
        ("@book{k, title={T}, publisher={P}, editor={Lee, Bo}}", "authors", "Lee, Bo"),
        ("@BOOK{k, TITLE={T}, year={in press}}", "year", "in press"),
        ("@misc{k, title={T}, author={{NIDA, NIH}}}", "authors", "{NIDA, NIH}"),
        (
            "@misc{k, title={T}, author={Beethoven, Ludwig van and Jean de La Fontaine}}",
            "authors",
            "Beethoven, Ludwig van\nde La Fontaine, Jean",
        ),
        ("@misc{k, title={\\href{x}}}", "title", "\\hrefx"),
    ],
)
def test_bibtex_of_many_hands_is_understood(bibtex: str, field: str, value: object) -> None:
    assert only(bibtex).values[field] == value


def test_broken_entry_takes_no_other_with_it() -> None:
    entries = ("a, title={A}}", "b, title={open", "a, title={B}}", "d, title={D}, title={E}}", "e, title={E}}")
    text = "\n".join(f"@misc{{{entry}" for entry in entries)
    found = read(text)
    assert [(entry.place, entry.key, type(entry)) for entry in found] == [
        ("line 1", "a", Entry),
        ("line 2", "b", Refusal),
        ("line 3", "a", Refusal),
        ("line 4", "d", Refusal),
        ("line 5", "e", Entry),
    ]
    assert [entry.reason for entry in found if isinstance(entry, Refusal)] == [
        "The braces, quotation marks or commas of this entry do not fit together.",
        "This key was there before, further up.",
        "The same field is there twice: title.",
    ]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ("year={2001}", "title: This field cannot be blank."),
        ("title={%s}" % ("x" * 1001), "title: Ensure"),
        ("title={T}, url={javascript:alert(1)}", "address: Enter a valid URL."),
    ],
)
def test_entry_that_a_form_would_refuse_is_refused(values: str, words: str) -> None:
    assert only(f"@misc{{k, {values}}}").reason.startswith(words)


@pytest.mark.parametrize(
    ("key", "ours"),
    [
        ("Müller:2019", "Muller:2019"),
        ("DBLP:a/b", "DBLP:a/b"),
        ("foo.", "foo"),
        ("@x!y", "x-y"),
        ("李", "lee2019"),
        ("", "lee2019"),
    ],
)
def test_key_becomes_one_that_a_text_can_cite(key: str, ours: str) -> None:
    item = {"id": key, "title": "T", "author": [{"family": "Lee", "given": "Bo"}], "issued": {"date-parts": [[2019]]}}
    assert only(json.dumps(item)).key == ours


CSL = {
    "id": "lee2020",
    "type": "article-journal",
    "author": [
        {"family": "Lee", "given": "Bo"},
        {"family": "Berg", "given": "Ana", "non-dropping-particle": "van den"},
        {"literal": "World Health Organization"},
    ],
    "issued": {"date-parts": [["2020", 5]]},
    "title": "Sleep",
    "container-title": ["Journal of Rest"],
    "DOI": "10.1000/1",
    "URL": "https://example.org/",
    "accessed": {"date-parts": [[2024, 5, 3]]},
}


@pytest.mark.parametrize("wrap", [lambda item: item, lambda item: [item], lambda item: {"items": [item]}])
def test_csl_json_is_read(wrap: Any) -> None:
    assert only("\ufeff " + json.dumps(wrap(CSL))).values == {
        "kind": "article",
        "authors": "Lee, Bo\nvan den Berg, Ana\nWorld Health Organization",
        "year": "2020",
        "title": "Sleep",
        "container": "Journal of Rest",
        "doi": "10.1000/1",
        "url": "https://example.org/",
        "accessed_on": dt.date(2024, 5, 3),
    }


@pytest.mark.parametrize(
    "text", ['[{"id": "a", ', "[" * 100_000, '{"items": 3}', "[3, null, []]", '{"id": ' + "9" * 5000 + "}"]
)
def test_json_that_is_no_bibliography_is_refused(text: str) -> None:
    assert all(isinstance(entry, Refusal) and entry.reason for entry in read(text))
    assert read(text)


any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text("a0-\ud800{\0é ", max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*CSL, "family", "literal"]), inner),
)


@pytest.mark.fuzz("bibliography")
@settings(deadline=None, max_examples=many(50, 1000))
@given(st.dictionaries(st.sampled_from(list(CSL)), any_json))
def test_no_csl_json_breaks_the_reader(item: dict[str, Any]) -> None:
    read(json.dumps([item]))


BIB = [
    "@article{k,",
    "@",
    "title={",
    "}",
    "{",
    '"',
    "=",
    ",",
    "\\",
    "$",
    "%",
    "&",
    "author={a and b}",
    "\n",
    "x",
    "and ",
    "\\'",
    "\\href",
    "#",
]


@pytest.mark.fuzz("bibliography")
@settings(max_examples=many(100, 2000), deadline=None)
@given(st.lists(st.sampled_from(BIB), max_size=40).map("".join) | st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    assert all(isinstance(entry, Entry | Refusal) for entry in read(text))


@pytest.mark.parametrize(
    "text",
    [
        "@article{" * 50_000,
        "@article{k, title={" + "{" * 100_000 + "}" * 100_000 + "}}",
        "@misc{k, title={x}, author={" + "a and " * 80_000 + "b}}",
        "@misc{k, title={x}, author={" + "a " * 200_000 + "}}",
    ],
)
def test_half_a_megabyte_of_nonsense_is_refused_in_seconds(text: str) -> None:
    within(10, lambda: read(text))


def test_too_many_entries_are_told() -> None:
    found = read("".join(f"@misc{{k{n}, title={{x}}}}\n" for n in range(2003)))
    assert len(found) == 2001
    assert isinstance(found[-1], Refusal)


words = (
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zs", "Zl", "Zp", "Cn"])
        | st.sampled_from("\\{}$&%#_~^-`'\"!?,  "),
        min_size=1,
        max_size=30,
    )
    .map(lambda text: " ".join(text.split(" ")).strip())
    .filter(bool)
)


@pytest.mark.fuzz("bibliography")
@settings(max_examples=many(100, 1000), deadline=None)
@given(
    title=words,
    container=words,
    kind=st.sampled_from(Source.Kind.values),
    year=st.sampled_from(["2019", "", "in press"]),
)
def test_what_is_written_reads_the_same(title: str, container: str, kind: str, year: str) -> None:
    source = Source(key="k1", kind=kind, title=title, container=container, year=year)
    source.doi, source.url, source.accessed_on = (
        "10.1000/a_b(1)",
        "https://example.org/?a=1&b=%20#c_d~e",
        dt.date(2024, 5, 3),
    )
    source.authors = "Lee, Bo\nde la Fontaine, Jean\nKing, Martin, Jr.\n{NIDA, NIH}\nHealth & Safety\nPlato\net al."
    entry = only(write_bibtex([source]))
    assert entry.key == "k1"
    assert {name: getattr(source, name) for name in entry.values} == entry.values

"""Citations in a text: found as in Pandoc, shown as links, never taken for what they are not."""

import re
import time
from collections.abc import Mapping

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmblog.markup import Figure, Reference, Rendered, render_article

from .proof.long import many

REFERENCES = {
    "swogger2019": Reference("Swogger", "2019", "Swogger, Marc", "“Kratom.”"),
    "swogger2019x": Reference("Swogger", "2019", "Swogger, Marc", "“Another.”"),
    "lee": Reference("Lee and Ruiz", "n.d.", "Lee, Bo; Ruiz, Ana", "“Sleep.”"),
    "who:2014/x#1": Reference(
        "World Health Organization", "2014", "World Health Organization", "<cite>Naloxone</cite>."
    ),
}
FIGURES = {"k3f7q2xw": Figure("/media/k-960.webp", "/media/k-480.webp 480w, /media/k-960.webp 960w", 960, 640, "A kit")}


def find(keys: set[str]) -> Mapping[str, Reference]:
    return {key: REFERENCES[key] for key in keys if key in REFERENCES}


def render(source: str) -> Rendered:
    return render_article(source, figures=lambda keys: FIGURES, references=find)


def shown(source: str) -> str:
    """The first paragraph, without its links."""
    html = render(source).html.split("</p>")[0].removeprefix("<p>")
    return re.sub(r"</?a\b[^>]*>", "", html)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("So [@swogger2019].", "So (Swogger 2019)."),
        ("So [@swogger2019; @lee, p. 4].", "So (Swogger 2019; Lee and Ruiz n.d., p. 4)."),
        ("[see @swogger2019, pp. 3-5; also @lee]", "(see Swogger 2019, pp. 3-5; also Lee and Ruiz n.d.)"),
        ("Swogger [-@swogger2019] says", "Swogger (2019) says"),
        ("[see *also* @lee]", "(see <em>also</em> Lee and Ruiz n.d.)"),
        ("[@lee, p. 4; but not p. 5]", "(Lee and Ruiz n.d., p. 4; but not p. 5)"),
        ("[@who:2014/x#1.]", "(World Health Organization 2014.)"),
        ("a\n[@lee,\np. 3] b", "a\n(Lee and Ruiz n.d.,\np. 3) b"),
        ("[@swogger2019] [@swogger2019x]", "(Swogger 2019b) (Swogger 2019a)"),
        ("[-@swogger2019; @swogger2019x]", "(2019b; Swogger 2019a)"),
    ],
)
def test_citation_is_shown_by_name_and_year(source: str, text: str) -> None:
    assert shown(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("`[@lee]`", "<code>[@lee]</code>"),
        (r"\[@lee]", "[@lee]"),
        (r"[\@lee]", "[@lee]"),
        ("name@example.org and @lee", "name@example.org and @lee"),
        ("[write to lee@example.org]", "[write to lee@example.org]"),
        ("[follow @lee@example.org]", "[follow @lee@example.org]"),
        ("[https://example.org/@lee]", "[https://example.org/@lee]"),
        ("[`@lee`]", "[<code>@lee</code>]"),
        ("[@]", "[@]"),
        ("[@lee", "[@lee"),
    ],
)
def test_what_is_no_citation_stays_as_it_was_typed(source: str, text: str) -> None:
    rendered = render(source)
    assert shown(source) == text
    assert rendered.citations == rendered.unknown == ()


def test_link_whose_text_looks_like_a_citation_is_a_link() -> None:
    assert '<a href="https://example.org/" rel="noopener">@lee</a>' in render("[@lee](https://example.org/)").html


def test_citation_within_a_link_makes_no_second_one() -> None:
    html = render("[text [@lee]](https://example.org/)").html
    assert html.startswith('<p><a href="https://example.org/" rel="noopener">text (Lee and Ruiz n.d.)</a></p>')


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("So [@foo2020].", "So."),
        ("So [@foo2020; @lee] it", "So (Lee and Ruiz n.d.) it"),
        ("So [@lee; see @foo2020, p. 3; @swogger2019]", "So (Lee and Ruiz n.d.; Swogger 2019)"),
    ],
)
def test_unknown_key_is_told_to_the_writer_and_not_to_the_reader(source: str, text: str) -> None:
    assert shown(source) == text
    assert render(source).unknown == ("foo2020",)


def test_each_place_has_an_address_and_each_reference_leads_to_all_of_them() -> None:
    html = render("A [@lee]. B [@lee]. C[^1]\n\n[^1]: D [@who:2014/x#1]").html
    ids = re.findall(r'id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    links = re.findall(r'href="#([^"]+)"', html)
    assert set(links) <= set(ids)
    assert {"cite-lee-1", "cite-lee-2", "ref-lee"} <= set(links)
    assert 'aria-label="Back to Lee and Ruiz n.d. in the text, place 2"' in html


def test_ids_of_different_keys_differ_and_need_no_encoding() -> None:
    keys = ["a~b", "a/b", "a~2fb", "a%2Fb", "a#b", "a?b", "a&b", "a<b>c"]
    known = {key: Reference("A", str(n), "A", "x") for n, key in enumerate(keys)}
    html = render_article(" ".join(f"[@{key}]" for key in keys), figures=lambda k: {}, references=lambda k: known).html
    ids = re.findall(r'id="(ref-[^"]+)"', html)
    assert len(set(ids)) == len(keys)
    assert all(re.fullmatch(r"[\w~.:-]+", name) for name in ids)


def test_references_are_sorted_by_author_and_say_the_letters() -> None:
    html = render("[@swogger2019x] [@swogger2019] [@lee]").html
    items = [re.sub("<[^>]+>", "", item) for item in re.findall(r"<li id=\"ref.*?</li>", html)]
    assert [item.split(". ")[0] for item in items] == [
        "Lee, Bo; Ruiz, Ana (n.d.)",
        "Swogger, Marc (2019a)",
        "Swogger, Marc (2019b)",
    ]
    assert '<section class="references"><h2 id="references">References</h2><ol>' in html


def test_text_without_citations_asks_for_nothing_and_has_no_list() -> None:
    def refuse(keys: set[str]) -> dict[str, Reference]:
        raise AssertionError(keys)

    html = render_article("Some *text*, name@example.org.", figures=lambda k: {}, references=refuse).html
    assert "references" not in html


@pytest.mark.asvs("V1.3.12")
@pytest.mark.flaw("slow text")
@pytest.mark.parametrize(
    "repeat",
    [
        "word [@lee, p. 4] ",
        "word [@lee]\n\n",
        "[@lee ",
        "[",
        "[@",
        "[^[@lee",
        "[@lee](",
        "## Same\n",
        "![x](image:k3f7q2xw) ",
        "@lee;",
    ],
)
def test_time_grows_with_the_length_alone(repeat: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        render(repeat * times)
        return time.process_time() - start

    seconds(100)
    most = 24 * min(seconds(300) for _ in range(3)) + 0.05
    assert any(seconds(2400) < most for _ in range(2)), "eight times the text took more than three times as long"


PIECES = [
    *("[@lee]", "[@lee; ", "[-@swogger2019x, p. ", "[@foo]", "@", "]", "[", "(", ")", ";", "<", ">", '"', "'", "&lt;"),
    *(
        "![x](image:k3f7q2xw",
        ' "cap")',
        "![",
        "](javascript:",
        "](https://example.org/",
        "\n",
        "\n\n",
        "- ",
        "> ",
        "## ",
    ),
    *(
        "<script>",
        "<img src=x onerror=y>",
        "`",
        "*",
        "_",
        "\\",
        "[^1]",
        "[^1]: ",
        "|",
        "\n|--|\n",
        "x",
        " ",
        "\u202e",
        "\0",
    ),
]


@pytest.mark.asvs("V1.3.5")
@pytest.mark.fuzz("Markdown of articles")
@settings(max_examples=many(100, 2000), deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_no_markup_escapes(source: str) -> None:
    html = render(source).html
    tree = html5lib.HTMLParser(namespaceHTMLElements=False).parseFragment(html)
    allowed = {"href", "src", "srcset", "sizes", "alt", "width", "height", "loading", "decoding", "id", "class", "rel"}
    for element in tree.iter():
        assert element.tag not in ("script", "svg", "style", "iframe", "object")
        assert set(element.attrib) <= allowed | {"aria-label", "title", "start", "tabindex"}
        assert element.get("src", "/media/k-960.webp") == "/media/k-960.webp"
        assert re.match(r"#|https://example\.org/|%22|$", element.get("href", ""))


def test_key_with_marks_at_its_end_stops_before_them() -> None:
    assert render("[@lee!] [@lee...] [@lee-]").citations == ("lee",)

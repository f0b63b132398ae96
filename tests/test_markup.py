"""Two walls between what is written and what a browser runs."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harmblog.markup import article_html, comment_html
from harmblog.markup.comment import drawn

from .proof.long import many

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](  JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    '[x](https://example.org/"onmouseover="alert(1))',
    "![x](https://example.org/pixel.png)",
    "<svg/onload=alert(1)>",
    "`<script>`",
    "[a]: javascript:alert(1)\n\n[a]",
    '<a href="&#106;avascript:alert(1)">x</a>',
]


@pytest.mark.asvs("V1.2.2", "V1.3.1", "V1.3.5")
@pytest.mark.parametrize("render", [article_html, comment_html])
@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_comes_out_harmless(render: object, attack: str) -> None:
    tree = html5lib.parseFragment(render(attack), namespaceHTMLElements=False)  # type: ignore[operator]
    for element in tree.iter():
        assert element.tag not in ("script", "img", "svg", "iframe", "style")
        assert not any(str(name).startswith("on") for name in element.attrib)
        assert ":" not in element.get("href", "").replace("https:", "").replace("http:", "").replace("mailto:", "")


def test_article_keeps_curly_quotes_and_structure() -> None:
    source = (
        "# “Title” – it’s\n\n## Two\n\n> ‘quote’\n\n- a\n- b\n\n[link](https://example.org/)\n\nx | y\n--|--\n1 | 2"
    )
    html = article_html(source)
    assert html.count("<h2") == 2
    assert "“Title” – it’s" in html
    for part in ("<blockquote>", "<ul>", '<table tabindex="0">', '<a href="https://example.org/" rel="noopener">'):
        assert part in html


def test_heading_cannot_take_an_id_of_the_page() -> None:
    assert 'id="main"' not in article_html("## Main")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("*so* it is", "<p><em>so</em> it is</p>\n"),
        ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ("# no heading, `no code`", "<p># no heading, `no code`</p>\n"),
        ("2 x 100 mg, 4-HO-MET, a@example.org, the.clinic", "<p>2 x 100 mg, 4-HO-MET, a@example.org, the.clinic</p>\n"),
        ("    indented", "<p>indented</p>\n"),
    ],
)
def test_comment_has_a_small_formatting(text: str, html: str) -> None:
    assert comment_html(text) == html


@pytest.mark.parametrize("text", ["https://example.org/a", "[x](https://example.org/a)", "<https://example.org/a>"])
def test_link_in_a_comment_vouches_for_nothing(text: str) -> None:
    assert '<a href="https://example.org/a" rel="nofollow ugc noopener noreferrer">' in comment_html(text)


@pytest.mark.asvs("V1.3.1")
@pytest.mark.fuzz("Markdown of comments")
@settings(max_examples=many(100, 4000), deadline=None)
@given(st.text(alphabet="<>\"'&[]()!*_`#-> \n\tahrefjs:/.=\0\u202e", max_size=300))
def test_nothing_typed_becomes_a_tag_outside_the_list(text: str) -> None:
    tags = set(re.findall(r"</?([a-z0-9]+)", comment_html(text)))
    assert tags <= {"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "a"}


PIECES = st.sampled_from(
    [*"abÄß喝م😀 .,!?\"'’–-1)#+;\n\t\xa0<>&*_`\\[]:/@", "\n\n", "1. ", "- ", "word ", "http", "\u2028", "\u200b"]
)


# Mostly words and line ends, which is what is drawn without a parser.
LINES = st.lists(st.sampled_from(["Slept well. ", "ça “va”\n", "نوم\n\n", "one\ntwo", "and so on…"]), max_size=8).map(
    "".join
)


@pytest.mark.fuzz("Markdown of comments")
@given(st.one_of(st.lists(PIECES, max_size=30).map("".join), LINES.map(str.strip)))
@settings(max_examples=many(400, 6000), deadline=None)
def test_plain_comment_is_drawn_like_any_other(text: str) -> None:
    assert comment_html(text) == drawn(text)

"""Images in a text: only the site's own, with sizes and words; contents and anchors of headings."""

import re

import pytest

from harmblog.markup import render_article

from .test_citations import FIGURES, render

IMG = '<img src="/media/k-960.webp" srcset="/media/k-480.webp 480w, /media/k-960.webp 960w"'


def test_image_alone_is_a_figure_with_a_caption() -> None:
    html = render('![A spray](image:k3f7q2xw "Made <b>to</b> be *kept*")').html
    assert html.startswith(f"<figure>{IMG}")
    assert 'alt="A spray" width="960" height="640" decoding="async"' in html
    assert "<figcaption>Made &lt;b&gt;to&lt;/b&gt; be *kept*</figcaption>" in html


def test_image_within_words_stays_within_them() -> None:
    assert render("See ![](image:k3f7q2xw) here").html.startswith(f"<p>See {IMG}")


def test_words_of_the_text_win_over_the_words_of_the_image() -> None:
    assert 'alt="A kit"' in render("![](image:k3f7q2xw)").html
    assert 'alt="Two * kits"' in render(r"![Two \* *kits*](image:k3f7q2xw)").html


def test_only_the_first_image_is_loaded_at_once() -> None:
    html = render("![](image:k3f7q2xw)\n\nx ![](image:k3f7q2xw)\n\n![](image:k3f7q2xw)").html
    assert [("lazy" in img) for img in re.findall("<img[^>]+>", html)] == [False, True, True]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("a\n\n![x](image:nothere)\n\nb", "<p>a</p>\n<p>b</p>\n"),
        ("![x](/media/k-960.webp)", ""),
        ("![x](data:image/png;base64,AAAA)", ""),
        ("a ![x](../x.png) b", "<p>a  b</p>\n"),
        ("![x *y*](https://example.org/p.png)", '<p><a href="https://example.org/p.png" rel="noopener">x y</a></p>\n'),
        (
            "![](https://example.org/p.png)",
            '<p><a href="https://example.org/p.png" rel="noopener">https://example.org/p.png</a></p>\n',
        ),
        (
            "[![x](https://example.org/p.png)](https://example.org/)",
            '<p><a href="https://example.org/" rel="noopener">x</a></p>\n',
        ),
    ],
)
def test_other_images_are_never_loaded(source: str, html: str) -> None:
    rendered = render(source)
    assert rendered.html == html
    assert len(rendered.missing_images) == 1


def test_comment_line_shows_nothing() -> None:
    assert render("a\n\n[//]: # (a note to myself)\n\nb").html == "<p>a</p>\n<p>b</p>\n"


def test_text_without_images_asks_for_none() -> None:
    def refuse(keys: set[str]) -> dict[str, object]:
        raise AssertionError(keys)

    render_article("![x](https://example.org/p.png)", figures=refuse, references=lambda k: {})  # type: ignore[arg-type]


def test_contents_list_four_headings_or_more() -> None:
    text = "# One\n\n## Two *words*\n\n### Under & two\n\n#### Deeper\n\n"
    assert render(text).contents == ""
    contents = render(text + "## Two words\n").contents
    assert re.sub(' rel="noopener"', "", contents) == (
        '<ul><li><a href="#s-one">One</a></li><li><a href="#s-two-words">Two words</a>'
        '<ul><li><a href="#s-under-two">Under &amp; two</a></li></ul></li>'
        '<li><a href="#s-two-words-1">Two words</a></li></ul>'
    )


def test_contents_name_the_references() -> None:
    assert render("## A\n\n## B\n\n## C\n\n## D [@lee]").contents.endswith(">References</a></li></ul>")


@pytest.mark.parametrize("levels", ["3333", "3232", "2323", "2222", "2333", "3322"])
def test_contents_are_well_formed_in_any_order_of_levels(levels: str) -> None:
    contents = render("".join(f"{'#' * int(level)} x\n\n" for level in levels)).contents
    stack: list[str] = []
    for end, tag in re.findall(r"<(/?)(\w+)", contents):
        if end:
            assert stack.pop() == tag
        else:
            assert (stack[-1] if stack else "") == {"ul": stack[-1] if stack else "", "li": "ul", "a": "li"}[tag]
            stack.append(tag)
    assert stack == []
    assert contents.count("<li>") == 4


def test_footnotes_lead_back_by_name() -> None:
    html = render("a[^1] b[^1]\n\n[^1]: Note.").html
    assert 'href="#fnref1" aria-label="Back to the text, note 1"' in html
    assert 'href="#fnref1:1" aria-label="Back to the text, note 1:1"' in html


@pytest.mark.asvs("V1.3.5")
def test_second_wall_lets_no_other_image_through(monkeypatch: pytest.MonkeyPatch) -> None:
    from harmblog.markup import article

    evil = '<img src="https://example.org/p.png" srcset="https://example.org/p.png 1x" onerror="x" sizes="1px">'
    assert article._clean(evil) == ""
    assert article._clean(evil, FIGURES.values()) == "<img>"

"""WordPress' posts and comments become Markdown of this site: the same blocks, the same words, nothing embedded."""

import os
from pathlib import Path

import html5lib
import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from harmblog.markup import article_html, comment_html
from harmblog.wordpress.converting.convert import Converted, comment_text, footnote_texts, to_markdown
from harmblog.wordpress.reading.reader import read
from harmblog.wordpress.records import Item, Report

from .proof.long import many
from .speed import within
from .wp_reading import seen_here, seen_in_wordpress

SAMPLE = (
    Path(os.environ.get("WXR_SAMPLES", Path(settings.BASE_DIR).parent / "shared/data/wxr")) / "theme-unit-test-data.xml"
)
ALWAYS = hypothesis(max_examples=many(150, 2000), deadline=None, suppress_health_check=[HealthCheck.too_slow])


def converted(html: str, **options: object) -> Converted:
    return to_markdown(html, image=lambda *image: None, link=str, **options)  # type: ignore[arg-type]


def markdown(html: str) -> str:
    return converted(html).markdown


# --- Blocks -----------------------------------------------------------------------------------------------------------

POSTS = [
    "one\ntwo\n\nthree <em>four</em>",
    "<h1>A</h1>\ntext\n<h3>B #</h3>\n\nmore",
    "<!-- wp:paragraph -->\n<p>a\nb<br>c</p>\n<!-- /wp:paragraph --><!-- wp:heading --><h2>H</h2><!-- /wp:heading -->",
    "<ul><li>a<ol start='3'><li>b</li><li>c</li></ol></li><li>d</li></ul>\n\n<ul><li>e</li></ul>",
    "<ul>\n<li><p>a</p><p>b</p></li>\n<li><pre>x\n\ny</pre></li></ul>",
    "<ol><li>a</li></ol><ol><li>b</li></ol>",
    "<blockquote><p>a</p><blockquote>b</blockquote><cite>C</cite></blockquote>\n<blockquote>d</blockquote>",
    "before\n<pre><code>if a &lt; b:\n\n    ```x```\n</code></pre>\nafter",
    "<table><thead><tr><th>a|b</th><th>c</th></tr></thead><tbody><tr><td><p>1</p><p>2</p></td><td></td></tr></tbody></table>",
    "<table><tr><td>a</td></tr><tr><td>b<br>c</td><td>d</td></tr></table>",
    "a<hr>b\n\n---\n\n***\n\nc\n===",
    "<div>a\n\nb<div>c</div>d</div>",
    "<p><strong>bold </strong>x<em> it</em>. <b><i>both</i></b> a<strong>\"q\"</strong>b <em>a</em><em>b</em></p>",
    "<p>H<sub>2</sub>O, 10<sup>6</sup>, <sup>long text</sup>, <del>gone</del>, <code>a`b</code>, <code>`</code></p>",
    "<p>see <a href='https://example.org/a_(b)?x=1&amp;copy=2' title='t'>the [link] *here*</a></p>",
    "<dl><dt>term</dt><dd>what it is</dd></dl>",
    '[caption id="attachment_5" width="300"]<a href="/a.jpg"><img src="/a.jpg" alt="Alt"></a> The *caption*[/caption]',
    '<figure class="wp-block-image"><img src="/a.jpg" alt="Alt"/><figcaption>Cap</figcaption></figure>',
    "text <img src='/a.png' alt='one'> between <img src='/b.png' alt=''> after",
    "* no list\n- none\n+ none\n1. none\n2) none\n# none\n> none\n| a | b |\n|---|---|\n    no code",
    "*a* _b_ __c__ `d` [e](f) <g> ~~h~~ \\i &amp;amp; [^1] [^1]: x &lt;b&gt; snake_case _x_y_ ![z](q) <https://x.example>",
    "[1]: https://example.org\n\n[1] and [sic] [two words]",
    "<ul><li>- a</li><li><hr></li><li><ul><li>b</li></ul><p>c</p></li></ul>",
    "<p><code>a</code><b><code>b</code></b>c <b>d</b><b>e</b>f <i><b>!</b>g</i>h</p>",
    "a<br><br>b",
]  # fmt: skip


@pytest.mark.parametrize("post", POSTS)
def test_same_blocks_with_the_same_words(post: str) -> None:
    html = article_html(markdown(post))
    assert seen_here(html) == seen_in_wordpress(post)


@pytest.mark.skipif(not SAMPLE.exists(), reason="theme-unit-test-data.xml is not here")
def test_every_post_of_the_theme_test_has_its_blocks() -> None:
    posts = [r for r in read(SAMPLE, Report()) if isinstance(r, Item) and r.type in ("post", "page")]
    different = [p.title for p in posts if seen_here(article_html(markdown(p.content))) != seen_in_wordpress(p.content)]
    assert len(posts) > 60
    assert different == []


@pytest.mark.fuzz("WordPress import")
@given(st.text(alphabet="ab1 \n*_`[]()<>#+-=|~\\.:!&;{}^\"'é/x", max_size=40))
@ALWAYS
def test_text_comes_out_literally(text: str) -> None:
    html = article_html(markdown(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>"))
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter()} <= {"DOCUMENT_FRAGMENT", "p", "br", "a"}
    assert "".join("".join(tree.itertext()).split()) == "".join(text.split())


@pytest.mark.fuzz("WordPress import")
@given(st.text(alphabet="<>/abpliuol123 =\"'\n&;![]-*_`emstrong", max_size=120))
@ALWAYS
def test_no_content_breaks_the_conversion(html: str) -> None:
    assert "<script" not in article_html(markdown(html))
    assert "<script" not in comment_html(comment_text(html))


@pytest.mark.parametrize(
    ("html", "html_here"),
    [
        ("a\nb", "<p>a<br>\nb</p>\n"),
        ('<ol start="4"><li>a</li></ol>', '<ol start="4">\n<li>a</li>\n</ol>\n'),
        ("<p><b>a</b> <i>b</i> <s>c</s></p>", "<p><strong>a</strong> <em>b</em> <s>c</s></p>\n"),
        ("<p>a<b>b</b>c <b>d.</b>e</p>", "<p>a<strong>b</strong>c <strong>d</strong>.e</p>\n"),
        ('<p><a href="/x?a=1&amp;b=2">y</a></p>', '<p><a href="/x?a=1&amp;b=2" rel="noopener">y</a></p>\n'),
        ("<p>&nbsp;</p><p></p>", ""),
        ("<!-- wp:more --><!--more--><!-- /wp:more --><p>x</p>", "<p>x</p>\n"),
    ],
)  # fmt: skip
def test_markup_is_kept(html: str, html_here: str) -> None:
    assert article_html(markdown(html)) == html_here


# --- Images, links, shortcodes, footnotes -----------------------------------------------------------------------------


def test_images_are_asked_for() -> None:
    asked = []
    html = (
        '[caption id="attachment_7"]<img src="/a.jpg" alt="A"> Said[/caption]\n\n[gallery ids="3, 4"]\n\n'
        '<figure><img src="/b.jpg" alt="" class="size-full wp-image-8"><figcaption>B <b>b</b></figcaption></figure>'
        "[gallery]"
    )

    def image(source: str, identity: str, alt: str, caption: str) -> str:
        asked.append((source, identity, alt, caption))
        return f"![{alt}](image:{identity})"

    found = to_markdown(html, image=image, link=str, attached=["5"])
    assert asked == [
        ("/a.jpg", "7", "A", "Said"), ("", "3", "", ""), ("", "4", "", ""),
        ("/b.jpg", "8", "", "B b"), ("", "5", "", ""),
    ]  # fmt: skip
    assert found.markdown.split("\n\n") == [
        "![A](image:7)",
        "![](image:3)",
        "![](image:4)",
        "![](image:8)",
        "![](image:5)",
    ]


def test_image_that_the_site_has_not_is_a_link() -> None:
    found = markdown('<img src="https://example.org/a b.jpg" alt="A *cat*">')
    assert found == r"[Image: A \*cat\*](https://example.org/a%20b.jpg)"


def test_links_may_be_rewritten() -> None:
    html = '<a href="https://old.example.org/?p=4">x</a>'
    found = to_markdown(html, image=lambda *image: None, link=lambda href: href.replace("old.", "new."))
    assert found.markdown == "[x](https://new.example.org/?p=4)"


@pytest.mark.parametrize(
    "html",
    [
        '<iframe src="https://video.example.org/embed/1"></iframe>',
        "[embed]https://video.example.org/embed/1[/embed]",
        "https://video.example.org/embed/1",
        '<figure class="wp-block-embed"><div>\nhttps://video.example.org/embed/1\n</div></figure>',
        '<video controls><source src="https://video.example.org/embed/1"></video>',
        '[video src="https://video.example.org/embed/1"]',
    ],
)
def test_embedded_things_are_links(html: str) -> None:
    html_here = article_html(markdown(html))
    assert html_here.startswith('<p><a href="https://video.example.org/embed/1"')
    assert html_here.endswith("</a></p>\n")


def test_unknown_shortcode_is_for_the_editor_only() -> None:
    found = converted('Before [contact-form id="1" to="(us)"] after\n\n[box color=red]kept <b>text</b>[/box]\n\n[toc]')
    html = article_html(found.markdown)
    assert seen_here(html) == [("p", "Before after"), ("p", "kept text")]
    for code in ('[//]: # ([contact-form id="1" to="\\(us\\)"])', "[//]: # ([box color=red])", "[//]: # ([toc])"):
        assert code in found.markdown.split("\n\n")
    assert len([note for note in found.notes if "shortcode" in note]) == 3


def test_brackets_are_no_shortcodes() -> None:
    assert converted("[sic] [two words] [[gallery]] [1] [Name]").notes == ()


@pytest.mark.asvs("V1.3.1")
def test_scripts_and_forms_are_dropped_and_noted() -> None:
    found = converted('<p onclick="x()">a<script>alert(1)</script></p><style>p{}</style><form>Name <input></form>b')
    assert found.markdown == "a\n\nb"
    assert {"<script> dropped", "<style> dropped", "<form> dropped"} <= set(found.notes)


def test_footnotes_of_both_kinds() -> None:
    texts = footnote_texts('[{"content":"Said <em>so</em>","id":"f-1"}]')
    html = '<p>a<sup data-fn="f-1" class="fn"><a href="#f-1">1</a></sup> b[efn_note]Other[/efn_note]</p>'
    found = converted(html, footnotes=texts)
    assert found.markdown == "a[^1] b[^2]\n\n[^1]: Said so\n\n[^2]: Other"
    assert "Said so" in article_html(found.markdown)
    assert footnote_texts('a:1:{s:1:"x"}') == {}


def test_filled_in_blocks_are_noted() -> None:
    assert "wp:block" in converted('<!-- wp:block {"ref":123} /--><p>x</p>').notes[0]


# --- Comments ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "html"),
    [
        ("one\ntwo\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>\n"),
        ("AT&amp;T &lt;b&gt; 1 < 2", "<p>AT&amp;T &lt;b&gt; 1 &lt; 2</p>\n"),
        ("<em>a</em> <b>b</b>", "<p><em>a</em> <strong>b</strong></p>\n"),
        ("a\n<blockquote>c</blockquote>", "<p>a</p>\n<blockquote>\n<p>c</p>\n</blockquote>\n"),
        ("<ul><li>a</li></ul>", "<ul>\n<li>a</li>\n</ul>\n"),
        ("<script>x</script>a<img src=x onerror=y>", "<p>a</p>\n"),
    ],
)  # fmt: skip
def test_comment_looks_the_same(comment: str, html: str) -> None:
    assert comment_html(comment_text(comment)) == html


def test_address_in_a_comment_stays_whole() -> None:
    html = comment_html(comment_text("see https://example.org/_a_*b*_c and *this*"))
    assert 'href="https://example.org/_a_*b*_c"' in html
    assert "*this*" in html


@pytest.mark.fuzz("WordPress import")
@given(st.text(alphabet="ab1 \n*_`[]()>#+-=|~\\.:!^\"'é/", max_size=60))
@ALWAYS
def test_plain_comment_shows_its_own_words(text: str) -> None:
    tree = html5lib.parseFragment(comment_html(comment_text(text)), namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter()} <= {"DOCUMENT_FRAGMENT", "p", "br"}
    assert "".join("".join(tree.itertext()).split()) == "".join(text.split())


def test_plain_comments_are_fast() -> None:
    text = "Thank you for this. I had no idea that it could be tested (for free), and I'll go there - tomorrow.\n\nRita"
    within(0.4, lambda: [comment_text(text) for _ in range(4000)])  # 10,000 a second


@pytest.mark.asvs("V1.3.12")
@pytest.mark.flaw("slow text")
def test_hostile_comment_takes_no_time() -> None:
    pieces = ("<b>", "<p><b x>", "<", "<blockquote>", "*", "[", "_a", "<ul><li>", "[a]", "<a href=x>")
    within(20, lambda: [comment_html(comment_text((piece * 65_000)[:65_000])) for piece in pieces])

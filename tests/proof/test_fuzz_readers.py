"""Whatever is handed to what reads texts and files: an answer or a refusal with its reason, soon, and nothing else."""

import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import strategies as st

from articles.bibliography import Entry, Refusal, read, write_bibtex
from articles.images import Refused, read_image
from articles.models import Source
from articles.sources import reference
from comments import redaction
from harmblog import disqus
from harmblog.markup import Figure as Shown
from harmblog.markup import Reference, article_html, comment_html, render_article, short_html
from harmblog.wordpress.converting.convert import comment_text, footnote_texts, to_markdown
from harmblog.wordpress.reading.reader import NotWordPress
from harmblog.wordpress.reading.reader import read as read_wordpress
from harmblog.wordpress.records import Report

from ..moving import HEAD, author, comment, item
from ..pictures import picture
from ..test_bibliography import KRATOM
from ..test_disqus import HEAD as DISQUS
from ..test_disqus import post, thread
from .fuzzing import HEAPS, TEXTS, TYPED, Tried, escaped, mutated, over
from .long import Figure

KNOWN = Shown("/media/images/a.webp", "/media/images/a.webp 600w", 600, 400, "Hands")
SOURCE = Reference('Lee "Bo" <b>', "2019", "Lee", "<cite>Hope</cite>.")
IN_COMMENT = {"p", "br", "em", "strong", "blockquote", "ul", "ol", "li", "a"}
TAGS = re.compile(r"<(/?[a-zA-Z!?][^\s>/]*)")


def article(text: str) -> str:
    """With two images and two works that are there."""
    rendered = render_article(
        text,
        figures=lambda keys: {key: KNOWN for key in keys if key.startswith("known")},
        references=lambda keys: {key: SOURCE for key in keys if key.startswith("known")},
    )
    return f"{rendered.contents}{rendered.html}"


@pytest.mark.asvs("V1.3.1", "V1.3.5")
@pytest.mark.fuzz("Markdown of comments")
def test_any_text_becomes_a_harmless_comment(record_property: Figure) -> None:
    tried = Tried()

    def try_one(text: str) -> None:
        for render in (comment_html, short_html):
            with tried.one(text):
                html = render(text)
            assert escaped(html) == []
            assert {tag.strip("/") for tag in TAGS.findall(html)} <= IN_COMMENT

    over(TYPED, try_one, short=100, long=10_000)
    record_property("figure", tried.figure("comments, and short words of the site's own"))


@pytest.mark.asvs("V1.3.1", "V1.3.5")
@pytest.mark.fuzz("Markdown of articles")
def test_any_text_becomes_a_harmless_article(record_property: Figure) -> None:
    tried = Tried()

    def try_one(text: str) -> None:
        for render in (article, article_html):
            with tried.one(text):
                html = render(text)
            assert escaped(html) == []
            assert [src for src in re.findall(r"\bsrc=\"([^\"]*)", html) if src != KNOWN.src] == []

    over(TYPED, try_one, short=80, long=6_000)
    record_property("figure", tried.figure("articles"))


@pytest.mark.fuzz("bibliography")
def test_any_bibliography_is_read_or_refused(record_property: Figure) -> None:
    tried = Tried()
    seeds = [KRATOM, '[{"id":"a","title":"T","author":[{"family":"Lee"}],"issued":{"date-parts":[[2019]]}}]', *HEAPS]
    seeds += [
        '[{"id":1,"title":[],"author":{},"issued":{"date-parts":[["x",null,9e99]]}}]',
        "@x{",
        "{" * 5000,
        "[" * 5000,
    ]
    seeds += ["@book{k,title={" + "{" * 3000 + "}" * 3000 + "}}", "@string{a=a}@book{a,title=a#a#a}", "@comment" * 1000]

    def try_one(text: str) -> None:
        with tried.one(text):
            found = read(text)
        for one in found:
            assert isinstance(one, Entry | Refusal)
            if isinstance(one, Entry):
                source = Source(key=one.key, **one.values)
                shown = reference(source)
                assert escaped(f"{shown.lead} {shown.rest}") == []
                assert write_bibtex([source])

    over(st.one_of(mutated(seeds), TEXTS), try_one, short=60, long=5_000)
    record_property("figure", tried.figure("BibTeX and CSL"))


def _file(folder: Path, text: str) -> Path:
    path = folder / "any.xml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def converted(html: str) -> None:
    markdown = to_markdown(html, image=lambda *image: None, link=str, footnotes=footnote_texts(html[:2000])).markdown
    assert escaped(article(markdown)) == []
    assert escaped(comment_html(comment_text(html))) == []


@pytest.mark.fuzz("WordPress import")
def test_any_export_of_wordpress_is_read_or_refused(tmp_path: Path, record_property: Figure) -> None:
    tried = Tried()
    whole = (
        HEAD + author(1, "ann", "Ann") + item(1, comment(4, "<p>It <b>helped</b></p>"), comment(5, comment_parent=4))
    )
    seeds = [whole + "</channel></rss>", whole + '<item><![CDATA[<a href="x">]]]]>&nbsp;</item>', whole * 2]

    def try_one(text: str) -> None:
        with tried.one(text), suppress(NotWordPress):
            list(read_wordpress(_file(tmp_path, text), Report()))

    over(mutated(seeds), try_one, short=60, long=6_000)
    record_property("figure", tried.figure("files"))


@pytest.mark.fuzz("WordPress import")
def test_any_html_of_wordpress_becomes_harmless(record_property: Figure) -> None:
    tried = Tried()

    def try_one(html: str) -> None:
        with tried.one(html):
            converted(html)

    over(TYPED, try_one, short=40, long=5_000)
    record_property("figure", tried.figure("contents of posts and comments"))


@pytest.mark.fuzz("Disqus import")
def test_any_export_of_disqus_is_read_or_refused(tmp_path: Path, record_property: Figure) -> None:
    tried = Tried()
    whole = DISQUS + thread(1, "https://old.example.org/a/") + post(5, "<p>It helped</p>") + post(6, "b", parent=5)
    seeds = [whole + "</disqus>", whole, "<!DOCTYPE a [<!ENTITY b 'c'>]>" + whole]

    def try_one(text: str) -> None:
        path = _file(tmp_path, text)
        with tried.one(text), path.open("rb") as file, suppress(disqus.NotDisqus):
            list(disqus.read(file, Report(), total=1))

    over(mutated(seeds), try_one, short=40, long=4_000)
    record_property("figure", tried.figure("files"))


@pytest.mark.fuzz("image uploads")
def test_any_file_is_an_image_or_refused(record_property: Figure) -> None:
    tried = Tried()
    kinds = [picture(kind, size=(90, 60)) for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF")]
    change = st.tuples(st.integers(0, 2000), st.binary(max_size=12), st.integers(0, 3))

    def try_one(drawn: tuple[bytes, list[tuple[int, bytes, int]]]) -> None:
        data, changes = drawn
        for at, other, way in changes:
            at %= len(data) + 1
            cut = [at + len(other), at, at + 40, len(data)][way]
            data = data[:at] + other + data[cut:]
        with tried.one(data), suppress(Refused):
            files = read_image(io.BytesIO(data)).files.values()
            assert all(file[:4] + file[8:12] == b"RIFFWEBP" for file in files)

    over(st.tuples(st.sampled_from(kinds), st.lists(change, max_size=4)), try_one, short=30, long=4_000)
    record_property("figure", tried.figure("files"))


@pytest.mark.fuzz("redaction")
def test_any_span_can_be_taken_out_of_any_text(record_property: Figure) -> None:
    tried = Tried()
    span = st.builds(redaction.Span, st.integers(-3, 80), st.integers(-3, 80), st.sampled_from(redaction.Kind))

    def try_one(drawn: tuple[str, list[redaction.Span]]) -> None:
        text, spans = drawn
        with tried.one(drawn), suppress(redaction.Wrong):
            assert escaped(comment_html(redaction.without(text, spans))) == []

    over(st.tuples(TYPED, st.lists(span, max_size=3)), try_one, short=40, long=4_000)
    record_property("figure", tried.figure("texts"))

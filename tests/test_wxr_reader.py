"""WordPress' export files: what is read from a whole one, what never is, and what is no such file."""

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings

from harmblog.wordpress.arriving.dates import Moment, utc_or_guess
from harmblog.wordpress.reading.reader import NotWordPress, read
from harmblog.wordpress.records import Author, Channel, ItemTerm, Report, Term

from .wxr import HEAD, TAIL, comment, item, reading

SAMPLES = Path(os.environ.get("WXR_SAMPLES", Path(settings.BASE_DIR).parent / "shared/data/wxr"))

WHOLE = (
    "<link>https://blog.example.org</link><language>en</language><wp:wxr_version>1.2</wp:wxr_version>"
    "<wp:base_blog_url>https://blog.example.org</wp:base_blog_url>"
    "<wp:author><wp:author_id>7</wp:author_id><wp:author_login>ada</wp:author_login>"
    "<wp:author_email>ada@example.org</wp:author_email><wp:author_display_name><![CDATA[Ada]]></wp:author_display_name>"
    "</wp:author>"
    "<wp:category><wp:category_nicename>news</wp:category_nicename><wp:category_parent>all</wp:category_parent>"
    "<wp:cat_name><![CDATA[News & more]]></wp:cat_name></wp:category>"
    "<wp:tag><wp:tag_slug>x</wp:tag_slug><wp:tag_name>X</wp:tag_name></wp:tag>"
)
COMMENT = (
    "<wp:comment_author><![CDATA[Rita]]></wp:comment_author>"
    "<wp:comment_author_email>\n rita@example.org\n</wp:comment_author_email>"
    "<wp:comment_author_url>https://example.org/?a=1&amp;b=2</wp:comment_author_url>"
    "<wp:comment_author_IP>192.0.2.77</wp:comment_author_IP>"
    "<wp:comment_date_gmt>2020-01-05 12:50:15</wp:comment_date_gmt>"
    "<wp:comment_content><![CDATA[one\ntwo]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
    "<wp:comment_parent>9</wp:comment_parent>"
    "<wp:commentmeta><wp:meta_key>akismet</wp:meta_key><wp:meta_value>192.0.2.77</wp:meta_value></wp:commentmeta>"
)


def test_head_authors_and_terms(tmp_path: Path) -> None:
    found = reading(tmp_path, WHOLE + item("One"))
    assert found.records[0] == Channel(
        "Harm less", "https://blog.example.org", "", "en", "", "https://blog.example.org"
    )
    assert found.of(Author) == [Author("7", "ada", "Ada")]
    assert found.of(Term) == [Term("category", "news", "News & more", "", "all"), Term("tag", "x", "X", "", "")]
    assert not found.report.repairs


def test_item_with_its_terms_meta_and_count(tmp_path: Path) -> None:
    inside = (
        "<content:encoded><![CDATA[<p>Hello</p>]]></content:encoded><excerpt:encoded>short</excerpt:encoded>"
        '<category domain="category" nicename="news"><![CDATA[News]]></category><category><![CDATA[News]]></category>'
        '<category domain="post_tag" nicename="x"><![CDATA[X]]></category><wp:is_sticky>1</wp:is_sticky>'
        "<wp:post_password>secret</wp:post_password>"
        "<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value><![CDATA[5]]></wp:meta_value></wp:postmeta>"
        '<wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value><![CDATA[a:1:{i:0;s:1:"x";}]]></wp:meta_value></wp:postmeta>'
    )
    found = reading(tmp_path, item("One", inside + comment(1) + comment(2)) + item("Two", number=2)).items
    one, two = found
    assert (one.number, one.title, one.content, one.excerpt) == (1, "One", "<p>Hello</p>", "short")
    assert one.terms == (ItemTerm("category", "news", "News"), ItemTerm("tag", "x", "X"))
    assert one.meta == (("_thumbnail_id", "5"), ("k", 'a:1:{i:0;s:1:"x";}'))
    assert (one.sticky, one.protected, one.comments) == (True, True, 2)
    assert (two.number, two.sticky, two.protected, two.comments, two.terms) == (2, False, False, 0, ())


def test_comment_without_what_tells_where_it_came_from(tmp_path: Path) -> None:
    found = reading(tmp_path, item("One", comment(3, COMMENT)))
    (said,) = found.comments
    assert (said.item, said.id, said.parent, said.name) == (1, "3", "9", "Rita")
    assert (said.address, said.url) == ("rita@example.org", "https://example.org/?a=1&b=2")
    assert (said.content, said.approved, said.type) == ("one\ntwo", "1", "")
    assert "192.0.2.77" not in "".join(str(getattr(said, name)) for name in said.__slots__)
    assert "example.org" not in repr(said)
    assert found.report.dropped == {"IP addresses": 1, "comment meta": 1}


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("prefix", ["wp", "export"])
def test_any_version_and_any_prefix(tmp_path: Path, version: str, prefix: str) -> None:
    content = (HEAD + item("One", comment(3, COMMENT)) + TAIL).replace("export/1.2/", f"export/{version}/")
    content = (
        content.replace("xmlns:wp=", f"xmlns:{prefix}=").replace("<wp:", f"<{prefix}:").replace("</wp:", f"</{prefix}:")
    )
    found = reading(tmp_path, content)
    assert (found.items[0].id, found.comments[0].name, dict(found.report.repairs)) == ("1", "Rita", {})


def test_split_cdata_is_put_together(tmp_path: Path) -> None:
    found = reading(tmp_path, item("<![CDATA[a ]]]]><![CDATA[> b]]>"))
    assert (found.titles, dict(found.report.repairs)) == (["a ]]> b"], {})


@pytest.mark.flaw("XML")
def test_entities_of_the_file_are_never_expanded(tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE rss [<!ENTITY l0 "ha">{laughs}<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    content = HEAD.replace("<rss", f"{doctype}\n<rss") + item("&l9; &x;") + TAIL
    found = reading(tmp_path, content)
    assert found.titles == ["&l9; &x;"]
    assert found.report.repairs["document type or entity declaration ignored"] == 1


def test_endless_text_is_cut_and_reported(tmp_path: Path) -> None:
    found = reading(tmp_path, item(f"<![CDATA[{'x' * 3000}]]>") + item("two"), text_limit=1000)
    assert [len(title) for title in found.titles] == [1000, 3]
    assert found.report.repairs == {"text too long, cut": 1}


@pytest.mark.flaw("XML")
def test_deep_nesting_is_harmless(tmp_path: Path) -> None:
    found = reading(tmp_path, item("One", "<a>" * 50_000) + item("Two"))
    assert found.titles == ["One", "Two"]


def test_progress_reaches_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    found = reading(tmp_path, "".join(item(str(n)) for n in range(2000)), progress=lambda *now: told.append(now))
    assert len(found.items) == 2000
    assert told[-1][0] == told[-1][1] > 100_000


def test_second_pass_finds_the_same_numbers(tmp_path: Path) -> None:
    content = item("One") + item("Two", comment(3))
    assert reading(tmp_path, content).records == reading(tmp_path, content).records
    assert reading(tmp_path, content).comments[0].item == 2


# --- No WordPress -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b" \n\n", "no text"),
        (b"PK\x03\x04 whatever", "unpack"),
        (b'{"posts": []}', "JSON"),
        (b"<!DOCTYPE html><html><body>Log in</body></html>", "web page"),
        (b'<?xml version="1.0"?><disqus xmlns="http://disqus.com"></disqus>', "Disqus"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel><item><title>x</title></item></channel></rss>', "feed"),
        (b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"></feed>', "feed"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a WordPress export"),
    ],
)
def test_another_file_is_named_for_what_it_is(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(NotWordPress, match=says):
        reading(tmp_path, content)


# --- Real files -------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.exists(), reason="the sample export files are not here")
@pytest.mark.parametrize(
    ("name", "items", "comments"),
    [("comments-with-gaps", 3, 8), ("serialized-comment-meta", 1, 1), ("theme-unit-test-data", 186, 33)],
)
def test_sample_files_are_read_whole(name: str, items: int, comments: int) -> None:
    report = Report()
    kinds = [type(record).__name__ for record in read(SAMPLES / f"{name}.xml", report)]
    assert (kinds.count("Item"), kinds.count("Comment")) == (items, comments)
    assert not any("given up" in kind or "early" in kind for kind in report.repairs)


# --- Dates ------------------------------------------------------------------------------------------------------------


def test_stated_utc_is_the_truth() -> None:
    stated = utc_or_guess("2020-07-05 14:50:15", "2020-07-05 12:50:15", zone=ZoneInfo("Asia/Tokyo"))
    assert stated == Moment(datetime(2020, 7, 5, 12, 50, 15, tzinfo=UTC))


@pytest.mark.parametrize(
    "stated", ["0000-00-00 00:00:00", "", "2020-13-40 99:00:00", "yesterday", "9999-12-31 23:59:59"]
)
def test_without_utc_the_wall_clock_is_a_guess(stated: str) -> None:
    guess = utc_or_guess("2020-07-05 14:50:15", stated, zone=ZoneInfo("Europe/Berlin"))
    assert guess == Moment(datetime(2020, 7, 5, 12, 50, 15, tzinfo=UTC), guessed=True)
    assert utc_or_guess(stated, stated, zone=UTC).utc is None

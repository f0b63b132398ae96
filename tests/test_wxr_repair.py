"""Export files as they really are: not well-formed, cut, joined, in the wrong encoding. Nothing else is lost."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harmblog.wordpress.reading.reader import NotWordPress

from .proof.long import many
from .speed import within
from .wxr import HEAD, TAIL, comment, item, reading

ALWAYS = settings(
    max_examples=many(60, 1500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.parametrize(
    ("written", "read", "repair"),
    [
        ("Fish & chips", "Fish & chips", "bare &"),
        ("a&nbsp;b &hellip;", "a\xa0b …", "entity that XML does not know"),
        ("&AMP; &unknown;", "& &unknown;", "entity that XML does not know"),
        ("&amp; &#8217; &#x2019;", "& ’ ’", None),
        ("bell\x07 and \x0btab", "bell and tab", "control character removed"),
        ("&#x1;one&#7;", "one", "reference to a character that XML cannot hold, removed"),
        ("I <3 you", "I <3 you", "< that begins no element"),
        ("<b>bold</b> title", "<b>bold</b> title", "< that begins no element"),
        ("a ]]> b", "a ]]> b", "CDATA end inside a text"),
        ("<![CDATA[a ]]> b]]>", "a ]]> b", "CDATA end inside a text"),
        ("<![CDATA[x]]></script> <script>//<![CDATA[y]]></script>]]>", None, "CDATA end inside a text"),
        ("<![CDATA[a]]> b", "a b", None),
        ("<![CDATA[a]]> b <![CDATA[c]]>", "a b c", None),
        ("<![CDATA[nbsp &nbsp; & <b>]]>", "nbsp &nbsp; & <b>", None),
        ("<![CDATA[no end", "no end", "CDATA without an end"),
        ("<!-- remark -->x<?php y ?>", "x", None),
    ],
)
def test_text_of_a_field(tmp_path: Path, written: str, read: str | None, repair: str | None) -> None:
    found = reading(tmp_path, item(written, comment(1)) + item("Next", number=2))
    if read is None:
        read = written.removeprefix("<![CDATA[").removesuffix("]]>")
    assert found.titles == [read, "Next"]
    assert len(found.comments) == 1
    assert set(found.report.repairs) == ({repair} if repair else set())


def test_repair_names_its_line(tmp_path: Path) -> None:
    found = reading(tmp_path, item("One") + item("Fish & chips"))
    (repair,) = found.report.examples["bare &"]
    line = (tmp_path / "export.xml").read_text().split("Fish")[0].count("\n") + 1
    assert (repair.line, repair.what) == (line, "bare &")


def test_millions_of_repairs_take_no_memory(tmp_path: Path) -> None:
    found = reading(tmp_path, item("&" * 100_000))
    assert found.report.repairs["bare &"] == 100_000
    assert len(found.report.examples["bare &"]) == found.report.KEPT


@pytest.mark.parametrize(
    ("broken", "titles"),
    [
        (item("B").replace("</title>", ""), ["A", "B", "C"]),
        (item("B").replace("</item>", ""), ["A", "B", "C"]),
        (item("B", comment(1).replace("</wp:comment>", "") + comment(2)), ["A", "B", "C"]),
        (item("B", "</wp:nothing></b></div>"), ["A", "B", "C"]),
        (item("B", "<br><b>Warning</b>: x in <b>y.php</b><br />"), ["A", "B", "C"]),
        (item("B", "<content:encoded><![CDATA[cut off"), ["A", "C"]),
        (item("B", "<wp:postmeta><wp:meta_key>k</wp:postmeta>"), ["A", "B", "C"]),
        (item("B", "<category domain=category nicename='x>y</category>"), ["A", "B", "C"]),
        (item("B", "<wp:status>publish</wp:post_type>"), ["A", "B", "C"]),
    ],
)
def test_broken_item_costs_no_other(tmp_path: Path, broken: str, titles: list[str]) -> None:
    found = reading(tmp_path, item("A") + broken + item("C", comment(9)))
    assert [title.split("\n")[0].removesuffix("</titel>") for title in found.titles] == titles
    assert found.comments[-1].id == "9"
    assert found.report.repairs


def test_item_given_up_is_named(tmp_path: Path) -> None:
    found = reading(tmp_path, item("Lost", "<content:encoded><![CDATA[cut off") + item("Next"))
    (repair,) = found.report.examples["item given up"]
    assert "Lost" in repair.what


def test_cut_file_keeps_every_whole_item(tmp_path: Path) -> None:
    content = HEAD + item("A", comment(1)) + item("B", comment(2) + comment(3))
    found = reading(tmp_path, content[: content.index("<wp:comment_id>3") + 14])
    assert (found.titles, [said.id for said in found.comments]) == (["A"], ["1", "2"])
    assert found.report.repairs["the file ends early"] == 1
    assert "B" in found.report.examples["item given up"][0].what


def test_file_cut_anywhere_is_read(tmp_path: Path) -> None:
    content = (HEAD + item("A", comment(1)) + item("<![CDATA[B]]>") + TAIL).encode()
    whole = content.index(b"</item>") + 7
    for end in range(whole, len(content)):
        assert reading(tmp_path, content[:end]).titles[0] == "A"


def test_files_joined_into_one(tmp_path: Path) -> None:
    found = reading(tmp_path, HEAD + item("A") + TAIL + HEAD + item("B") + TAIL + "\nbyte bye")
    assert (found.titles, [one.number for one in found.items]) == (["A", "B"], [1, 2])


@pytest.mark.parametrize("before", ["\n\n", "\ufeff", "<br />\n<b>Warning</b>: headers in <b>x.php</b>\n", "ok <p>"])
def test_what_stands_before_the_prologue(tmp_path: Path, before: str) -> None:
    found = reading(tmp_path, before + HEAD + item("A") + TAIL)
    assert (found.titles, found.records[0].title) == (["A"], "Harm less")  # type: ignore[union-attr]


def test_namespaces_need_not_be_declared(tmp_path: Path) -> None:
    found = reading(tmp_path, "<rss><channel>" + item("A", comment(4)) + TAIL)
    assert (found.items[0].id, found.comments[0].id) == ("1", "4")
    assert found.report.repairs == {"namespace of WordPress not declared": 1}


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("iso-8859-1", "ISO-8859-1"),
        ("cp1252", "windows-1252"),
        ("koi8-r", "KOI8-R"),
    ],
)
def test_declared_encoding(tmp_path: Path, encoding: str, declared: str) -> None:
    word = "Привет" if encoding == "koi8-r" else "Größe"
    content = (HEAD + item(word) + TAIL).replace("UTF-8", declared).encode(encoding)
    found = reading(tmp_path, content)
    assert (found.titles, dict(found.report.repairs)) == ([word], {})


def test_stray_bytes_are_read_as_windows_would(tmp_path: Path) -> None:
    content = (HEAD + item("Größe ’") + item("It’s", number=2) + TAIL).encode()
    found = reading(tmp_path, content.replace("It’s".encode(), b"It\x92s"))
    assert found.titles == ["Größe ’", "It’s"]
    assert found.report.repairs == {"byte in another encoding, read as Windows-1252": 1}


# --- Whatever comes ---------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    "<item> </item> <title> </title> <wp:comment> </wp:comment> <wp:comment_content> </wp:comment_content> "
    "<content:encoded> </content:encoded> <wp:comment_id>5</wp:comment_id> <![CDATA[ ]]> ]] ]]]]><![CDATA[> "
    "<!-- --> <? ?> & &nbsp; &#1; < > <category\tdomain='a'> </category> <b> </b> <rss> </rss> </channel> [ text é "
    "<wp:postmeta> </wp:postmeta> <!DOCTYPE <wp:author> <wp:meta_key>k</wp:meta_key> <!ENTITY \x01 \n ]>".split(" ")
)


@pytest.mark.fuzz("WordPress import")
@given(st.lists(PIECES, max_size=60).map("".join), st.sampled_from([1, 2, 3, 7]))
@ALWAYS
def test_ends_of_chunks_do_not_matter(tmp_path: Path, inside: str, chunk: int) -> None:
    content = (HEAD + item("A") + inside + item("Z") + TAIL).encode()
    assert reading(tmp_path, content, chunk=chunk).records == reading(tmp_path, content).records


@pytest.mark.fuzz("WordPress import")
@given(st.lists(PIECES, max_size=60).map("".join))
@ALWAYS
def test_no_damage_reaches_the_parser(tmp_path: Path, inside: str) -> None:
    found = reading(tmp_path, HEAD + item("A") + inside + TAIL)
    assert found.titles[0] == "A"
    assert not any("could not be read" in kind for kind in found.report.repairs)


@pytest.mark.fuzz("WordPress import")
@given(st.binary(max_size=400), st.booleans())
@ALWAYS
def test_no_bytes_raise_anything_else(tmp_path: Path, noise: bytes, headed: bool) -> None:
    try:
        found = reading(tmp_path, (HEAD + item("A")).encode() + noise if headed else noise)
    except NotWordPress:
        assert not headed
    else:
        assert found.titles[:1] == ["A"]


HEAPS = (
    "<|<a |&|]]>|<![CDATA[|<![CDATA[]]>|<!--|<?|<!DOCTYPE [|<!DOCTYPE [ ]|<item>|<wp:comment>|</title>|<title>|"
    "<title><![CDATA[|<x><![CDATA[]|<category domain='|[|<!|</|\x01|<title>&|</item>|<title><![CDATA[</title>"
)


@pytest.mark.flaw("XML")
@pytest.mark.parametrize("piece", HEAPS.split("|"))
def test_time_grows_with_the_size_only(tmp_path: Path, piece: str) -> None:
    def read() -> None:
        for opening in ("", "<title>", "<title><![CDATA["):
            reading(tmp_path, HEAD + opening + piece * (50_000 // len(piece)))

    within(1.25, read)  # of linear time a tenth; what grows with the square takes 15 seconds

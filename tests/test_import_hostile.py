"""Export files made to break the import, or to bring along what must stay behind."""

import json
import os
import time
from html import escape
from pathlib import Path
from urllib.parse import quote

import pytest

from articles.models import Article, Redirect
from comments.models import Comment, Ping

from .canary import ADDRESS, assert_no_canary, kept_bytes, wipe_what_other_tests_left
from .moving import HEAD, author, comment, item, row, run, wxr
from .pictures import picture

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NUMBERS = ["9" * 5000, "1" * 20, "0" * 19 + "1" + "9" * 21, "0" * 25 + "7", str(2**63), "-5", "1e5", "٣", "²", "abc"]


def test_numbers_that_are_none_or_too_large(tmp_path: Path) -> None:
    odd = [comment(number, f"id {place}") for place, number in enumerate(NUMBERS)]
    odd += [comment(1000 + place, f"to {place}", comment_parent=number) for place, number in enumerate(NUMBERS)]
    posts = [item(number, post_name=f"post-{place}") for place, number in enumerate(NUMBERS)]
    path = wxr(tmp_path / "old.xml", item(1, *odd), *posts)
    said = run("import_wordpress", path)
    assert row(said, "comments, approved") == [20, 20, 0, 0]
    assert row(said, "posts") == [11, 11, 0, 0]
    assert row(said, "replies") == [2, 2, 0, 0]  # to 7 and to 3
    assert "0 changes" in run("import_wordpress", path)


@pytest.mark.parametrize("address", ["http://[", "https://[::1", "https://old.example.org/%00/%ff/"])
def test_addresses_of_pages_that_are_none(tmp_path: Path, address: str) -> None:
    path = tmp_path / "old.xml"
    text = HEAD.replace("https://old.example.org", address) + item(1, comment(1), link=address, guid=address)
    path.write_text(f"{text}</channel></rss>")
    said = run("import_wordpress", path)
    assert (row(said, "posts"), row(said, "comments, approved")) == ([1, 1, 0, 0], [1, 1, 0, 0])
    assert "0 changes" in run("import_wordpress", path)


def test_characters_that_only_json_can_spell(tmp_path: Path) -> None:
    """A file of our own kind may say anything, too."""
    names = "name text body slug key biography summary content_note language translation_of alt navigation licence"
    evil = {**dict.fromkeys(f"{names} footer title authors year".split(), "a\ud800b\0"), "old_paths": ["/\ud800\0", 5]}
    value = f"<wp:meta_key>_harmblog</wp:meta_key><wp:meta_value>{escape(json.dumps(evil))}</wp:meta_value>"
    said = comment(1).replace("</wp:comment>", f"<wp:commentmeta>{value}</wp:commentmeta></wp:comment>")
    inside = f"<wp:postmeta>{value}</wp:postmeta>"
    kinds = ["attachment", "harmblog_site", "harmblog_profile", "harmblog_source"]
    others = [item(10 + place, inside=inside, post_type=kind) for place, kind in enumerate(kinds)]
    path = wxr(tmp_path / "old.xml", "<generator>harmblog 1</generator>", item(1, said, inside=inside), *others)
    report = run("import_wordpress", path)
    assert (row(report, "posts"), row(report, "comments, approved")) == ([1, 1, 0, 0], [1, 1, 0, 0])
    assert (Article.objects.get().body, Comment.objects.get().name) == ("ab", "ab")
    assert "0 changes" in run("import_wordpress", path)


def test_a_name_of_megabytes_takes_no_time(tmp_path: Path) -> None:
    long = "a" * 1_000_000
    path = wxr(tmp_path / "old.xml", author(1, "ann", long), item(1, comment(1, comment_author=long)))
    start = time.perf_counter()
    run("import_wordpress", path)
    assert time.perf_counter() - start < 10
    assert Comment.objects.get().name == "a" * 80


@pytest.mark.django_db(transaction=True)
def test_addresses_in_places_for_other_things(tmp_path: Path) -> None:
    wipe_what_other_tests_left()
    coded = quote(ADDRESS, safe="")
    hidden = {"comment_author_email": ADDRESS, "comment_author_url": f"https://x.example/?u={ADDRESS}"}
    comments = [
        comment(1, **hidden, comment_author=ADDRESS.replace("@", "＠")),
        comment(2, **hidden, comment_author=coded),
        comment(3, **hidden, comment_author=escape(ADDRESS.replace("@", "&#64;"))),
        comment(4, **hidden, comment_type="pingback", comment_author="A site"),
    ]
    tag = f'<category domain="post_tag" nicename="{coded}">{ADDRESS}</category>'
    where = f"https://old.example.org/author/{ADDRESS}/"
    path = wxr(
        tmp_path / "old.xml",
        item(1, *comments, link=where, guid=f"https://old.example.org/?e={coded}", creator=coded, inside=tag),
        item(2, post_type="attachment", attachment_url=f"https://old.example.org/uploads/{coded}.jpg"),
        item(3, post_type="page", post_name=coded),
    )
    said = run("import_wordpress", path)
    assert "0 changes" in run("import_wordpress", path)
    assert row(said, "tags") == [1, 0, 0, 1]
    assert (Comment.objects.count(), Ping.objects.get().url) == (3, "")
    assert set(Comment.objects.values_list("name", flat=True)) == {"Anonymous"}
    assert not Redirect.objects.filter(old_path__contains="author").exists()
    assert_no_canary(kept_bytes(), "the database")
    assert_no_canary(said.encode(), "output")


def test_files_that_are_not_to_be_opened(tmp_path: Path) -> None:
    media = tmp_path / "uploads"
    media.mkdir()
    (tmp_path / "secret.jpg").write_bytes(picture())
    (media / "out.jpg").symlink_to(tmp_path / "secret.jpg")
    (media / "circle.jpg").symlink_to(media / "circle.jpg")
    os.mkfifo(media / "pipe.jpg")
    (media / "good.jpg").write_bytes(picture())
    names = ["../secret.jpg", "%2e%2e/secret.jpg", f"{tmp_path}/secret.jpg", "out.jpg", "circle.jpg", "pipe.jpg"]
    names += [f"{'x' * 5000}.jpg", "a%00.jpg", "", "."]
    address = "https://old.example.org/wp-content/uploads/"
    items = [item(n, post_type="attachment", attachment_url=address + name) for n, name in enumerate(names, 1)]
    good = item(99, post_type="attachment", attachment_url=f"{address}good.jpg")
    said = run("import_wordpress", wxr(tmp_path / "old.xml", *items, good), media=media)
    assert row(said, "attachments") == [11, 1, 0, 10]

"""Comments that were kept at Disqus."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError

from articles.models import Article, Redirect
from comments import vault
from comments.models import Comment, Contact

from .canary import ADDRESS, assert_no_canary, kept_bytes, wipe_what_other_tests_left
from .moving import row, run

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>old</forum><title>General</title></category>
"""


def thread(number: int, link: str, identifier: str = "") -> str:
    return (
        f'<thread dsq:id="{number}"><id>{identifier}</id><forum>old</forum><category dsq:id="1" /><link>{link}</link>'
        "<title>Sleep</title><author><name>Ann</name></author><isDeleted>false</isDeleted></thread>\n"
    )


def post(
    number: int, text: str, *, thread: int = 1, parent: int = 0, author: str = "<name>Rita</name>", **flags: str
) -> str:
    given = {"isDeleted": "false", "isSpam": "false", **flags}
    above = f'<parent dsq:id="{parent}" />' if parent else ""
    return (
        f'<post dsq:id="{number}"><id /><message><![CDATA[{text}]]></message>'
        "<createdAt>2014-05-06T07:08:09Z</createdAt>"
        f"{''.join(f'<{name}>{value}</{name}>' for name, value in given.items())}<author>{author}</author>"
        f'<ipAddress>203.0.113.77</ipAddress><thread dsq:id="{thread}" />{above}</post>\n'
    )


@pytest.fixture
def bring(tmp_path: Path) -> Any:
    def bring(*parts: str, **options: Any) -> str:
        path = tmp_path / "disqus.xml"
        path.write_text(f"{HEAD}{''.join(parts)}</disqus>\n", encoding="utf-8")
        return run("import_disqus", path, **options)

    return bring


@pytest.fixture
def sleep(write: Any) -> Article:
    article = write(title="Sleep")
    Redirect.objects.create(old_path="/2019/05/rest/", article=article)
    Redirect.objects.create(old_path="/?p=12", article=article)
    return article


@pytest.mark.parametrize(
    ("link", "identifier"),
    [
        ("https://example.org/articles/sleep/", ""),
        ("https://example.org/2019/05/rest", ""),
        ("http://example.org/?p=12", ""),
        ("https://example.org/2018/01/sleep/", ""),
        ("https://other.example.org/x", "12 https://example.org/?p=12"),
        ("https://other.example.org/x", "12"),
    ],
)
def test_a_thread_finds_its_article(bring: Any, sleep: Article, link: str, identifier: str) -> None:
    bring(thread(1, link, identifier), post(5, "<p>First.</p><p>Second &amp; <i>last</i>.</p>"))
    comment = Comment.objects.get()
    assert (comment.article, comment.name, comment.status) == (sleep, "Rita", "approved")
    assert comment.text == "First.\n\nSecond & *last*."
    assert f"{comment.received_at:%F %T}" == "2014-05-06 07:08:09"


def test_a_thread_without_an_article_is_reported(bring: Any, sleep: Article) -> None:
    said = bring(thread(1, "https://example.org/gone/"), post(5, "<p>Lost</p>"))
    assert "https://example.org/gone/" in said
    assert row(said, "threads") == row(said, "comments, approved") == [1, 0, 0, 1]


def test_deleted_and_spam_stay_hidden(bring: Any, sleep: Article) -> None:
    bring(
        thread(1, "https://example.org/articles/sleep/"),
        post(5, "a", isDeleted="true"),
        post(6, "b", isSpam="true"),
        post(7, "c", isApproved="false"),
    )
    assert dict(Comment.objects.values_list("text", "status")) == {"a": "rejected", "b": "spam", "c": "pending"}


@pytest.mark.parametrize("flags", [{"isDeleted": "TRUE"}, {"isDeleted": "1"}, {"isSpam": "yes"}])
def test_what_may_be_deleted_or_spam_is_not_public(bring: Any, sleep: Article, flags: dict[str, str]) -> None:
    bring(thread(1, "https://old.example.org/2019/05/rest/"), post(1, "One", **flags))
    assert not Comment.objects.approved().exists()
    assert Comment.objects.count() == 1


def test_a_thread_at_an_address_that_no_database_can_look_for(bring: Any, sleep: Article) -> None:
    said = bring(thread(1, "https://old.example.org/%00/"), thread(2, "http://["), post(1, "One"))
    assert row(said, "threads") == [2, 0, 0, 2]


def test_threads_are_kept_and_a_second_run_changes_nothing(bring: Any, sleep: Article) -> None:
    parts = [thread(1, "https://example.org/articles/sleep/"), post(5, "child", parent=9), post(9, "parent")]
    assert "nothing was changed" in bring(*parts, dry_run=True)
    assert not Comment.objects.exists()
    bring(*parts)
    assert Comment.objects.get(text="child").parent == Comment.objects.get(text="parent")
    assert "0 changes" in bring(*parts)


@pytest.mark.django_db(transaction=True)
def test_addresses_are_sealed_and_seen_nowhere(bring: Any, sleep: Article, worker_process: None) -> None:
    wipe_what_other_tests_left()
    said = bring(
        thread(1, "https://example.org/articles/sleep/"),
        post(5, "Hello", author=f"<email>{ADDRESS}</email><name>{ADDRESS}</name>"),
    )
    contact = Contact.objects.get()
    assert vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id) == ADDRESS
    for where, data in (("the database", kept_bytes()), ("output", said.encode())):
        assert_no_canary(data, where)
        assert b"203.0.113.77" not in data


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<rss></rss>", "not an export of Disqus"),
        ("", "damaged"),
        ("hello", "damaged"),
        (HEAD + post(5, "x"), "damaged at line"),
        ('<!DOCTYPE disqus [<!ENTITY a "b">]>' + HEAD.partition("\n")[2] + "</disqus>", "document type"),
    ],
)
def test_other_files_are_refused_and_change_nothing(tmp_path: Path, sleep: Article, content: str, reason: str) -> None:
    path = tmp_path / "disqus.xml"
    path.write_text(content)
    with pytest.raises(CommandError, match=reason):
        run("import_disqus", path)
    assert not Comment.objects.exists()

"""Threads on the page: order, depth, and what is said where the indentation no longer shows it."""

import re
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments import moderation
from comments.models import Comment
from comments.threads import thread
from harmblog import pagecache

from .conftest import words

pytestmark = pytest.mark.one_database


def chain(approved: Any, length: int) -> list[Comment]:
    comments: list[Comment] = []
    for i in range(length):
        comments.append(approved(f"Link {i}", parent=comments[-1] if comments else None, name=f"Name {i}"))
    return comments


def test_reply_follows_its_parent_and_not_its_time(client: Client, article: Article, approved: Any) -> None:
    first = approved("First")
    approved("Second")
    approved("Answer", parent=first)
    page = client.get(article.get_absolute_url()).content.decode()
    assert re.findall(r"<p>(First|Second|Answer)</p>", page) == ["First", "Answer", "Second"]


def test_lists_are_nested_to_depth_three_and_closed(client: Client, article: Article, approved: Any) -> None:
    chain(approved, 6)
    approved("Back at the top")
    page = client.get(article.get_absolute_url()).content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert page.count("<ol>") == 3
    assert page.count("<ol") == page.count("</ol>")


def test_deeper_reply_says_whom_it_answers(client: Client, article: Article, approved: Any) -> None:
    chain(approved, 6)
    html = client.get(article.get_absolute_url()).content.decode()
    page = words(html)
    assert page.count("in reply to") == 2
    assert "in reply to Name 3" in page
    assert len(re.findall(r"<span data-nosnippet>in reply to <bdi>", html)) == 2  # their names are shielded too


def test_reply_to_what_is_no_longer_shown_stays_and_says_so(
    client: Client, article: Article, approved: Any, mo: Any
) -> None:
    parent = approved("Gone later")
    approved("Still here", parent=parent)
    moderation.decide([parent.public_id], act="reject", expected="approved", moderator=mo)
    page = words(client.get(article.get_absolute_url()).content)
    assert "Gone later" not in page
    assert "Still here" in page
    assert "in reply to something that is no longer shown" in page


@pytest.mark.parametrize(("number", "heading"), [(0, "0 thoughts"), (1, "One thought"), (2, "2 thoughts")])
def test_heading_counts_what_is_shown(
    client: Client, article: Article, approved: Any, say: Any, number: int, heading: str
) -> None:
    for i in range(number):
        approved(f"Seen {i}")
    say("Waiting")
    assert f"{heading} on “Naloxone”" in words(client.get(article.get_absolute_url()).content)


def test_comment_links_to_itself_by_a_random_id_and_is_dated_by_the_day(
    client: Client, article: Article, approved: Any
) -> None:
    comment = approved()
    page = client.get(article.get_absolute_url()).content.decode()
    assert f'id="comment-{comment.public_id}"' in page
    assert f'href="#comment-{comment.public_id}"' in page
    assert f'<time datetime="{comment.received_at:%Y-%m-%d}">' in page
    assert f"{comment.received_at:%H:%M}" not in page.split('class="thread"')[1].split("</ol>")[0]


def test_thread_a_thousand_deep_is_no_trouble() -> None:
    comments = [Comment(pk=i, parent_id=i - 1 or None) for i in range(1, 1001)]
    rows = thread(comments)
    assert [row.comment.pk for row in rows] == list(range(1, 1001))
    assert max(row.depth for row in rows) == 3


def test_number_of_queries_is_the_same_for_2_and_for_500_comments(
    client: Client, article: Article, approved: Any, django_assert_num_queries: Any
) -> None:
    first = approved("One")
    approved("Two", parent=first)
    pagecache.forget()
    with CaptureQueriesContext(connection) as few:
        client.get(article.get_absolute_url())
    more = [Comment(article=article, name="N", text="t", html="<p>t</p>", parent=first) for _ in range(498)]
    moderation.insert_with_status(more, status="approved")
    pagecache.forget()
    with django_assert_num_queries(len(few)):
        page = client.get(article.get_absolute_url())
    assert "500 thoughts" in words(page.content)

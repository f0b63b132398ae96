"""A long discussion has pages: fifty or so on each, the oldest first, at addresses that stay."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from comments import moderation
from comments.models import Comment
from comments.moderation.placing import MOST, PER_PAGE
from harmblog import pagecache

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = "/articles/naloxone/"


def fill(article: Article, number: int, **more: Any) -> list[Comment]:
    """So many published comments more."""
    more.setdefault("decided_at", timezone.now() - dt.timedelta(minutes=5))
    rows = [Comment(article=article, name=f"N{i}", text=f"t{i}", html=f"<p>t{i}</p>", **more) for i in range(number)]
    moderation.insert_with_status(rows, status="approved")
    pagecache.bump()
    return rows


def ids(client: Client, address: str) -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.findall(r'<li id="comment-(\w+)"', answer.content.decode())


def test_every_comment_is_on_one_page_oldest_first(client: Client, article: Article) -> None:
    rows = fill(article, 120)
    pages = [ids(client, address) for address in (PAGE, f"{PAGE}comments/2/", f"{PAGE}comments/3/")]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [one for page in pages for one in page] == [row.public_id for row in rows]
    assert "120 thoughts" in words(client.get(f"{PAGE}comments/3/").content)


@pytest.mark.parametrize("number", [0, 4, "01", "02", 99999999, "x"])
def test_page_that_does_not_exist_is_not_found(client: Client, article: Article, number: Any) -> None:
    fill(article, 120)
    assert client.get(f"{PAGE}comments/{number}/").status_code == 404


def test_first_page_is_the_article(client: Client, article: Article) -> None:
    answer = client.get(f"{PAGE}comments/1/")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"{PAGE}#discussion")


def test_short_discussion_says_nothing_of_pages(client: Client, article: Article, approved: Any) -> None:
    approved()
    assert "Pages of the discussion" not in client.get(PAGE).content.decode()
    assert client.get(f"{PAGE}comments/2/").status_code == 404


def test_links_lead_through_all_pages_and_back(client: Client, article: Article) -> None:
    fill(article, 120)
    first, middle, last = (client.get(PAGE + path).content.decode() for path in ("", "comments/2/", "comments/3/"))
    assert f'<a rel="next" href="{PAGE}comments/2/#discussion">' in first
    assert f'<a href="{PAGE}comments/3/">' in first  # to the newest
    assert f'<a rel="prev" href="{PAGE}#discussion">' in middle
    assert f'<a rel="next" href="{PAGE}comments/3/#discussion">' in middle
    assert f'<a rel="prev" href="{PAGE}comments/2/#discussion">' in last
    assert 'rel="next"' not in last
    assert "Page 3 of 3" in words(last)


def test_search_engines_are_shown_the_article_and_not_the_later_pages(client: Client, article: Article) -> None:
    fill(article, 60)
    page = client.get(f"{PAGE}comments/2/").content.decode()
    assert '<meta name="robots" content="noindex">' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{PAGE}comments/2/">' in page
    assert f'<link rel="prev" href="http://127.0.0.1:8000{PAGE}">' in page
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{PAGE}">' in client.get(PAGE).content.decode()


def test_permanent_links_land_on_the_comment(client: Client, article: Article, approved: Any) -> None:
    fill(article, 50)
    newest = approved("The newest")
    address, _, fragment = newest.get_absolute_url().partition("#")
    assert address == f"{PAGE}comments/2/"
    assert fragment == f"comment-{newest.public_id}"
    assert newest.public_id in ids(client, address)
    assert newest.get_absolute_url() in client.get("/comments/feed/").content.decode()


def test_address_stays_whatever_goes_and_comes_back(article: Article, approved: Any, mo: Any) -> None:
    first = approved("First")
    fill(article, 49)
    newest = approved("On the second page")
    before = newest.get_absolute_url()
    for one in (first, newest):
        moderation.decide([one.public_id], act="reject", expected="approved", moderator=mo)
    moderation.decide([newest.public_id], act="approve", expected="rejected", moderator=mo)
    newest.refresh_from_db()
    assert newest.get_absolute_url() == before
    assert "comments/2" in approved("Later").get_absolute_url()


def test_reply_joins_its_thread_while_there_is_room(client: Client, article: Article, approved: Any) -> None:
    old = approved("Old")
    fill(article, 70)
    replies = [approved(f"Reply {n}", parent=old) for n in range(MOST - PER_PAGE + 2)]
    assert [reply.page for reply in replies] == [1] * (MOST - PER_PAGE) + [2, 2]
    page = client.get(f"{PAGE}comments/2/").content.decode()
    assert f'<a href="{PAGE}#comment-{old.public_id}"><span data-nosnippet>in reply to <bdi>Rita</bdi>' in page
    assert page.count("<ol>") == 0  # it stands on its own there


def test_reply_to_a_hidden_comment_of_another_page_says_so(
    client: Client, article: Article, approved: Any, mo: Any
) -> None:
    old = approved("Old")
    fill(article, 70, parent=old)
    moderation.decide([old.public_id], act="reject", expected="approved", moderator=mo)
    page = words(client.get(f"{PAGE}comments/2/").content)
    assert "in reply to something that is no longer shown" in page
    assert "Rita" not in page


def test_page_of_which_nothing_is_left_says_so(client: Client, article: Article, mo: Any) -> None:
    rows = fill(article, 101)
    gone = [row.public_id for row in rows[50:100]]
    moderation.decide(gone, act="reject", expected="approved", moderator=mo)
    assert "no longer shown" in words(client.get(f"{PAGE}comments/2/").content)
    assert ids(client, f"{PAGE}comments/3/") == [rows[100].public_id]


def test_empty_place_of_a_withdrawn_comment_stays_on_its_page(client: Client, article: Article, approved: Any) -> None:
    fill(article, 50)
    parent = approved("To be withdrawn")
    approved("Answer", parent=parent)
    moderation.withdraw(parent)
    page = client.get(f"{PAGE}comments/2/").content.decode()
    assert page.index("withdrawn by its writer") < page.index("Answer")


def test_what_was_published_without_a_place_is_on_the_first_page(client: Client, article: Article) -> None:
    rows = fill(article, 3)
    Comment.objects.filter(pk=rows[1].pk).update(page=0)
    pagecache.bump()
    assert ids(client, PAGE) == [row.public_id for row in rows]


def test_every_page_has_the_form_until_comments_close(client: Client, article: Article) -> None:
    fill(article, 60)
    assert f'action="{PAGE}comment/"' in client.get(f"{PAGE}comments/2/").content.decode()
    article.comments_open = False
    article.save()
    page = client.get(f"{PAGE}comments/2/").content.decode()
    assert "<form" not in page
    assert "Comments on this article are closed." in page


def test_form_is_sent_to_its_own_article(client: Client, write: Any) -> None:
    for slug in ("stand-in", "another-stand-in", "κενό", "plain"):
        article = write(slug, slug=slug)
        page = client.get(article.get_absolute_url()).content.decode()
        assert re.findall(r'<form [^>]*action="([^"]*)"', page) == [f"{article.get_absolute_url()}comment/"]


def test_draft_has_no_pages(client: Client, article: Article) -> None:
    fill(article, 60)
    article.status = "draft"
    article.save()
    assert client.get(f"{PAGE}comments/2/").status_code == 404


def test_page_of_five_thousand_costs_the_queries_of_one_of_fifty(
    client: Client, article: Article, write: Any, django_assert_num_queries: Any
) -> None:
    fill(article, 50)
    client.get("/")  # what is asked once for all pages
    with CaptureQueriesContext(connection) as made:
        client.get(PAGE)
    few = len(made)
    large = write("Large")
    fill(large, 5000)
    client.get("/")
    with django_assert_num_queries(few):
        assert len(ids(client, large.get_absolute_url())) == 50
    assert len(ids(client, f"{large.get_absolute_url()}comments/100/")) == 50


def test_import_lays_threads_out_anew(article: Article) -> None:
    rows = fill(article, 120)
    Comment.objects.filter(pk__in=[row.pk for row in rows[60:65]]).update(parent=rows[0])
    moderation.arrange([article.pk])
    pages = dict(Comment.objects.values_list("pk", "page"))
    assert {pages[row.pk] for row in rows[60:65]} == {1}
    assert sorted(pages.values()).count(2) == 50


@pytest.mark.django_db(transaction=True)
def test_comments_of_before_are_given_their_pages(client: Client, article: Article) -> None:
    rows = fill(article, 120)
    Comment.objects.filter(pk=rows[60].pk).update(parent=rows[0])
    call_command("migrate", "comments", "0010", verbosity=0)
    call_command("migrate", "comments", verbosity=0)
    pages = list(Comment.objects.order_by("pk").values_list("page", flat=True))
    assert pages[:60] == [1] * 50 + [2] * 10
    assert (pages[60], pages[-1], pages.count(2)) == (1, 3, 50)

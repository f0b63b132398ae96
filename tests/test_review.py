"""The list of articles, and what nobody has checked for long."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, Topic
from articles.review import months_before
from harmblog.models import Site

from .conftest import words
from .editing import logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST, REPORT = "/admin/articles/article/", "/admin/articles/article/review/"


@pytest.fixture
def editor(ada: User) -> Client:
    return logged_in(ada)


@pytest.fixture
def old(write: Any) -> Article:
    return write("Long ago", published_at=timezone.now() - dt.timedelta(days=400))


def test_report_names_what_is_due_oldest_first(editor: Client, old: Article, article: Article, write: Any) -> None:
    write("Longer ago", published_at=timezone.now() - dt.timedelta(days=900))
    write("Checked", published_at=timezone.now() - dt.timedelta(days=900), reviewed_on=timezone.localdate())
    page = words(editor.get(REPORT).content)
    assert page.index("Longer ago") < page.index("Long ago")
    assert "Naloxone" not in page
    assert "Checked" not in page.replace("Last checked", "").replace("not checked", "")


def test_reviewed_today_is_due_no_more_and_says_so_to_readers(editor: Client, client: Client, old: Article) -> None:
    client.get(old.get_absolute_url())
    assert editor.post(f"/admin/articles/article/{old.pk}/review/", follow=True).status_code == 200
    assert "Nothing is due for review." in words(editor.get(REPORT).content)
    today = timezone.localdate()
    assert f"Reviewed on {today.day} {today:%B %Y}" in words(client.get(old.get_absolute_url()).content)


def test_never_due_where_the_site_says_so(editor: Client, old: Article) -> None:
    Site(name="Here", review_after=0).save()
    assert "Nothing is due for review." in words(editor.get(REPORT).content)
    assert "Long ago" not in words(editor.get(f"{LIST}?review=due").content)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (dt.date(2026, 3, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 1, 15), 12, dt.date(2025, 1, 15)),
        (dt.date(2026, 12, 31), 1, dt.date(2026, 11, 30)),
        (dt.date(2026, 1, 1), 32767, dt.date(1, 1, 1)),
    ],
)
def test_months_are_counted_back(day: dt.date, months: int, then: dt.date) -> None:
    assert months_before(day, months) == then


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=draft", "A draft"),
        ("state=scheduled", "To come"),
        ("state=published", "Long ago"),
        ("state=unshown", "Changed"),
        ("review=due", "Long ago"),
        ("q=needle", "A draft"),
    ],
)
def test_list_is_filtered_and_searched(editor: Client, old: Article, write: Any, query: str, found: str) -> None:
    write("A draft", status="draft", body="A needle.")
    write("To come", published_at=timezone.now() + dt.timedelta(1))
    write("Changed", edition=2, shown_edition=1)
    page = words(editor.get(f"{LIST}?{query}").content)
    titles = {"A draft", "To come", "Long ago", "Changed"}
    assert {title for title in titles if title in page} - ({"Changed"} if query == "state=published" else set()) == {
        found
    }


def test_list_asks_the_same_number_of_queries_for_any_length(
    editor: Client, write: Any, django_assert_num_queries: Any
) -> None:
    write().topics.add(Topic.objects.create(name="One"))
    with CaptureQueriesContext(connection) as few:
        editor.get(LIST)
    for number in range(20):
        write(f"More {number}").topics.add(*Topic.objects.all())
    with django_assert_num_queries(len(few)):
        editor.get(LIST)


def test_standing_pages_are_not_in_the_list(editor: Client, write: Any) -> None:
    page = write("About us", kind="page")
    assert "About us" not in words(editor.get(LIST).content)
    assert editor.get(f"/admin/articles/article/{page.pk}/change/").status_code == 302

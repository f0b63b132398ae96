"""A private link shows the newest text to whoever has it, until it expires or is closed, and to nobody else."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import at_work
from articles.models import Article, Editing, PreviewLink

from .conftest import words
from .editing import change, logged_in, open_form, press

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def draft(write: Any) -> Article:
    return write("Not yet", status="draft", published_at=None, body="A secret text.")


@pytest.fixture
def link(draft: Article, ada: User) -> PreviewLink:
    return at_work.make_link(draft, editor=ada, days=7)


def test_link_made_in_the_form_opens_the_text_for_a_stranger(draft: Article, ada: User, client: Client) -> None:
    page = logged_in(ada).post(f"{change(draft)}link/", {"days": "30"}, follow=True)
    found = re.search(r"/preview/[\w-]{32}/", page.content.decode())
    assert found
    assert "A secret text." in words(client.get(found[0]).content)
    left = PreviewLink.objects.get().expires_at - timezone.now()
    assert dt.timedelta(29) < left <= dt.timedelta(30)


def test_link_shows_what_was_saved_last(article: Article, ada: User, client: Client) -> None:
    editor = logged_in(ada)
    press(editor, article, "_save", open_form(editor, article), body="Not shown yet.")
    link = at_work.make_link(article, editor=ada, days=1)
    assert "Not shown yet." in words(client.get(link.get_absolute_url()).content)
    article.refresh_from_db()
    assert article.body == "Some *text*."


def test_looking_changes_nothing_and_is_kept_nowhere(link: PreviewLink, draft: Article, client: Client) -> None:
    before = Article.objects.values().get()
    answer = client.get(link.get_absolute_url())
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert b'<meta name="robots" content="noindex">' in answer.content
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert not answer.cookies
    assert Article.objects.values().get() == before
    assert not Editing.objects.exists()
    assert client.post(link.get_absolute_url()).status_code == 405


@pytest.mark.asvs("V9.2.1")
def test_expired_link_says_so(link: PreviewLink, client: Client) -> None:
    PreviewLink.objects.update(expires_at=timezone.now())
    answer = client.get(link.get_absolute_url())
    assert answer.status_code == 404
    assert "expire after some days" in words(answer.content)
    assert "A secret text." not in words(answer.content)


def test_closed_link_opens_nothing(link: PreviewLink, draft: Article, ada: User, client: Client) -> None:
    logged_in(ada).post(f"{change(draft)}link/close/", {"key": link.key})
    assert client.get(link.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("key", ["x", "%00", "x" * 500, "é"])
def test_unknown_link_looks_like_an_expired_one(client: Client, link: PreviewLink, key: str) -> None:
    assert client.get(f"/preview/{key}/").status_code == 404


def test_link_of_one_article_is_not_closed_through_another(
    link: PreviewLink, article: Article, ada: User, client: Client
) -> None:
    logged_in(ada).post(f"{change(article)}link/close/", {"key": link.key})
    assert client.get(link.get_absolute_url()).status_code == 200


def test_machines_are_kept_away(link: PreviewLink, client: Client) -> None:
    assert "Disallow: /preview/" in client.get("/robots.txt").content.decode()
    assert link.key not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("days", ["", "0", "9999", "x"])
def test_odd_number_of_days_is_a_week(draft: Article, ada: User, days: str) -> None:
    logged_in(ada).post(f"{change(draft)}link/", {"days": days})
    assert PreviewLink.objects.get().expires_at < timezone.now() + dt.timedelta(8)

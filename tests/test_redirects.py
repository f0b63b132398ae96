"""Old addresses lead on: those left by a new slug and those of another site; a live page always wins."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Redirect, Topic

from .editing import logged_in, open_form, press

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def rename(article: Article, ada: User, slug: str) -> None:
    editor = logged_in(ada)
    assert press(editor, article, "_save", open_form(editor, article), slug=slug).status_code == 302


def leads(client: Client, path: str) -> tuple[int, str]:
    answer = client.get(path)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize("suffix", ["", "feed/"])
def test_new_slug_leaves_a_permanent_redirect(client: Client, article: Article, ada: User, suffix: str) -> None:
    rename(article, ada, "naloxone-at-home")
    assert leads(client, f"/articles/naloxone/{suffix}") == (301, f"/articles/naloxone-at-home/{suffix}")


def test_renamed_twice_both_lead_to_the_last(client: Client, article: Article, ada: User) -> None:
    rename(article, ada, "second")
    rename(article, ada, "third")
    assert leads(client, "/articles/naloxone/") == leads(client, "/articles/second/") == (301, "/articles/third/")


def test_slug_taken_back_has_no_redirect(client: Client, article: Article, ada: User) -> None:
    rename(article, ada, "second")
    rename(article, ada, "naloxone")
    assert client.get("/articles/naloxone/").status_code == 200
    assert list(Redirect.objects.values_list("old_path", flat=True)) == ["/articles/second/"]


def test_live_page_wins_over_a_redirect(client: Client, article: Article, write: Any) -> None:
    other = write("Other")
    Redirect.objects.create(old_path=article.get_absolute_url(), article=other)
    assert client.get(article.get_absolute_url()).status_code == 200


def test_draft_renamed_leaves_nothing(write: Any, ada: User) -> None:
    rename(write(status="draft", published_at=None), ada, "second")
    assert not Redirect.objects.exists()


def test_redirect_to_what_is_not_public_is_a_404(client: Client, article: Article, ada: User) -> None:
    rename(article, ada, "second")
    editor = logged_in(ada)
    press(editor, article, "_unpublish", open_form(editor, article))
    assert client.get("/articles/naloxone/").status_code == 404


@pytest.mark.parametrize("stored", ["/2019/05/сон/", "/2019/05/%D1%81%D0%BE%D0%BD/", "/2019/05/%d1%81%d0%be%d0%bd"])
@pytest.mark.parametrize("asked", ["/2019/05/сон/", "/2019/05/%D1%81%D0%BE%D0%BD/", "/2019/05/%d1%81%d0%be%d0%bd"])
def test_old_address_in_any_spelling(client: Client, article: Article, stored: str, asked: str) -> None:
    Redirect.objects.create(old_path=stored, article=article)
    assert leads(client, asked) == (301, "/articles/naloxone/")


def test_old_topic_leads_to_the_topic(client: Client, ada: User) -> None:
    topic = Topic.objects.create(name="Sleep")
    logged_in(ada).post(f"/admin/articles/topic/{topic.pk}/change/", {"name": "Sleep", "slug": "rest"})
    assert leads(client, "/topics/sleep/") == (301, "/topics/rest/")


@pytest.mark.parametrize("query", ["p=12", "page_id=12", "attachment_id=12", "p=012&preview=true"])
def test_address_by_number_leads_on(client: Client, article: Article, query: str) -> None:
    Redirect.objects.create(old_path="/?p=12", article=article)
    client.get("/")
    assert leads(client, f"/?{query}") == (301, "/articles/naloxone/")


@pytest.mark.parametrize("query", ["p=13", "p=", "p=x", "p=²", "p=" + "9" * 40, "p=12%00"])
def test_unknown_number_is_the_front_page(client: Client, article: Article, query: str) -> None:
    Redirect.objects.create(old_path="/?p=12", article=article)
    assert client.get(f"/?{query}").content == client.get("/").content


@pytest.mark.parametrize("path", ["/%00", "/a/%00/", "/x" * 2000, "/%ff%fe/", "/feed/feed/"])
def test_odd_address_is_a_404(client: Client, article: Article, path: str) -> None:
    client.raise_request_exception = False
    assert client.get(path).status_code in (404, 301)


def test_only_reading_is_led_on(client: Client, article: Article) -> None:
    Redirect.objects.create(old_path="/old/", article=article)
    assert client.post("/old/x/").status_code == 404
    assert client.head("/old/").status_code == 301

"""The writers' desk in Django's admin."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Topic

from .editing import logged_in, open_form, press

pytestmark = pytest.mark.one_database

NEW = {
    "title": "Sleep, “at last”",
    "slug": "",
    "summary": "How.",
    "content_note": "",
    "body": "## One\n\n“Text”",
    "status": "published",
    "published_at_0": "",
    "published_at_1": "",
    "topics": [],
    "comments_open": "on",
    "comments_close_on": "",
}
ADD = "/admin/articles/article/add/"


def test_editor_publishes_and_readers_see_it_at_once(writing: Client, client: Client, ada: User) -> None:
    client.get("/")
    assert writing.post(ADD, NEW | {"author": ada.pk}).status_code == 302
    assert "Sleep, “at last”" in client.get("/").content.decode()
    assert "“Text”" in client.get("/articles/sleep-at-last/").content.decode()


def test_draft_stays_a_draft(writing: Client, client: Client, ada: User) -> None:
    writing.post(ADD, NEW | {"author": ada.pk, "status": "draft"})
    assert client.get("/articles/sleep-at-last/").status_code == 404


def test_new_topic_of_an_article_is_seen_at_once(ada: User, client: Client, article: Article) -> None:
    topic = Topic.objects.create(name="Sleep")
    editor = logged_in(ada)
    form = open_form(editor, article)
    assert article.title not in client.get(topic.get_absolute_url()).content.decode()
    press(editor, article, "_save", form, topics=[topic.pk])
    assert article.title in client.get(topic.get_absolute_url()).content.decode()


def test_preview_shows_what_is_typed_and_stores_nothing(writing: Client) -> None:
    page = writing.post(f"{ADD}preview/", NEW).content.decode()
    assert "Sleep, “at last”</h1>" in page
    assert "<p>“Text”</p>" in page
    assert not Article.objects.exists()


def test_preview_of_a_saved_article_is_the_readers_page(writing: Client, client: Client, article: Article) -> None:
    body = 'class="prose" dir="auto">\n<p>Some <em>text</em>.</p>'
    assert body in writing.get(f"/admin/articles/article/{article.pk}/change/preview/").content.decode()
    assert body in client.get(article.get_absolute_url()).content.decode()


@pytest.mark.parametrize("path", [f"{ADD}preview/", "/admin/articles/article/1/change/preview/"])
def test_preview_is_for_editors_only(client: Client, desk: Client, article: Article, path: str) -> None:
    assert client.post(path, NEW).status_code == 403
    assert desk.post(path, NEW).status_code in (302, 403)


@pytest.mark.parametrize("wrong", [{"slug": "naloxone"}, {"title": ""}, {"body": " "}, {"title": "x" * 201}])
def test_wrong_article_is_explained_and_kept(writing: Client, article: Article, ada: User, wrong: Any) -> None:
    answer = writing.post(ADD, NEW | {"author": ada.pk} | wrong)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert Article.objects.count() == 1


def test_author_renamed_is_renamed_on_the_page(client: Client, article: Article, ada: User) -> None:
    client.get(article.get_absolute_url())
    admin = Client()
    admin.force_login(User.objects.create_superuser("root"))
    form = admin.get(f"/admin/auth/user/{ada.pk}/change/").context["adminform"].form
    data = {name: value for name, value in form.initial.items() if isinstance(value, str | bool) and value}
    dates = {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"}
    assert admin.post(f"/admin/auth/user/{ada.pk}/change/", data | dates | {"last_name": "Berg"}).status_code == 302
    assert "Ada Berg" in client.get(article.get_absolute_url()).content.decode()


def test_year_typed_wrongly_is_refused(writing: Client, ada: User) -> None:
    when = {"published_at_0": "0202-11-23", "published_at_1": "10:00:00"}
    assert writing.post(ADD, NEW | {"author": ada.pk} | when).status_code == 200
    assert not Article.objects.exists()


def test_topic_given_in_the_admin_is_on_the_next_page(writing: Client, client: Client, ada: User) -> None:
    topic = Topic.objects.create(name="Sleep")
    client.get("/topics/sleep/")
    writing.post(ADD, NEW | {"author": ada.pk, "topics": [topic.pk]})
    assert "at last" in client.get("/topics/sleep/").content.decode()

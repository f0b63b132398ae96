"""What is changed at the desk is on the kept pages at once, also where no article is stored by it."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Profile, Topic

from .conftest import account
from .editing import logged_in, open_form, press

PAGES = ("/", "/topics/", "/topics/sleep/", "/topics/sleep/feed/", "/sitemap.xml", "/articles/naloxone/")


@pytest.fixture
def desk(ada: User) -> Client:
    return logged_in(ada)


@pytest.mark.parametrize(("before", "after"), [(False, True), (True, False)])
def test_topics_alone(desk: Client, client: Client, article: Article, before: bool, after: bool) -> None:
    topic = Topic.objects.create(name="Sleep", slug="sleep")
    article.topics.set([topic] if before else [])
    article.save()
    for page in PAGES:
        client.get(page)
    press(desk, article, "_save", {**open_form(desk, article), "topics": [topic.pk] if after else []})
    assert (article.title in client.get("/topics/sleep/").content.decode()) is after
    assert ("Sleep" in client.get(article.get_absolute_url()).content.decode()) is after


@pytest.mark.parametrize("at_once", [False, True])
def test_an_author_page_goes_with_the_account(client: Client, at_once: bool, db: None) -> None:
    admin = logged_in(account("root", is_staff=True, is_superuser=True))
    gone = account("gone", first_name="Gone")
    Profile.objects.create(user=gone, slug="gone", biography="Was here.")
    assert client.get("/authors/gone/").status_code == 200
    if at_once:
        form: dict[str, Any] = {"action": "delete_selected", "_selected_action": gone.pk, "post": "yes"}
        admin.post("/admin/auth/user/", form)
    else:
        admin.post(f"/admin/auth/user/{gone.pk}/delete/", {"post": "yes"})
    assert client.get("/authors/gone/").status_code == 404


def test_topics_that_no_database_can_look_for(desk: Client, article: Article) -> None:
    answer = press(desk, article, "_save", {**open_form(desk, article), "topics": ["9" * 50]}, title="Kept")
    assert (answer.status_code, "Kept" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize("query", ["language=%00", "q=%00", "author__id__exact=1%00"])
def test_filters_that_postgresql_refuses(desk: Client, query: str) -> None:
    assert desk.get(f"/admin/articles/article/?{query}").status_code == 400


@pytest.mark.parametrize("kind", ["article", "page"])
def test_staff_without_rights_see_no_review_list(kind: str, db: None) -> None:
    nobody = logged_in(account("nobody", is_staff=True))
    assert nobody.get(f"/admin/articles/{kind}/review/").status_code == 403

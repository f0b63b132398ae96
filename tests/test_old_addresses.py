"""Old addresses in the admin: an editor adds one, and is told why where it would lead nowhere."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Profile, Redirect, Topic

from .editing import logged_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADD = "/admin/articles/redirect/add/"


def add(ada: User, path: str, **where: Any) -> Any:
    return logged_in(ada).post(ADD, {"old_path": path, "article": "", "topic": "", **where})


@pytest.mark.parametrize("path", ["/2019/05/sleep/", "/old", "/articles/gone/", "/%C3%A9t%C3%A9/", "/été/", "/?p=12"])
def test_old_address_leads_to_an_article(client: Client, article: Article, ada: User, path: str) -> None:
    assert add(ada, path, article="naloxone").status_code == 302
    assert client.get(path).headers["Location"] == "/articles/naloxone/"


def test_old_address_leads_to_a_topic(client: Client, ada: User) -> None:
    topic = Topic.objects.create(name="Sleep")
    add(ada, "/category/rest/", topic=topic.pk)
    assert client.get("/category/rest/").headers["Location"] == "/topics/sleep/"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("old/", "Begin with a slash"),
        ("https://example.org/old/", "Begin with a slash"),
        ("//example.org/old/", "another site"),
        ("/\\example.org/old/", "another site"),
        ("/old/?page=2", "Leave out"),
        ("/old/#part", "Leave out"),
        ("/old one/", "Leave out"),
        ("/?p=0", "Leave out"),
        ("/ol\u202ed/", "invisible"),
        *((path, "already") for path in ("/", "/archive/", "/archive", "/admin/x/", "/moderation/", "/feed/")),
        *((path, "already") for path in ("/articles/naloxone/", "/articles/naloxone", "/articles/naloxone/feed/")),
        *((path, "already") for path in ("/topics/sleep/", "/authors/ada-l/", "/articles/%6Ealoxone/")),
    ],
)
def test_address_that_could_not_lead_on_is_refused(article: Article, ada: User, path: str, said: str) -> None:
    Topic.objects.create(name="Sleep")
    Profile.objects.create(user=article.author, slug="ada-l")
    page = add(ada, path, article="naloxone")
    assert (page.status_code, said in page.content.decode()) == (200, True)
    assert not Redirect.objects.exists()


def test_old_address_leads_to_one_thing(article: Article, ada: User) -> None:
    topic = Topic.objects.create(name="Sleep")
    for where in ({}, {"article": "naloxone", "topic": topic.pk}):
        assert "either to an article or to a topic" in add(ada, "/old/", **where).content.decode()
    assert not Redirect.objects.exists()


def test_old_addresses_are_found_by_what_they_lead_to(article: Article, ada: User) -> None:
    Redirect.objects.create(old_path="/2019/05/kit/", article=article)
    Redirect.objects.create(old_path="/tag/rest/", topic=Topic.objects.create(name="Sleep"))
    page = logged_in(ada).get("/admin/articles/redirect/?q=naloxone").content.decode()
    assert ("/2019/05/kit/" in page, "/tag/rest/" in page) == (True, False)

"""Author pages: who writes here, under the name that readers may know and never under that of the account."""

import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article, Profile
from harmblog import pagecache
from harmblog.security import STAFF

from .canary import crawl, furnish, raw, routes
from .conftest import account, words

pytestmark = pytest.mark.one_database

ADD = "/admin/articles/profile/add/"


@pytest.fixture
def profile(ada: User) -> Profile:
    return Profile.objects.create(user=ada, biography="I worked *nights* & days.")


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def data(page: str) -> dict[str, Any]:
    return json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[0])


def test_page_says_who_writes_and_what(client: Client, profile: Profile, article: Article) -> None:
    page = client.get("/authors/ada-lindqvist/").content.decode()
    assert '<h1 dir="auto">Ada Lindqvist</h1>' in page
    assert "<p>I worked <em>nights</em> &amp; days.</p>" in page
    assert f'<a href="{article.get_absolute_url()}"' in page


def test_byline_leads_to_the_page(client: Client, profile: Profile, article: Article) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    assert 'By <a rel="author" href="/authors/ada-lindqvist/"><bdi>Ada Lindqvist</bdi></a>' in page
    assert data(page)["author"]["url"] == "http://127.0.0.1:8000/authors/ada-lindqvist/"


def test_byline_without_a_page_is_a_name(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    assert "By <bdi>Ada Lindqvist</bdi>" in page
    assert "/authors/" not in page


def test_machines_are_told_who_it_is(client: Client, profile: Profile) -> None:
    page = client.get(profile.get_absolute_url()).content.decode()
    assert data(page)["@type"] == "ProfilePage"
    address = "http://127.0.0.1:8000/authors/ada-lindqvist/"
    person = {"@type": "Person", "name": "Ada Lindqvist", "description": "I worked nights & days.", "url": address}
    assert data(page)["mainEntity"] == person
    assert '<meta name="description" content="I worked nights &amp; days.">' in page


def test_page_lists_ten_and_leads_on(client: Client, profile: Profile, write: Any) -> None:
    for i in range(11):
        write(f"Number {i}")
    write("Unseen", status="draft")
    first, second = (client.get(profile.get_absolute_url(), {"page": n}).content.decode() for n in (1, 2))
    assert (first.count('class="entry"'), second.count('class="entry"')) == (10, 1)
    assert "Unseen" not in first + second
    assert client.get(profile.get_absolute_url(), {"page": 3}).status_code == 404


def test_page_lists_nobody_elses(client: Client, profile: Profile, write: Any) -> None:
    write("By Noor", author=account("noor", first_name="Noor"))
    assert "By Noor" not in client.get(profile.get_absolute_url()).content.decode()


@pytest.mark.parametrize(("biography", "status"), [("", 404), ("I write.", 200)])
def test_page_needs_something_to_read(client: Client, ada: User, write: Any, biography: str, status: int) -> None:
    Profile.objects.create(user=ada, slug="ada", biography=biography)
    write("Unseen", status="draft")
    assert client.get("/authors/ada/").status_code == status
    assert (b"/authors/ada/" in client.get("/sitemap.xml").content) is (status == 200)
    write("Seen")
    assert client.get("/authors/ada/").status_code == 200


def test_unknown_author_is_a_404(client: Client, db: None) -> None:
    assert client.get("/authors/nobody/").status_code == 404


def test_account_without_a_full_name_has_no_page(client: Client, profile: Profile, article: Article) -> None:
    User.objects.update(first_name="", last_name="")
    assert client.get(profile.get_absolute_url()).status_code == 404
    assert "/authors/" not in client.get(article.get_absolute_url()).content.decode()
    assert "/authors/" not in client.get("/sitemap.xml").content.decode()


def test_renamed_account_is_renamed_on_its_page(client: Client, profile: Profile, ada: User) -> None:
    client.get(profile.get_absolute_url())
    root = browser(User.objects.create_superuser("root"))
    form = root.get(f"/admin/auth/user/{ada.pk}/change/").context["adminform"].form
    typed = {name: value for name, value in form.initial.items() if isinstance(value, str | bool) and value}
    dates = {"date_joined_0": "2026-01-01", "date_joined_1": "10:00:00"}
    root.post(f"/admin/auth/user/{ada.pk}/change/", typed | dates | {"last_name": "Berg"})
    assert "Ada Berg" in client.get(profile.get_absolute_url()).content.decode()


def test_account_names_are_on_no_public_page(client: Client, article: Article, approved: Any, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(username="logs-in-so-1")
    noor = account("logs-in-so-2", "Editor")
    Article.objects.create(title="Another", body="Text.", author=noor, status="published")
    Profile.objects.create(user=noor, biography="A biography without a name.")
    comment = approved()
    User.objects.filter(username="mo").update(username="logs-in-so-3")
    paths = [path for path in routes(furnish(client, article, comment)) if not path.startswith(STAFF)]
    paths += [profile.get_absolute_url() for profile in Profile.objects.all()] + ["/articles/another/"]
    pagecache.forget()
    assert "/authors/ada-lindqvist/" in paths
    assert not [path for path, answer in crawl(client, paths).items() if b"logs-in-so" in raw(answer).lower()]


# --- Who edits it ---------------------------------------------------------------------------------------------------


def test_editor_makes_their_own_page_once(client: Client, ada: User, article: Article) -> None:
    editor = browser(ada)
    assert editor.post(ADD, {"user": ada.pk, "slug": "", "biography": "I write."}).status_code == 302
    assert "<p>I write.</p>" in client.get("/authors/ada-lindqvist/").content.decode()
    assert editor.get(ADD).status_code == 403
    own = f"/admin/articles/profile/{Profile.objects.get().pk}/change/"
    assert editor.post(own, {"user": ada.pk, "slug": "ada-l", "biography": "I wrote."}).status_code == 302
    assert "I wrote." in client.get("/authors/ada-l/").content.decode()


def test_editor_makes_no_page_for_others(ada: User) -> None:
    noor = account("noor", "Editor", first_name="Noor")
    answer = browser(ada).post(ADD, {"user": noor.pk, "slug": "", "biography": "x"})
    assert answer.status_code == 200
    assert not Profile.objects.exists()


@pytest.mark.asvs("V8.2.2")
def test_editor_changes_nobody_elses_page_and_a_superuser_does(profile: Profile) -> None:
    noor = account("noor", "Editor", is_staff=True, first_name="Noor")
    path = f"/admin/articles/profile/{profile.pk}/change/"
    typed = {"user": profile.user_id, "slug": "changed", "biography": "Changed."}
    assert "Ada" not in words(browser(noor).get("/admin/articles/profile/").content)
    browser(noor).post(path, typed)
    assert not Profile.objects.filter(slug="changed").exists()
    assert browser(User.objects.create_superuser("root")).post(path, typed).status_code == 302
    assert Profile.objects.filter(slug="changed").exists()


@pytest.mark.parametrize(
    ("names", "slug", "said"),
    [
        ({"first_name": "", "last_name": ""}, "", "Give it a full name first"),
        ({}, "ADA", "This is the name of the account"),
        ({"last_name": ""}, "", "This is the name of the account"),
    ],
)
def test_page_that_would_show_an_account_name_is_refused(ada: User, names: Any, slug: str, said: str) -> None:
    User.objects.filter(pk=ada.pk).update(**names)
    answer = browser(ada).post(ADD, {"user": ada.pk, "slug": slug, "biography": "What I typed."})
    assert said in answer.content.decode()
    assert "What I typed." in answer.content.decode()
    assert not Profile.objects.exists()

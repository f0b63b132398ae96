"""The site's own words: edited by admins, on every page, and never in the way of one."""

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments import moderation
from harmblog import pagecache
from harmblog.models import Site
from harmblog.navigation import Link, navigation, navigation_errors

from .conftest import account, words

pytestmark = pytest.mark.one_database

FORM = "/admin/harmblog/site/1/change/"
WORDS = {
    "name": "Night shift",
    "tagline": "Said plainly",
    "navigation": "Help | /help/\nFriends | https://example.org/",
    "footer": "Written by *us*.",
    "licence": "CC BY 4.0",
    "licence_url": "https://creativecommons.org/licenses/by/4.0/",
    "review_after": "12",
}


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def test_admin_names_the_site_and_readers_see_it_at_once(root: Client, client: Client) -> None:
    assert '<a href="/">Harmblog</a>' in client.get("/").content.decode()
    assert root.post(FORM, WORDS).status_code == 302
    page = client.get("/").content.decode()
    assert '<a href="/">Night shift</a>' in page
    assert "<h1>Said plainly</h1>" in page
    assert '<a href="/help/">Help</a>' in page
    assert "<p>Written by <em>us</em>.</p>" in page
    assert '<a rel="license" href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>' in page


def test_second_change_is_of_the_same_row(root: Client, client: Client) -> None:
    root.post(FORM, WORDS)
    root.post(FORM, WORDS | {"name": "Day shift"})
    assert [site.name for site in Site.objects.all()] == ["Day shift"]


def test_feeds_and_structured_data_say_the_name_too(client: Client, article: Article, approved: Any) -> None:
    approved()
    User.objects.update(first_name="", last_name="")
    Site.objects.create(name="Night shift")
    for path in ("/feed/", "/feed/atom/", "/comments/feed/"):
        assert "Night shift" in feedparser.parse(client.get(path).content).feed.title
    page = client.get(article.get_absolute_url()).content.decode()
    assert "By Night shift" in words(page)
    data = json.loads(re.findall(r'ld\+json">(.*?)</script>', page)[0])
    assert data["publisher"]["name"] == data["author"]["name"] == "Night shift"


def test_form_shows_what_the_settings_say_while_nobody_said_otherwise(root: Client, settings: Any) -> None:
    settings.SITE_NAME, settings.SITE_TAGLINE = "From the settings", "A line"
    form = root.get("/admin/harmblog/site/", follow=True).context["adminform"].form
    assert (form["name"].value(), form["tagline"].value()) == ("From the settings", "A line")
    assert not Site.objects.exists()


def test_words_typed_after_the_log_in_expired_come_back(client: Client, db: None) -> None:
    answer = client.post(FORM, WORDS)
    assert answer.status_code == 403
    assert "Written by *us*." in answer.content.decode()
    assert not Site.objects.exists()


def test_site_without_a_line_is_headed_by_its_name(client: Client, db: None) -> None:
    Site.objects.create(name="Night shift", tagline="")
    assert "<h1>Night shift</h1>" in client.get("/").content.decode()


@pytest.mark.parametrize("path", ["", "add/", "1/change/", "1/delete/", "2/change/"])
def test_editors_do_not_edit_the_site(db: None, path: str) -> None:
    editor = Client()
    editor.force_login(account("an-editor", "Editor", is_staff=True))
    answers = [editor.get(f"/admin/harmblog/site/{path}"), editor.post(f"/admin/harmblog/site/{path}", WORDS)]
    assert not Site.objects.exists()
    assert not any(b"tagline" in answer.content for answer in answers)


@pytest.mark.parametrize(("path", "status"), [("add/", 403), ("1/delete/", 403), ("2/change/", 302)])
def test_there_is_one_row_to_edit(root: Client, path: str, status: int) -> None:
    Site.objects.create(name="Night shift")
    assert root.post(f"/admin/harmblog/site/{path}", WORDS | {"post": "yes"}).status_code == status
    assert [site.name for site in Site.objects.all()] == ["Night shift"]


# --- Navigation -----------------------------------------------------------------------------------------------------


def test_navigation_is_read_line_by_line() -> None:
    text = "Help | /help/\r\n\n  A | B  |  https://example.org/a?b=1#c \n"
    assert navigation(text) == [Link("Help", "/help/"), Link("A | B", "https://example.org/a?b=1#c")]
    assert navigation_errors(text) == []


@pytest.mark.parametrize(
    "line",
    [
        "Help",
        "Help |",
        "| /help/",
        "Help | help/",
        "Help | //evil.example/",
        "Help | /\\evil.example/",
        "Help | http://example.org/",
        "Help | javascript:alert(1)",
        "Help | https://",
        "Help | /a b/",
        "Help | /a\x00/",
        f"{'x' * 41} | /help/",
        "\u2800 | /help/",
        "\u202eHelp | /help/",
    ],
)
def test_wrong_line_is_named_and_not_shown(line: str) -> None:
    (message,) = navigation_errors(f"Archive | /archive/\n\n{line}")
    assert message.startswith("Line 3: ")
    assert navigation(line) == []


def test_there_is_room_for_eight_links() -> None:
    assert navigation_errors("A | /a/\n" * 8) == []
    assert "8 links" in navigation_errors("A | /a/\n" * 9)[0]
    assert len(navigation("A | /a/\n" * 9)) == 8


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"navigation": "Help | /help/\nAbout: /about/"}, "Line 2: Write a label"),
        ({"name": "\u2800"}, "There is nothing to see in this"),
        ({"licence": ""}, "Name the licence"),
        ({"licence_url": "javascript:alert(1)"}, "valid URL"),
    ],
)
def test_wrong_words_are_explained_and_kept(root: Client, wrong: dict[str, str], said: str) -> None:
    answer = root.post(FORM, WORDS | wrong)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert "Written by *us*." in answer.content.decode()
    assert not Site.objects.exists()


@pytest.mark.asvs("V1.2.2")
def test_footer_holds_no_code_and_no_heading(client: Client, db: None) -> None:
    footer = "## Big\n\n<script>alert(1)</script> [x](javascript:alert(1)) [Help](/help/)\x00"
    Site.objects.create(name="Night\x0b shift", footer=footer)
    foot = client.get("/").content.decode().partition("<footer")[2]
    assert "<script" not in foot
    assert "javascript" not in re.findall(r'href="([^"]*)"', foot)
    assert "<h2" not in foot
    assert 'href="/help/"' in foot


# --- What it costs, and when it fails -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/privacy/", "/articles/naloxone/", "/feed/", "/nothing/"])
def test_site_is_asked_for_once_a_page(client: Client, article: Article, path: str) -> None:
    Site.objects.create(**{**WORDS, "review_after": 12})
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert len([query for query in queries if "harmblog_site" in query["sql"]]) == 1
    if path != "/nothing/":
        with CaptureQueriesContext(connection) as again:
            client.get(path)
        assert len(again) == 0


def test_error_page_needs_no_database(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OperationalError

    client = Client(raise_request_exception=False)
    form = {"name": "Rita", "comment": "Not lost."}
    monkeypatch.setattr(moderation, "receive", lambda **_: 1 / 0)
    with connection.execute_wrapper(fail):
        answer = client.post(f"{article.get_absolute_url()}comment/", form)
    assert answer.status_code == 503
    assert "Harmblog" in answer.content.decode()
    assert "Not lost." in answer.content.decode()


def test_a_page_is_not_kept_without_the_words(client: Client, db: None) -> None:
    Site.objects.create(name="Night shift")

    def fail(run: Any, sql: str, *rest: Any) -> Any:
        if "harmblog_site" in sql:
            raise OperationalError
        return run(sql, *rest)

    client.raise_request_exception = False
    with connection.execute_wrapper(fail):
        assert client.get("/privacy/").status_code == 503
    assert "Night shift" in client.get("/privacy/").content.decode()


def test_templates_know_one_name_for_the_site() -> None:
    pagecache.forget()
    sources = {file: file.read_text() for file in Path("templates").rglob("*.*ml")}
    assert not [str(file) for file, source in sources.items() if re.search(r"SITE_(NAME|TAGLINE)", source)]

"""What is typed and not saved is kept, offered and never applied by itself; an expired log-in takes nothing with it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles import at_work, writing
from articles.models import Article, UnsavedText

from .conftest import PASSWORD, account, words
from .editing import change, fields, logged_in, open_form, press

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADD = "/admin/articles/article/add/"
TYPED = {"title": "Naloxone", "summary": "", "content_note": "", "body": "Typed so far.", "based_on": "0"}


@pytest.fixture
def editor(ada: User) -> Client:
    return logged_in(ada)


def token(html: bytes) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html.decode())
    assert found
    return found[1]


def keep(client: Client, article: Article, **typed: str) -> Any:
    return client.post(f"{change(article)}autosave/", TYPED | typed)


def test_typed_text_is_kept_and_shown_to_nobody(editor: Client, client: Client, article: Article) -> None:
    answer = keep(editor, article).json()
    assert re.fullmatch(r"\d\d:\d\d", answer["at"])
    assert answer["csrf"]
    assert UnsavedText.objects.get().body == "Typed so far."
    assert "Typed so far." not in words(client.get(article.get_absolute_url()).content)
    assert not article.revisions.exists()


def test_kept_text_is_offered_and_not_applied(editor: Client, article: Article) -> None:
    keep(editor, article)
    page = editor.get(change(article))
    assert "that was not saved" in words(page.content)
    assert fields(page.content)["body"] == "Some *text*."
    assert open_form(editor, article, "?unsaved=1")["body"] == "Typed so far."


def test_used_text_is_saved_and_the_offer_is_gone(editor: Client, article: Article) -> None:
    keep(editor, article)
    press(editor, article, "_save", open_form(editor, article, "?unsaved=1"))
    page = editor.get(change(article))
    assert fields(page.content)["body"] == "Typed so far."
    assert "that was not saved" not in words(page.content)


def test_kept_text_thrown_away_is_gone(editor: Client, article: Article) -> None:
    keep(editor, article)
    assert editor.post(f"{change(article)}unsaved/").status_code == 302
    assert "that was not saved" not in words(editor.get(change(article)).content)


def test_offer_that_was_passed_over_goes_to_the_history(editor: Client, article: Article) -> None:
    keep(editor, article)
    press(editor, article, "_save", open_form(editor, article), body="Something else.")
    assert article.revisions.get(kind="aside").body == "Typed so far."
    assert not UnsavedText.objects.exists()


def test_used_text_that_others_saved_over_is_a_conflict(editor: Client, article: Article) -> None:
    keep(editor, article)
    bo = account("bo", "Editor", is_staff=True)
    press(logged_in(bo), article, "_save", open_form(logged_in(bo), article), body="Bo's.")
    assert press(editor, article, "_save", open_form(editor, article, "?unsaved=1")).status_code == 409


def test_new_article_is_kept_before_it_is_one(editor: Client, ada: User) -> None:
    editor.post(f"{ADD}autosave/", TYPED | {"title": "New"})
    assert "that was not saved" in words(editor.get(ADD).content)
    form = fields(editor.get(f"{ADD}?unsaved=1").content)
    assert (form["title"], form["body"]) == ("New", "Typed so far.")
    assert editor.post(ADD, {**form, "status": "draft", "_save": "1"}).status_code == 302
    assert not UnsavedText.objects.exists()


def test_what_one_editor_typed_is_not_offered_to_another(editor: Client, article: Article) -> None:
    keep(editor, article)
    bo = logged_in(account("bo", "Editor", is_staff=True))
    assert "that was not saved" not in words(bo.get(change(article)).content)


def test_editor_hears_that_somebody_else_saved(editor: Client, article: Article) -> None:
    bo = logged_in(account("bo", "Editor", is_staff=True))
    press(bo, article, "_save", open_form(bo, article), body="Bo's.")
    bo.get(change(article))
    answer = keep(editor, article).json()
    assert answer["newer"].startswith("bo has saved this meanwhile")
    assert (answer["edition"], answer["others"]) == (2, ["bo"])


@pytest.mark.parametrize(
    "typed",
    [
        {"title": "x" * 999},
        {"body": "\0\x0bé🙂" * 999},
        {"based_on": "9" * 40},
        {"based_on": "-1"},
        {"summary": "x" * 9999},
    ],
)
def test_nothing_that_is_typed_breaks_the_keeping(editor: Client, article: Article, typed: Any) -> None:
    assert keep(editor, article, **typed).status_code == 200


def test_text_of_100_000_words_is_kept_saved_and_compared(editor: Client, article: Article) -> None:
    text = "word " * 100_000
    assert keep(editor, article, body=text).status_code == 200
    assert press(editor, article, "_save", open_form(editor, article), body=text).status_code == 302
    history = f"/admin/articles/article/{article.pk}/history/"
    assert editor.get(f"{history}compare/?old=1&new=2").status_code == 200


# --- The log-in expired -----------------------------------------------------------------------------------------------


def test_logged_out_editor_gets_everything_back(article: Article, editor: Client) -> None:
    form = open_form(editor, article) | {"body": "A long <evening> of work.", "topics": ["1", "2"]}
    editor.logout()
    answer = press(editor, article, "_save", form)
    assert answer.status_code == 403
    assert "You were logged out. Your text is here." in words(answer.content)
    assert fields(answer.content) | form == fields(answer.content) | {"topics": ["1", "2"]}
    assert answer.content.count(b'name="topics"') == 2
    assert b"A long &lt;evening&gt; of work." in answer.content.partition(b"readonly")[2]


def test_sent_again_after_logging_in_it_is_saved(article: Article, ada: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ada)
    page = browser.get(change(article)).content
    form = fields(page) | {"body": "A long evening of work.", "csrfmiddlewaretoken": token(page)}
    browser.cookies.pop("session")
    back = press(browser, article, "_save", form).content
    login = browser.get("/accounts/login/").content
    given = {"username": "ada", "password": PASSWORD, "csrfmiddlewaretoken": token(login)}
    assert browser.post("/accounts/login/", given).status_code == 302
    # Logging in made a new token, so the page comes once more.
    again = press(browser, article, "_save", fields(back) | {"csrfmiddlewaretoken": token(back)})
    assert (again.status_code, fields(again.content)["body"]) == (403, "A long evening of work.")
    assert "Nothing is lost" in words(again.content)
    last = press(browser, article, "_save", fields(again.content) | {"csrfmiddlewaretoken": token(again.content)})
    assert last.status_code == 302
    assert open_form(browser, article)["body"] == "A long evening of work."


def test_keeping_says_who_is_logged_out_and_brings_a_token(article: Article, client: Client, ada: User) -> None:
    assert keep(client, article).json()["logged_in"] is False
    stale = Client(enforce_csrf_checks=True)
    stale.force_login(ada)
    refused = keep(stale, article)
    assert (refused.status_code, refused.json()["logged_in"]) == (403, True)
    assert keep(stale, article, csrfmiddlewaretoken=refused.json()["csrf"]).status_code == 200


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/password/", "/admin/auth/user/add/"])
def test_password_is_never_given_back(path: str, ada: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post(path, {"username": "ada", "password": "a secret", "password1": "a secret"})
    assert b"a secret" not in answer.content


def test_another_site_gets_no_text_given_back(article: Article, client: Client) -> None:
    answer = client.post(change(article), TYPED, headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, b"Typed so far." in answer.content) == (403, False)


def test_what_breaks_on_our_side_gives_the_text_back(
    article: Article, editor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = open_form(editor, article)
    monkeypatch.setattr(writing, "save_text", lambda *_, **__: 1 / 0)
    answer = press(editor, article, "_save", form, body="Still here.")
    assert (answer.status_code, fields(answer.content)["body"]) == (500, "Still here.")


def test_text_kept_for_longer_than_the_title_allows_is_cut_in_the_title_only(article: Article, ada: User) -> None:
    kept = at_work.keep_unsaved(article, {"title": "x" * 999, "body": "y" * 999}, editor=ada, based_on=0)
    assert (len(kept.title), len(kept.body)) == (200, 999)

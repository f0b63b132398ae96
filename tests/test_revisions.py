"""Every save is a revision; readers see a new text when somebody asks for it; any text can be had back."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from articles import writing
from articles.models import Article, Revision, Topic
from harmblog.pagecache import generation

from .conftest import account, words
from .editing import change, logged_in, open_form, press

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def editor(ada: User) -> Client:
    return logged_in(ada)


def body_seen(client: Client, article: Article) -> str:
    return words(client.get(article.get_absolute_url()).content)


def test_saving_a_published_article_does_not_show_it(editor: Client, client: Client, article: Article) -> None:
    assert press(editor, article, "_save", open_form(editor, article), body="A newer text.").status_code == 302
    assert "A newer text." not in body_seen(client, article)
    assert open_form(editor, article)["body"] == "A newer text."


def test_asked_for_the_new_text_is_shown(editor: Client, client: Client, article: Article) -> None:
    press(editor, article, "_save", open_form(editor, article), body="A newer text.")
    press(editor, article, "_publish", open_form(editor, article))
    assert "A newer text." in body_seen(client, article)


def test_form_says_that_readers_see_an_older_text(editor: Client, article: Article) -> None:
    press(editor, article, "_save", open_form(editor, article), body="A newer text.")
    page = editor.get(change(article)).content.decode()
    assert "Readers still see the text of" in words(page)
    assert "history/compare/?old=1&amp;new=2" in page
    press(editor, article, "_publish", open_form(editor, article))
    assert "Readers still see" not in words(editor.get(change(article)).content)


def test_scheduled_text_too_changes_only_when_asked(editor: Client, write: Any) -> None:
    article = write("Soon", published_at=timezone.now() + TOMORROW)
    press(editor, article, "_save", open_form(editor, article), body="A newer text.")
    article.refresh_from_db()
    assert article.body == "Some *text*."
    press(editor, article, "_publish", open_form(editor, article))
    article.refresh_from_db()
    assert (article.body, article.is_scheduled) == ("A newer text.", True)


def test_draft_is_published_with_its_newest_text(editor: Client, client: Client, write: Any) -> None:
    article = write(status="draft", published_at=None)
    press(editor, article, "_save", open_form(editor, article), body="Second.")
    press(editor, article, "_publish", open_form(editor, article), body="Third.")
    assert "Third." in body_seen(client, article)
    article.refresh_from_db()
    assert article.edition == article.shown_edition == 3


def test_unpublished_article_is_gone_and_keeps_its_newest_text(
    editor: Client, client: Client, article: Article
) -> None:
    press(editor, article, "_save", open_form(editor, article), body="A newer text.")
    press(editor, article, "_unpublish", open_form(editor, article))
    assert client.get(article.get_absolute_url()).status_code == 404
    article.refresh_from_db()
    assert article.body == "A newer text."


def test_article_from_before_revisions_keeps_its_first_text(editor: Client, article: Article) -> None:
    press(editor, article, "_save", open_form(editor, article), body="A newer text.")
    assert list(article.revisions.values_list("number", "body")) == [(2, "A newer text."), (1, "Some *text*.")]


def test_unchanged_text_makes_no_revision(editor: Client, write: Any) -> None:
    article = write(body="One.\r\n\r\nTwo.\n")
    for _ in range(2):
        press(editor, article, "_save", open_form(editor, article), comments_close_on="2030-01-01")
    assert article.revisions.count() == 1


def test_setting_takes_effect_at_once_and_shows_no_text(editor: Client, client: Client, article: Article) -> None:
    topic = Topic.objects.create(name="Sleep")
    client.get("/topics/sleep/")
    form = open_form(editor, article)
    press(editor, article, "_save", form, body="Not yet.", topics=[topic.pk], reviewed_on="2026-05-03")
    assert article.title in words(client.get("/topics/sleep/").content)
    page = body_seen(client, article)
    assert "Reviewed on 3 May 2026" in page
    assert "Not yet." not in page


def test_restored_text_is_a_new_revision(editor: Client, article: Article) -> None:
    press(editor, article, "_save", open_form(editor, article), body="A mistake.")
    answer = editor.post(f"/admin/articles/article/{article.pk}/history/1/restore/", {"based_on": "2"})
    assert answer.status_code == 302
    assert open_form(editor, article)["body"] == "Some *text*."
    assert list(article.revisions.values_list("number", "kind")) == [(3, "restored"), (2, "saved"), (1, "saved")]


def test_restoring_over_a_newer_text_is_refused(editor: Client, article: Article, ada: User) -> None:
    writing.save_text(article, {"title": "T", "body": "Second."}, editor=ada, based_on=0)
    writing.save_text(article, {"title": "T", "body": "Third."}, editor=ada, based_on=2)
    editor.post(f"/admin/articles/article/{article.pk}/history/1/restore/", {"based_on": "2"})
    assert open_form(editor, article)["body"] == "Third."


def test_history_tells_who_and_how_much(editor: Client, article: Article) -> None:
    press(editor, article, "_save", open_form(editor, article), body="Some *text*. Three more words")
    page = words(editor.get(f"/admin/articles/article/{article.pk}/history/").content)
    assert "+3 −0" in page
    assert "what readers see" in page


def test_comparison_marks_the_words_that_differ(editor: Client, article: Article) -> None:
    press(editor, article, "_save", open_form(editor, article), body="Some *other* text & <b>more</b>.")
    page = editor.get(f"/admin/articles/article/{article.pk}/history/compare/?old=2&new=1").content.decode()
    assert "<ins>other</ins>" in page
    assert "<del>text</del>" in page
    assert "<b>more" not in page


def test_comparison_leaves_out_what_is_the_same(editor: Client, article: Article) -> None:
    press(editor, article, "_save", open_form(editor, article), body="Some other text.")
    page = editor.get(f"/admin/articles/article/{article.pk}/history/compare/?old=1&new=2").content.decode()
    assert "<h2>Body</h2>" in page
    assert "<h2>Title</h2>" not in page


@pytest.mark.parametrize("query", ["", "?old=1", "?old=1&new=99", "?old=-1&new=x", "?old=1&new=99999999999999"])
def test_comparison_with_nothing_is_a_404(editor: Client, article: Article, query: str) -> None:
    press(editor, article, "_save", open_form(editor, article), body="More.")
    assert editor.get(f"/admin/articles/article/{article.pk}/history/compare/{query}").status_code == 404


@pytest.mark.parametrize("path", ["history/", "history/1/", "history/compare/?old=1&new=1", "change/"])
def test_who_may_only_look_can_look_and_not_write(path: str, article: Article, editor: Client) -> None:
    press(editor, article, "_save", open_form(editor, article), body="More.")
    reader = account("looks", is_staff=True)
    reader.user_permissions.add(*_permissions("view_article"))
    assert logged_in(reader).get(f"/admin/articles/article/{article.pk}/{path}").status_code == 200
    for act in ("history/1/restore/", "change/autosave/", "change/link/", "change/leave/", "review/"):
        assert logged_in(reader).post(f"/admin/articles/article/{article.pk}/{act}").status_code == 403


def _permissions(*names: str) -> Any:
    return Permission.objects.filter(codename__in=names)


def test_several_are_published_and_unpublished_at_once(editor: Client, client: Client, write: Any) -> None:
    drafts = [write(f"Number {n}", status="draft", published_at=None) for n in range(3)]
    keys = [article.pk for article in [*drafts, write()]]
    before = generation()
    page = editor.post("/admin/articles/article/", {"action": "publish", "_selected_action": keys}, follow=True)
    assert "3 were published." in words(page.content)
    assert "1 was left as it is: published already" in words(page.content)
    assert generation() == before + 1
    assert client.get(drafts[2].get_absolute_url()).status_code == 200
    page = editor.post("/admin/articles/article/", {"action": "unpublish", "_selected_action": keys}, follow=True)
    assert "4 are drafts again." in words(page.content)
    assert client.get(drafts[2].get_absolute_url()).status_code == 404


def test_unpublished_with_others_an_article_keeps_its_newest_text(article: Article, ada: User) -> None:
    writing.save_text(article, {"title": "T", "body": "Newer."}, editor=ada, based_on=0)
    writing.unpublish([article.pk])
    article.refresh_from_db()
    assert (article.body, article.shown_edition) == ("Newer.", 0)


def test_revision_is_never_changed_by_a_later_save(article: Article, ada: User) -> None:
    for number in range(1, 4):
        writing.save_text(article, {"title": "T", "body": f"Text {number}."}, editor=ada, based_on=article.edition)
    assert Revision.objects.get(article=article, number=2).body == "Text 1."

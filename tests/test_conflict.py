"""Two editors, one article: nobody saves over anybody, and every text is there afterwards. Real transactions."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from articles import at_work, writing
from articles.models import Article, Editing, Revision

from .conftest import account, words
from .editing import change, fields, logged_in, open_form, press
from .proof.long import many
from .test_races import at_once

PAIRS = many(30, 500)


@pytest.fixture
def bo(db: None) -> User:
    return account("bo", "Editor", is_staff=True)


@pytest.mark.django_db
def test_second_save_is_refused_with_both_texts(article: Article, ada: User, bo: User) -> None:
    first, second = logged_in(ada), logged_in(bo)
    hers, his = open_form(first, article), open_form(second, article)
    press(first, article, "_save", hers, body="Hers, and <i>more</i>.")
    answer = press(second, article, "_save", his, title="His title", body="His.")
    page = words(answer.content)
    assert answer.status_code == 409
    assert "ada saved this at" in page
    assert "Hers" in page
    assert (fields(answer.content)["body"], fields(answer.content)["title"]) == ("His.", "His title")
    assert article.revisions.get(kind="aside").body == "His."
    assert open_form(second, article)["body"] == "Hers, and <i>more</i>."


@pytest.mark.django_db
def test_saving_again_is_a_choice_and_wins(article: Article, ada: User, bo: User) -> None:
    first, second = logged_in(ada), logged_in(bo)
    hers, his = open_form(first, article), open_form(second, article)
    press(first, article, "_save", hers, body="Hers.")
    refused = fields(press(second, article, "_save", his, body="His.").content)
    assert press(second, article, "_save", refused, body="Hers and his.").status_code == 302
    assert open_form(first, article)["body"] == "Hers and his."
    assert set(article.revisions.values_list("body", flat=True)) == {"Some *text*.", "Hers.", "His.", "Hers and his."}


@pytest.mark.django_db
def test_refused_save_changes_no_setting(article: Article, ada: User, bo: User) -> None:
    first, second = logged_in(ada), logged_in(bo)
    hers, his = open_form(first, article), open_form(second, article)
    press(first, article, "_save", hers, body="Hers.")
    press(second, article, "_unpublish", his, body="His.", slug="his")
    article.refresh_from_db()
    assert (article.status, article.slug) == ("published", "naloxone")


@pytest.mark.django_db
def test_nobody_publishes_a_text_that_they_have_not_seen(article: Article, ada: User, bo: User) -> None:
    first, second = logged_in(ada), logged_in(bo)
    his = open_form(second, article)
    press(first, article, "_save", open_form(first, article), body="Not checked yet.")
    assert press(second, article, "_publish", his).status_code == 409
    article.refresh_from_db()
    assert article.body == "Some *text*."


@pytest.mark.django_db
def test_settings_of_two_editors_are_both_kept(article: Article, ada: User, bo: User) -> None:
    first, second = logged_in(ada), logged_in(bo)
    hers, his = open_form(first, article), open_form(second, article)
    press(first, article, "_save", hers, slug="hers", body="Hers.")
    assert press(second, article, "_save", his, comments_close_on="2030-01-01").status_code == 302
    article.refresh_from_db()
    assert (article.slug, article.comments_close_on) == ("hers", dt.date(2030, 1, 1))
    assert open_form(first, article)["body"] == "Hers."


@pytest.mark.django_db
def test_unpublished_meanwhile_a_saved_article_stays_so(article: Article, ada: User, bo: User) -> None:
    first, second = logged_in(ada), logged_in(bo)
    his = open_form(second, article)
    press(first, article, "_unpublish", open_form(first, article))
    press(second, article, "_save", his, body="His.")
    article.refresh_from_db()
    assert (article.status, article.body) == ("draft", "His.")


@pytest.mark.django_db
def test_second_editor_is_told_at_opening_and_for_ten_minutes(article: Article, ada: User, bo: User) -> None:
    logged_in(ada).get(change(article))
    told = "has this open too"
    assert told in words(logged_in(bo).get(change(article)).content)
    Editing.objects.update(seen_at=timezone.now() - dt.timedelta(minutes=11))
    assert told not in words(logged_in(bo).get(change(article)).content)


@pytest.mark.django_db
def test_editor_who_left_is_not_named(article: Article, ada: User, bo: User) -> None:
    logged_in(ada).get(change(article))
    assert logged_in(ada).post(f"{change(article)}leave/").status_code == 204
    assert not at_work.others(article, editor=bo)


@pytest.mark.django_db
def test_text_of_an_article_that_was_deleted_is_given_back(article: Article, ada: User) -> None:
    editor = logged_in(ada)
    form = open_form(editor, article)
    Article.objects.all().delete()
    answer = press(editor, article, "_save", form, body="Still here.")
    assert answer.status_code == 404
    assert fields(answer.content)["body"] == "Still here."
    assert b'action="/admin/articles/article/add/"' in answer.content


@pytest.mark.fault(6)
@pytest.mark.timeout(400)  # with many RACES, durable writes on a disk that others use too
@pytest.mark.django_db(transaction=True)
def test_of_two_edits_at_once_one_wins_and_the_other_is_kept_aside(
    write: Any, ada: User, bo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.test_races.THREADS", 4)  # SQLite lets one write at a time, and not in turns
    articles = [write(f"Number {n}", status="draft", published_at=None) for n in range(PAIRS)]

    def edit(article: Article, editor: User) -> Any:
        def act() -> str:
            try:
                mine = Article.objects.get(pk=article.pk)
                text = {"title": article.title, "body": f"{editor} {article.pk}"}
                return writing.save_text(mine, text, editor=editor, based_on=0).kind
            except writing.Stale as stale:
                return stale.kept.kind if stale.kept else "lost"

        return act

    became = at_once([edit(article, editor) for article in articles for editor in (ada, bo)], each=2)
    assert {tuple(sorted(pair)) for pair in zip(became[::2], became[1::2], strict=True)} == {("aside", "saved")}
    for article in articles:
        story = {revision.kind: revision.body for revision in article.revisions.exclude(number=1)}
        article.refresh_from_db()
        assert article.body == story["saved"]
        assert set(story.values()) == {f"ada {article.pk}", f"bo {article.pk}"}


@pytest.mark.asvs("V2.3.4")
@pytest.mark.django_db(transaction=True)
def test_of_many_who_send_the_form_at_once_one_wins(article: Article) -> None:
    editors = [logged_in(account(f"e{n}", "Editor", is_staff=True)) for n in range(10)]
    forms = [open_form(editor, article) for editor in editors]

    def send(number: int) -> Any:
        return lambda: press(editors[number], article, "_save", forms[number], body=f"Text {number}.").status_code

    assert sorted(at_once(map(send, range(10)), each=10)) == [302] + [409] * 9
    assert set(Revision.objects.values_list("body", flat=True)) >= {f"Text {number}." for number in range(10)}


@pytest.mark.django_db(transaction=True)
def test_two_new_articles_with_one_slug_at_once_lose_nothing(ada: User) -> None:
    new = {"title": "Sleep", "body": "Text.", "status": "draft", "author": ada.pk, "slug": "sleep"}
    browsers = [logged_in(ada) for _ in range(10)]
    sends = [lambda b=b: b.post("/admin/articles/article/add/", new) for b in browsers]  # type: ignore[misc]
    answers = at_once(sends, each=10)
    assert sorted({answer.status_code for answer in answers} - {200, 409}) == [302]
    assert all(fields(answer.content)["body"] == "Text." for answer in answers if answer.status_code != 302)
    assert Article.objects.count() == 1

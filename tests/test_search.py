"""What search finds, in which order, and what it never finds."""

import datetime as dt
import importlib
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles import index
from articles.models import Article, Page

from .conftest import words

pytestmark = pytest.mark.django_db


# --- What is found --------------------------------------------------------------------------------------------------


def test_title_comes_before_summary_and_summary_before_body(write: Any, found: Any) -> None:
    write("One", body="About naloxone. More.")
    write("Naloxone at home")
    write("Two", summary="About naloxone. More.")
    assert found("naloxone") == ["Naloxone at home", "Two", "One"]


@pytest.mark.parametrize(
    ("language", "typed"), [("en", "overdose"), ("es", "medicacion"), ("pt", "medicação"), ("de", "Überdosen")]
)
def test_each_article_is_stemmed_in_its_language(write: Any, found: Any, language: str, typed: str) -> None:
    texts = {"en": "Overdoses", "es": "La medicación", "pt": "As medicações", "de": "Eine Überdosis, viele Überdosen"}
    for code, text in texts.items():
        write(code, body=text, language=code)
    assert language in found(typed)


def test_all_words_must_be_there(write: Any, found: Any) -> None:
    write("Both", body="sleep and water")
    write("One", body="sleep")
    assert found("water sleep") == ["Both"]


def test_where_none_has_all_words_some_will_do_and_it_says_so(client: Client, write: Any, found: Any) -> None:
    write("One", body="sleep")
    assert found("sleep zebra") == ["One"]
    assert "No article has all of these words" in words(client.get("/search/", {"q": "sleep zebra"}).content)


def test_phrase_is_found_side_by_side_only(write: Any, found: Any) -> None:
    write("Phrase", body="Please slow down now.")
    write("Words", body="Going down was slow.")
    assert found('"slow down"') == ["Phrase"]
    assert found("slow-down") == ["Phrase"]


def test_phrase_does_not_go_from_the_summary_into_the_text(write: Any, found: Any) -> None:
    write("One", summary="slow", body="down")
    assert found('"slow down"') == []


def test_unfinished_word_is_completed(write: Any, found: Any) -> None:
    write("Naloxone")
    assert found("nalox") == ["Naloxone"]
    assert found("nalox ") == []


@pytest.mark.parametrize("text", ["un*seen* _words_", "## Unseen", "[Unseen](https://example.org/)", "<b>unseen</b>"])
def test_what_is_found_is_what_is_shown(write: Any, found: Any, text: str) -> None:
    write("One", body=text)
    assert found("unseen") == ["One"]
    assert found("https") == []


def test_standing_page_is_found(ada: Any, found: Any) -> None:
    Page.objects.create(
        title="About us", body="Volunteers.", author=ada, status="published", published_at=timezone.now()
    )
    assert found("volunteer") == ["About us"]


def test_changed_text_is_found_and_the_old_one_is_not(article: Article, found: Any) -> None:
    article.body = "Something different."
    article.save()
    assert (found("different"), found("text")) == (["Naloxone"], [])


def test_what_was_not_saved_is_not_found(article: Article, found: Any) -> None:
    article.title = "Unsaved"
    article.save(update_fields=["is_pinned"])
    assert (found("unsaved"), found("naloxone")) == ([], ["Naloxone"])


# --- What is never found --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"published_at": timezone.now() + dt.timedelta(1)}])
def test_unpublished_article_is_not_found(client: Client, write: Any, found: Any, hidden: dict[str, Any]) -> None:
    write("Unseen words", **hidden)
    write("Seen words")
    assert found("words") == ["Seen words"]
    assert found("unseen") == []
    assert b"Unseen" not in client.get("/unseen-words/").content
    assert " 1 article " in words(client.get("/search/", {"q": "words"}).content)  # it is not even counted


def test_published_in_bulk_is_found(write: Any, found: Any) -> None:
    article = write("Unseen", status="draft")
    Article.objects.filter(pk=article.pk).update(status="published")
    assert found("unseen") == ["Unseen"]


def stored() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM articles_search")
        return cursor.fetchone()[0]


@pytest.mark.parametrize("delete", [lambda a: a.delete(), lambda a: Article.objects.filter(pk=a.pk).delete()])
def test_deleted_article_leaves_the_index(article: Article, delete: Any) -> None:
    before = stored()
    delete(article)
    assert stored() == before - 1


# --- The index ------------------------------------------------------------------------------------------------------


def test_command_makes_a_lost_index_anew(article: Article, found: Any) -> None:
    index.forget([article.pk])
    index.index_many([Article(pk=article.pk + 1, title="Gone", slug="gone", body_html="")])
    assert found("naloxone") == []
    for _ in range(2):
        call_command("search_index", verbosity=0)
        assert found("naloxone") == ["Naloxone"]
        assert stored() == Article.objects.count()


@pytest.mark.django_db(transaction=True)  # SQLite makes no table inside a transaction
def test_migration_indexes_what_is_there_and_can_be_undone(article: Article, found: Any) -> None:
    migration = importlib.import_module("articles.migrations.0003_search")
    with connection.schema_editor() as editor:
        migration.drop(apps, editor)
        migration.create(apps, editor)
    assert found("naloxone") == ["Naloxone"]


def test_text_of_any_length_can_be_stored(write: Any, found: Any) -> None:
    write("Long", body="".join(f"щ{number}ы{'я' * 40} " for number in range(9000)))
    assert found("long") == ["Long"]

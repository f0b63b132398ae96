"""A bibliography is pasted, looked at and kept; whatever is pasted, nothing of it is lost and nothing breaks."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.bibliography import LONGEST
from articles.models import Article, Source

from .conftest import account, words

pytestmark = pytest.mark.one_database

PATH = "/admin/articles/source/import/"
PASTED = """@article{lee2020, title={Sleep}, author={Lee, Bo}, year=2020, doi={10.1000/1}}
@misc{b, title={open
@misc{c, title={C}}"""


@pytest.fixture
def editor(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def rows(client: Client, text: str) -> list[tuple[str, str, str, str]]:
    """Place, key, what and remark of each entry, as the page would have it."""
    return [(row.place, row.key, row.act, row.note) for row in client.post(PATH, {"text": text}).context["rows"]]


def test_first_look_keeps_nothing_and_says_everything(editor: Client) -> None:
    response = editor.post(PATH, {"text": PASTED})
    said = words(response.content)
    assert "line 1 lee2020 Sleep Added" in said
    assert "line 2 b Refused The braces, quotation marks or commas of this entry do not fit together." in said
    assert PASTED in response.content.decode()
    assert not Source.objects.exists()


def test_confirmed_sources_are_kept_and_shown_where_they_are_cited(editor: Client, write: Any) -> None:
    article = write(body="So [@lee2020].")
    response = editor.post(PATH, {"text": PASTED, "confirm": "1"}, follow=True)
    assert "2 sources were kept." in words(response.content)
    assert "So ( Lee 2020 )." in words(editor.get(article.get_absolute_url()).content)
    assert Article.objects.get().citations == "lee2020"


def test_second_time_nothing_changes(editor: Client) -> None:
    editor.post(PATH, {"text": PASTED, "confirm": "1"})
    assert [row[2] for row in rows(editor, PASTED)] == ["same", "refuse", "same"]


def test_entry_that_says_more_changes_and_takes_nothing_away(editor: Client) -> None:
    Source.objects.create(key="lee2020", title="Sleep", year="2019", container="Journal of Rest")
    text = "@misc{lee2020, title={Sleep}, year=2020}"
    assert rows(editor, text) == [("line 1", "lee2020", "update", "year")]
    editor.post(PATH, {"text": text, "confirm": "1"})
    source = Source.objects.get()
    assert (source.year, source.container, source.kind) == ("2020", "Journal of Rest", "article")


def test_work_that_is_there_under_another_key_is_refused(editor: Client) -> None:
    Source.objects.create(key="old", title="Sleep", doi="10.1000/ABC")
    text = "@misc{new, title={Sleep}, doi={10.1000/abc}}"
    assert rows(editor, text) == [("line 1", "new", "refuse", "The library has this work already, as old.")]


def test_keys_that_become_the_same_are_told(editor: Client) -> None:
    found = rows(editor, "@misc{é1, title={A}}\n@misc{e1, title={B}}")
    assert [row[2:] for row in found] == [
        ("add", "Called é1 there."),
        ("refuse", "This key was there before, further up."),
    ]


@pytest.mark.parametrize(
    "text", ["", "   ", "hello", "{", "[]", "@", "\x00", "\ud800".encode("utf-8", "replace").decode()]
)
def test_what_is_no_bibliography_gets_an_answer(editor: Client, text: str) -> None:
    response = editor.post(PATH, {"text": text, "confirm": "1"})
    assert response.status_code == 200
    assert "Refused" in words(response.content) or "errorlist" in response.content.decode()
    assert not Source.objects.exists()


def test_too_long_a_text_is_refused_and_still_there(editor: Client) -> None:
    text = "x" * (LONGEST + 1)
    response = editor.post(PATH, {"text": text})
    assert "at most 500000 characters" in words(response.content).replace(",", "")
    assert text in response.content.decode()


def test_only_those_who_may_change_sources_import(client: Client, db: None) -> None:
    client.force_login(account("someone", "Moderator", is_staff=True))
    assert client.get(PATH).status_code == 403

"""Safety notes in the admin: a text is followed by a newer one, never changed; a note is retracted, never deleted."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments import moderation, safety
from comments.models import Comment, SafetyTemplate, SafetyText
from harmblog.pagecache import generation

from .conftest import words
from .editing import fields

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
LIST = "/admin/comments/safetytemplate/"
TEXT = "After a break the old amount can stop a breath."


@pytest.fixture
def note(approved: Any, mo: User) -> SafetyTemplate:
    """A note in English and German, under one published comment."""
    template = SafetyTemplate.objects.create(key="tolerance", title="After a break")
    for language, text in (("de", "Nach einer Pause."), ("en", TEXT)):
        safety.write(template, language=language, text=text, source="WHO, 2014", reviewed_on=timezone.localdate())
    moderation.warn(approved().public_id, key="tolerance", moderator=mo)
    return template


def versions() -> list[tuple[str, int, str]]:
    return list(SafetyText.objects.order_by("language", "version").values_list("language", "version", "text"))


def change(note: SafetyTemplate) -> str:
    return f"{LIST}{note.pk}/change/"


def page(client: Client) -> str:
    return client.get(Comment.objects.get().article.get_absolute_url()).content.decode()


def test_saving_a_changed_text_writes_the_next_version(
    writing: Client, client: Client, note: SafetyTemplate, ada: User
) -> None:
    page(client)
    form = fields(writing.get(change(note)).content) | {"texts-1-text": "Corrected.", "_save": "1"}
    assert writing.post(change(note), form).status_code == 302
    assert versions() == [("de", 1, "Nach einer Pause."), ("en", 1, TEXT), ("en", 2, "Corrected.")]
    assert SafetyText.objects.get(version=2).editor == ada
    assert "Corrected." in page(client)
    assert TEXT in words(writing.get(change(note)).content)  # among all versions


def test_saving_without_a_change_writes_none(writing: Client, note: SafetyTemplate) -> None:
    before = versions()
    form = fields(writing.get(change(note)).content) | {"_save": "1"}
    assert writing.post(change(note), form).status_code == 302
    assert versions() == before


def test_second_editor_is_told_and_keeps_what_was_typed(writing: Client, note: SafetyTemplate) -> None:
    form = fields(writing.get(change(note)).content) | {"texts-1-text": "Mine.", "_save": "1"}
    safety.write(note, language="en", text="Theirs.", source="WHO, 2014", reviewed_on=timezone.localdate())
    answer = writing.post(change(note), form)
    assert answer.status_code == 200
    assert "Somebody saved another version meanwhile" in words(answer.content)
    assert "Mine." in answer.content.decode()
    assert ("en", 3, "Mine.") not in versions()


def test_another_language_is_added_and_none_twice(writing: Client, note: SafetyTemplate) -> None:
    new = {"texts-2-text": "Tras una pausa.", "texts-2-source": "WHO, 2014", "texts-2-reviewed_on": "2026-11-01"}
    form = fields(writing.get(change(note)).content) | new | {"_save": "1"}
    again = writing.post(change(note), form | {"texts-2-language": "en"})
    assert "two texts in this language" in words(again.content)
    assert writing.post(change(note), form | {"texts-2-language": "es"}).status_code == 302
    assert ("es", 1, "Tras una pausa.") in versions()


@pytest.mark.parametrize(
    "wrong",
    [
        {"texts-0-text": ""},
        {"texts-0-text": "x" * 601},
        {"texts-0-text": "\u200b"},
        {"texts-0-reviewed_on": "2999-01-01"},
        {"texts-0-source_url": "javascript:alert(1)"},
        {"texts-0-source": ""},
        {"texts-0-id": "99999"},
        {"texts-INITIAL_FORMS": "x"},
    ],
)
def test_wrong_text_is_explained_and_writes_nothing(
    writing: Client, note: SafetyTemplate, wrong: dict[str, str]
) -> None:
    before = versions()
    form = fields(writing.get(change(note)).content) | {"texts-0-text": "Neu."} | wrong | {"_save": "1"}
    answer = writing.post(change(note), form)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "errornote" in answer.content.decode()
    assert versions() == before


def test_editor_writes_a_new_note(writing: Client) -> None:
    form = fields(writing.get(f"{LIST}add/").content)
    form |= {"title": "Heat", "key": "heat", "texts-0-language": "en", "texts-0-text": "Drink.", "_save": "1"}
    form |= {"texts-0-source": "NHS, 2020", "texts-0-reviewed_on": "2026-11-01"}
    assert writing.post(f"{LIST}add/", form).status_code == 302
    assert [note.text for note in safety.texts_for("en")] == ["Drink."]


@pytest.mark.parametrize(("act", "back"), [("retract", "bring_back")])
def test_note_is_retracted_and_brought_back_after_a_question(
    writing: Client, client: Client, note: SafetyTemplate, act: str, back: str
) -> None:
    chosen = {"action": act, "_selected_action": note.pk}
    asked = writing.post(LIST, chosen)
    assert "Places under which they stand: 1." in words(asked.content)
    assert TEXT in page(client)
    before = generation()
    assert "1 safety note changed." in words(writing.post(LIST, chosen | {"sure": "yes"}, follow=True).content)
    assert generation() > before
    assert TEXT not in page(client)
    assert "Places: 1." in words(writing.post(LIST, chosen | {"action": back}).content)
    writing.post(LIST, chosen | {"action": back, "sure": "yes"})
    assert TEXT in page(client)


def test_nobody_deletes_a_note_and_moderators_write_none(
    writing: Client, desk: Client, mo: User, note: SafetyTemplate
) -> None:
    assert writing.post(f"{LIST}{note.pk}/delete/", {"post": "yes"}).status_code == 403
    User.objects.filter(pk=mo.pk).update(is_staff=True)
    assert desk.get(LIST).status_code == 403
    assert desk.get(change(note)).status_code == 403

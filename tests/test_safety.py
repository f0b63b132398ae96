"""Safety notes: where readers see them, in which words, and what a moderator does with them."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import log, moderation, receipts, safety
from comments.desk.health import troubles
from comments.held import held
from comments.models import Comment, Decision, Edit, LogLine, SafetyNote, SafetyTemplate
from harmblog import demo
from harmblog.pagecache import generation

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TODAY = dt.date(2026, 11, 24)
ENGLISH = "After a break the old amount can stop a breath."


def write(template: SafetyTemplate, text: str, language: str = "en", **more: Any) -> None:
    given = {"source": "WHO, Opioid overdose, 2014", "reviewed_on": TODAY, **more}
    safety.write(template, text=text, language=language, **given)


@pytest.fixture
def note() -> SafetyTemplate:
    """A safety note on tolerance, in English."""
    template = SafetyTemplate.objects.create(key="tolerance", title="After a break")
    write(template, ENGLISH)
    return template


@pytest.fixture
def noted(approved: Any, note: SafetyTemplate, mo: User) -> Comment:
    """A published comment with that note under it."""
    comment: Comment = approved("There is no risk at all.")
    assert moderation.warn(comment.public_id, key=note.key, moderator=mo).done
    return comment


def page_of(client: Client, comment: Comment) -> str:
    return client.get(comment.article.get_absolute_url()).content.decode()


def choose(desk: Client, comment: Comment, key: str = "tolerance", **more: Any) -> Any:
    data = {"note": key, "revision": comment.revision, "expected": comment.status, **more}
    return desk.post(f"/moderation/safety/{comment.public_id}/", data, follow=True)


# --- What readers see -------------------------------------------------------------------------------------------------


def test_note_stands_between_the_words_and_the_replies(client: Client, noted: Comment, approved: Any) -> None:
    approved("I doubt that.", parent=noted)
    page = page_of(client, noted)
    parts = [
        "There is no risk at all.",
        'role="note"',
        ENGLISH,
        "WHO, Opioid overdose, 2014",
        ">Reply<",
        "I doubt that",
    ]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert "Reviewed on 24 November 2026" in page


def test_search_engines_may_show_the_note_and_not_the_comment(client: Client, noted: Comment) -> None:
    page = page_of(client, noted)
    assert "data-nosnippet" in page[page.index('class="prose said"') :].partition(">")[0]
    assert "data-nosnippet" not in page[page.index('class="safety"') : page.index('class="act"')]


@pytest.mark.parametrize("path", ["/comments/feed/", "/articles/naloxone/feed/"])
def test_feeds_have_the_note_after_the_words(client: Client, noted: Comment, path: str) -> None:
    feed = client.get(path).content.decode()
    assert feed.index("There is no risk at all.") < feed.index("Safety note from this site") < feed.index(ENGLISH)
    assert "Source: " in feed


def test_whoever_answers_or_reports_and_its_writer_see_it_too(client: Client, noted: Comment) -> None:
    article = noted.article.get_absolute_url()
    for path in (f"{article}reply/{noted.public_id}/", f"{article}report/{noted.public_id}/"):
        assert ENGLISH in client.get(path).content.decode(), path
    receipt = client.get(f"/receipt/{receipts.secret_of(noted)}/").content.decode()
    assert ENGLISH in receipt
    assert "changes nothing in it" in receipt


@pytest.mark.parametrize(
    ("article", "site", "spoken"),
    [
        ("de", "es", "Deutsch"),
        ("de-at", "es", "Deutsch"),
        ("pt-br", "es", "Brasil"),
        ("pt", "es", "Portugal"),
        ("ar", "es", "Español"),
        ("ar", "fr", "English"),
    ],
)
def test_note_speaks_the_articles_language_or_the_nearest(
    write: Any,
    approved: Any,
    mo: User,
    client: Client,
    article: str,
    site: str,
    spoken: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(settings, "LANGUAGE_CODE", site)
    texts = {"en": "English", "es": "Español", "de": "Deutsch", "pt": "Portugal", "pt-br": "Brasil", "p": "P"}
    template = SafetyTemplate.objects.create(key="tongues", title="Tongues")
    for language, text in texts.items():
        safety.write(template, language=language, text=text, source="WHO", reviewed_on=TODAY)
    comment = approved(article=write("Ναλοξόνη", language=article))
    moderation.warn(comment.public_id, key="tongues", moderator=mo)
    found = safety.notes_under([comment.pk])[comment.pk]
    assert [one.text for one in found] == [spoken]
    assert spoken in page_of(client, comment)


def test_only_text_there_is_shown_to_everybody_in_its_own_language(client: Client, approved: Any, mo: User) -> None:
    template = SafetyTemplate.objects.create(key="one", title="One")
    write(template, "بعد انقطاع", language="ar")
    comment = approved()
    moderation.warn(comment.public_id, key="one", moderator=mo)
    assert '<div lang="ar" dir="rtl"><p>بعد انقطاع' in page_of(client, comment)


def test_newer_version_and_retraction_are_seen_at_once(client: Client, noted: Comment, note: SafetyTemplate) -> None:
    assert ENGLISH in page_of(client, noted)
    write(note, "Corrected.")
    assert ENGLISH not in page_of(client, noted)
    assert "Corrected." in page_of(client, noted)
    chosen = SafetyTemplate.objects.filter(pk=note.pk)
    safety.retract(chosen)
    assert "Safety note" not in page_of(client, noted)
    assert "Corrected." not in client.get("/comments/feed/").content.decode()
    safety.bring_back(chosen)
    assert "Corrected." in page_of(client, noted)


def test_note_goes_with_a_withdrawn_comment(client: Client, noted: Comment, approved: Any) -> None:
    approved("I doubt that.", parent=noted)
    moderation.withdraw(noted)
    assert "Safety note" not in page_of(client, noted)
    assert not SafetyNote.objects.exists()


def test_what_is_held_names_the_note(noted: Comment) -> None:
    assert held(noted)["safety_notes"] == [{"about": "After a break", "on": timezone.localdate().isoformat()}]


@pytest.mark.parametrize("path", ["/articles/naloxone/", "/comments/feed/", "/moderation/approved/"])
def test_any_number_of_notes_costs_one_query(
    desk: Client, approved: Any, noted: Comment, note: SafetyTemplate, mo: User, path: str
) -> None:
    def queries() -> list[str]:
        generation_before = generation()
        with CaptureQueriesContext(connection) as made:
            assert desk.get(path).status_code == 200
        assert generation() == generation_before
        return [query["sql"] for query in made]

    def grow(number: int) -> None:
        template = SafetyTemplate.objects.create(key=f"key-{number}", title="More")
        write(template, f"Text {number}")
        moderation.warn(approved(f"Number {number}").public_id, key=template.key, moderator=mo)

    few = queries()
    for number in range(5):
        grow(number)
    many = queries()
    assert len(many) == len(few)
    assert len([sql for sql in many if "comments_safety" in sql]) == 1


# --- What a moderator does --------------------------------------------------------------------------------------------


def test_page_shows_the_comment_and_each_note_as_readers_will_see_it(
    desk: Client, say: Any, note: SafetyTemplate, write: Any
) -> None:
    safety.write(note, language="de", text="Nach einer Pause.", source="WHO", reviewed_on=TODAY)
    comment = say("Kein Risiko.", article=write("Pause", language="de"))
    page = words(desk.get(f"/moderation/safety/{comment.public_id}/").content)
    for part in ("Kein Risiko.", "After a break", "Nach einer Pause.", "Geprüft am 24. November 2026", "Approve with"):
        assert part in page


def test_waiting_comment_is_published_with_its_note_in_one_act(desk: Client, say: Any, note: SafetyTemplate) -> None:
    comment = say("There is no risk at all.")
    assert "published, with a safety note" in words(choose(desk, comment).content)
    made = list(Decision.objects.order_by("pk"))
    assert [(row.act, row.before, row.after) for row in made] == [
        ("approve", "pending", "approved"),
        ("warn", "approved", "approved"),
    ]
    assert made[0].batch == made[1].batch
    assert LogLine.objects.count() == 2
    assert not list(log.verify())
    assert ENGLISH in page_of(desk, comment)


def test_undo_takes_back_both(desk: Client, say: Any, note: SafetyTemplate, client: Client) -> None:
    comment = say("There is no risk at all.")
    assert "Your last act: one comment approved." in words(choose(desk, comment).content)
    desk.post("/moderation/undo/", {"batch": Decision.objects.earliest("pk").batch})
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert not SafetyNote.objects.exists()
    assert Decision.objects.filter(act="undo").count() == 2
    assert "There is no risk" not in page_of(client, comment)


def test_undo_spares_what_somebody_decided_since(desk: Client, say: Any, note: SafetyTemplate, kit: User) -> None:
    comment = say()
    choose(desk, comment)
    moderation.decide([comment.public_id], act="reject", expected="approved", moderator=kit)
    answer = desk.post("/moderation/undo/", {"batch": Decision.objects.earliest("pk").batch}, follow=True)
    assert words(answer.content).count("kit was faster") == 1
    assert SafetyNote.objects.exists()


def test_undo_of_a_note_alone_leaves_the_comment_published(desk: Client, noted: Comment) -> None:
    batch = Decision.objects.get(act="warn").batch
    assert "Your last act: one comment given a safety note." in words(desk.get("/moderation/").content)
    desk.post("/moderation/undo/", {"batch": batch})
    assert ENGLISH not in page_of(desk, noted)
    assert "There is no risk" in page_of(desk, noted)


def test_same_note_twice_changes_nothing(desk: Client, noted: Comment) -> None:
    before = generation(), Decision.objects.count(), LogLine.objects.count()
    assert "stood there already" in words(choose(desk, noted).content)
    assert before == (generation(), Decision.objects.count(), LogLine.objects.count())


def test_note_is_for_the_text_that_was_seen(desk: Client, approved: Any, note: SafetyTemplate, mo: User) -> None:
    comment = approved("Old.")
    moderation.edit(comment, name="Rita", text="New.")
    moderation.approve_edit(comment.public_id, Edit.objects.get().token, moderator=mo)
    assert "changed the comment by Rita while you read it" in words(choose(desk, comment).content)
    assert not SafetyNote.objects.exists()


def test_second_moderator_is_told_who_was_faster(desk: Client, say: Any, note: SafetyTemplate, kit: User) -> None:
    comment = say()
    moderation.decide([comment.public_id], act="spam", expected="pending", moderator=kit)
    assert "kit was faster" in words(choose(desk, comment).content)
    assert not SafetyNote.objects.exists()


@pytest.mark.parametrize("key", ["", "nothing", "no\x00such", "retracted", "empty"])
def test_note_that_cannot_be_chosen_publishes_nothing(desk: Client, say: Any, note: SafetyTemplate, key: str) -> None:
    SafetyTemplate.objects.create(key="retracted", title="R", retracted_at=timezone.now())
    SafetyTemplate.objects.create(key="empty", title="E")
    comment = say()
    answer = choose(desk, comment, key)
    assert answer.status_code == 422
    assert "Nothing was published" in words(answer.content)
    comment.refresh_from_db()
    assert comment.status == "pending"


@pytest.mark.parametrize("wrong", [{"expected": "withdrawn"}, {"expected": "x"}, {"revision": "9" * 30}, {"back": "/"}])
def test_form_that_is_not_ours_is_no_error(desk: Client, say: Any, note: SafetyTemplate, wrong: dict[str, str]) -> None:
    assert choose(desk, say(), **wrong).status_code in (200, 422)


def test_note_is_taken_away(desk: Client, noted: Comment) -> None:
    path = f"/moderation/safety/{noted.public_id}/"
    assert "Take the note away" in words(desk.get(path).content)
    answer = desk.post(f"{path}remove/", {"note": "tolerance"}, follow=True)
    assert "was taken away" in words(answer.content)
    assert ENGLISH not in page_of(desk, noted)
    assert Decision.objects.latest("pk").act == "unwarn"
    assert "did not stand there any more" in words(desk.post(f"{path}remove/", {"note": "x\0"}, follow=True).content)


@pytest.mark.asvs("V3.5.3")
def test_get_changes_nothing(desk: Client, noted: Comment) -> None:
    answer = desk.get(f"/moderation/safety/{noted.public_id}/remove/", follow=True)
    assert "so nothing was decided" in words(answer.content)
    assert SafetyNote.objects.exists()


@pytest.mark.parametrize("gone", [True, False])
def test_comment_that_is_not_there_is_not_found(desk: Client, noted: Comment, gone: bool) -> None:
    if gone:
        moderation.withdraw(noted)
    missing = noted.public_id if gone else "nothing"
    assert desk.get(f"/moderation/safety/{missing}/").status_code == 404
    assert desk.post(f"/moderation/safety/{missing}/remove/", {"note": "tolerance"}).status_code == 302


# --- How old the sources are ------------------------------------------------------------------------------------------


def test_aged_sources_come_first_and_are_told_to_staff(desk: Client, note: SafetyTemplate) -> None:
    old = SafetyTemplate.objects.create(key="old", title="Zopiclone")
    write(old, "Old.", reviewed_on=timezone.localdate() - dt.timedelta(days=365))
    write(note, "Of today.", reviewed_on=timezone.localdate())
    page = words(desk.get("/moderation/safety/").content)
    assert page.index("Zopiclone") < page.index("After a break")
    assert "One note has a source that nobody has looked at for a year." in page
    told = [line for line in troubles(timezone.now()) if "safety note" in line]
    assert told == ["1 text of a safety note was last compared with its source more than a year ago."]
    write(old, "New.", reviewed_on=timezone.localdate())
    assert not [line for line in troubles(timezone.now()) if "safety note" in line]


def test_overview_says_where_notes_stand_and_what_is_missing(
    desk: Client, noted: Comment, monkeypatch: pytest.MonkeyPatch, approved: Any, mo: User
) -> None:
    page = words(desk.get("/moderation/safety/?note=tolerance").content)
    assert "Comments with it: 1 " in page
    assert "No text in: Español, Português, Français, Deutsch" in page
    assert "Rita · Naloxone · Approved" in page
    monkeypatch.setattr("comments.desk.tabs.COUNTED", 1)
    moderation.warn(approved("Two").public_id, key="tolerance", moderator=mo)
    assert "Comments with it: 1+" in words(desk.get("/moderation/safety/").content)


def test_overview_asks_the_same_number_of_queries_of_more_notes(
    desk: Client, noted: Comment, approved: Any, mo: User, django_assert_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as few:
        desk.get("/moderation/safety/?note=tolerance")
    for number in range(5):
        write(SafetyTemplate.objects.create(key=f"key-{number}", title="More"), "Text")
        moderation.warn(approved(f"Number {number}").public_id, key=f"key-{number}", moderator=mo)
    with django_assert_num_queries(len(few)):
        desk.get("/moderation/safety/?note=tolerance")


def test_demo_speaks_every_language_and_names_its_sources() -> None:
    rows = tomllib.loads((Path(demo.__file__).parent / "safety.toml").read_text())["template"]
    assert len(rows) >= 4
    for row in rows:
        assert row["text"].keys() == dict(settings.LANGUAGES).keys(), row["key"]
        assert max(map(len, row["text"].values())) <= 600
        assert 20 < len(row["source"]) <= 300

"""Taking words out of a comment: what moderators do, what its writer reads, the way back, and who else is faster."""

import datetime as dt
import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import log, moderation, notify, receipts, retention, vault, worker
from comments.models import Comment, Contact, Decision, DeskNote, LogLine, Mail, Objection, Original
from comments.moderation.receiving import Wishes
from comments.redaction import Kind, Span, Wrong
from harmblog.pagecache import generation

from .conftest import words
from .editing import logged_in
from .test_races import at_once
from .test_restore import back_up, once

pytestmark = pytest.mark.django_db
TEXT = "Zopiclonish nights with Quillaine, write to q@example.org."
PLACE = "[removed by a moderator: identifying detail]"


def spans(comment: Comment, *gone: str, kind: Kind = Kind.DETAIL) -> list[Span]:
    """Where these words stand in the name or the text."""
    where = {"name": comment.name, "text": comment.text}
    found = [(part, where[part].find(one), one) for one in gone for part in where]
    return [Span(at, at + len(one), kind, part) for part, at, one in found if at >= 0]


def redact(comment: Comment, *gone: str, by: User, **more: Any) -> moderation.Outcome:
    given = {"spans": spans(comment, *gone), "expected": comment.status, **more}
    outcome = moderation.redact(comment.seen, moderator=by, **given)
    comment.refresh_from_db()
    return outcome


def page(client: Client, comment: Comment, act: str = "") -> str:
    return f"/receipt/{receipts.secret_of(comment)}/{act}"


@pytest.fixture
def comment(say: Any) -> Comment:
    return say(TEXT)


# --- The act ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("before", ["pending", "approved", "rejected", "spam"])
def test_what_is_marked_is_replaced_and_the_rest_published(
    client: Client, comment: Comment, mo: User, article: Article, before: str
) -> None:
    acts = {"approved": "approve", "rejected": "reject", "spam": "spam"}
    if before in acts:
        moderation.decide([comment.seen], act=acts[before], expected="pending", moderator=mo)
        comment.refresh_from_db()
    client.get(article.get_absolute_url())
    outcome = redact(comment, "Quillaine", by=mo)
    assert (comment.status, comment.revision, comment.text) == ("approved", 2, TEXT.replace("Quillaine", PLACE))
    shown = client.get(article.get_absolute_url()).content.decode()
    assert PLACE in shown
    assert "Quillaine" not in shown
    made = outcome.done[0]
    assert (made.act, made.before, made.after, made.reason) == ("redact", before, "approved", "identifies")
    line = LogLine.objects.latest("number")
    assert (line.act, line.subject, line.before, line.after) == ("redact", comment.public_id, before, "approved")
    assert list(log.verify()) == []


def test_name_keeps_its_rest(say: Any, mo: User) -> None:
    comment = say("It helped.", name="Rita (@rita_h88)")
    redact(comment, "@rita_h88", by=mo)
    assert (comment.name, comment.text) == ("Rita", "It helped.")


def test_placeholder_speaks_the_articles_language(say: Any, write: Any, mo: User) -> None:
    comment = say("Escribe a Quillaine.", article=write("Sueño", language="es"))
    redact(comment, "Quillaine", by=mo)
    assert comment.text == "Escribe a [retirado por la moderación: dato que identifica]."


@pytest.mark.parametrize("kind", list(Kind))
def test_writer_is_told_the_reason_that_goes_with_what_was_removed(comment: Comment, mo: User, kind: Kind) -> None:
    redact(comment, by=mo, spans=spans(comment, "Quillaine", kind=kind))
    assert Decision.objects.get().reason == ("sourcing" if kind == Kind.SOURCE else "identifies")


def test_address_of_whoever_wants_no_mail_goes_too(say: Any, mo: User) -> None:
    comment = say(TEXT, address="rita@example.org")
    redact(comment, "Quillaine", by=mo)
    assert Contact.objects.get().sealed is None


def test_of_a_text_that_changed_nothing_is_removed(comment: Comment, mo: User) -> None:
    seen = comment.seen
    moderation.edit(comment, name="Rita", text="Other words, and as long as the others were.")
    outcome = moderation.redact(seen, spans=spans(comment, "Quillaine"), expected="pending", moderator=mo)
    assert (len(outcome.done), len(outcome.lost), Original.objects.count()) == (0, 1, 0)
    moderation.withdraw(comment)
    assert moderation.redact(seen, spans=[], expected="pending", moderator=mo).missing == 1


@pytest.mark.parametrize("wrong", [[], [Span(-1, 3)], [Span(3, 3)], [Span(0, 10**9)]])
def test_mark_that_cannot_be_changes_nothing(comment: Comment, mo: User, wrong: list[Span]) -> None:
    with pytest.raises(Wrong):
        redact(comment, by=mo, spans=wrong)
    comment.refresh_from_db()
    assert (comment.text, comment.status) == (TEXT, "pending")


def test_what_moderators_noted_is_cleaned_as_well(comment: Comment, mo: User) -> None:
    moderation.note(comment.public_id, text="Is quillaine a real name? Nights are fine.", moderator=mo)
    redact(comment, "Quillaine", by=mo)
    assert DeskNote.objects.get().text == "Is […] a real name? Nights are fine."


def test_whoever_asked_is_told_and_so_is_who_was_answered(approved: Any, say: Any, mo: User) -> None:
    parent = approved("First.", address="a@example.org", wishes=Wishes(tell_replies=True))
    comment = say(TEXT, parent=parent, address="b@example.org", wishes=Wishes(tell_decision=True))
    Contact.objects.update(fingerprint="f" * 64, confirmed_at=timezone.now())
    redact(comment, "Quillaine", by=mo)
    Decision.objects.update(at=timezone.now() - notify.SETTLED)
    notify.plan()
    assert sorted(Mail.objects.values_list("kind", flat=True)) == ["decision", "reply"]


# --- The original -----------------------------------------------------------------------------------------------------


def test_original_opens_with_the_private_key_alone(comment: Comment, mo: User, settings: Any, keys: Path) -> None:
    redact(comment, "Quillaine", by=mo)
    sealed = Original.objects.get().sealed
    assert b"uillaine" not in sealed.ciphertext
    with pytest.raises(vault.VaultClosed):
        vault.open_original(sealed, bound_to=comment.public_id)
    settings.SEALING_PRIVATE_KEYS = keys / "private"
    assert vault.open_original(sealed, bound_to=comment.public_id) == f"Rita\n{TEXT}"
    with pytest.raises(vault.Forged):
        vault.open_original(sealed, bound_to="another")
    with pytest.raises(vault.Forged):
        vault.open_sealed(sealed, bound_to=comment.public_id)


def test_original_stays_the_first_when_more_is_removed(comment: Comment, mo: User, worker_process: None) -> None:
    redact(comment, "Quillaine", by=mo)
    redact(comment, "q@example.org", by=mo)
    assert "Quillaine" in vault.open_original(Original.objects.get().sealed, bound_to=comment.public_id)
    assert comment.text == f"Zopiclonish nights with {PLACE}, write to {PLACE}."


def test_original_goes_after_thirty_days(comment: Comment, mo: User) -> None:
    redact(comment, "Quillaine", by=mo)
    now = timezone.now()
    assert retention.apply(now + dt.timedelta(days=29, hours=23)) == []
    assert [receipt.rule for receipt in retention.apply(now + dt.timedelta(days=30, hours=1))] == ["original"]


@pytest.mark.parametrize("how", ["withdrawn", "a newer text"])
def test_original_goes_with_the_words_that_it_was_of(comment: Comment, mo: User, how: str) -> None:
    redact(comment, "Quillaine", by=mo)
    if how == "withdrawn":
        moderation.withdraw(comment)
    else:
        moderation.object_to(comment, "It is my own name.")
        moderation.edit(comment, name="Rita", text="New words.")
        token = moderation.edits.Edit.objects.get().token
        moderation.approve_edit(comment.public_id, token, moderator=mo)
    assert not Original.objects.exists()
    assert not Objection.objects.exists()


# --- The way back -----------------------------------------------------------------------------------------------------


def undo(outcome: moderation.Outcome, by: User) -> moderation.Outcome:
    return moderation.undo(outcome.batch, moderator=by)


def test_undo_hides_it_at_once_and_the_worker_puts_the_words_back(
    comment: Comment, mo: User, worker_process: None
) -> None:
    before = comment.html
    undo(redact(comment, "Quillaine", by=mo), mo)
    comment.refresh_from_db()
    assert (comment.status, comment.revision, PLACE in comment.text) == ("pending", 2, True)
    once()
    comment.refresh_from_db()
    assert (comment.status, comment.revision, comment.text, comment.html) == ("pending", 3, TEXT, before)
    assert not Original.objects.exists()
    assert list(Decision.objects.order_by("pk").values_list("act", flat=True)) == ["redact", "undo"]


def test_published_text_keeps_the_placeholder_until_the_worker_was_there(
    client: Client, approved: Any, mo: User, article: Article, worker_process: None
) -> None:
    comment = approved(TEXT)
    undo(redact(comment, "Quillaine", by=mo), mo)
    assert PLACE in client.get(article.get_absolute_url()).content.decode()
    kept = generation()
    once()
    assert generation() > kept
    assert "Quillaine" in client.get(article.get_absolute_url()).content.decode()


def test_nobody_else_takes_it_back(comment: Comment, mo: User, kit: User) -> None:
    outcome = redact(comment, "Quillaine", by=mo)
    assert undo(outcome, kit).lost
    assert Original.objects.get().restore_for is None


def test_second_redaction_cannot_be_taken_back_because_the_first_would_come_with_it(
    comment: Comment, mo: User, kit: User
) -> None:
    redact(comment, "Quillaine", by=kit)
    assert undo(redact(comment, "q@example.org", by=mo), mo).lost
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_what_was_decided_anew_before_the_worker_came_stays_as_it_is(
    comment: Comment, mo: User, kit: User, worker_process: None
) -> None:
    undo(redact(comment, "Quillaine", by=mo), mo)
    comment.refresh_from_db()
    moderation.decide([comment.seen], act="approve", expected="pending", moderator=kit)
    once()
    comment.refresh_from_db()
    assert PLACE in comment.text
    assert Original.objects.get().restore_for is None


def test_without_its_key_nothing_is_put_back_and_the_worker_goes_on(
    comment: Comment, mo: User, settings: Any, tmp_path: Path
) -> None:
    undo(redact(comment, "Quillaine", by=mo), mo)
    settings.SEALING_PRIVATE_KEYS = tmp_path
    assert (worker.put_back(), worker.put_back()) == (1, 0)
    comment.refresh_from_db()
    assert PLACE in comment.text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("taken_back", [False, True])
def test_restored_backup_shows_the_words_to_no_reader(
    approved: Any, mo: User, worker_process: None, client: Client, article: Article, taken_back: bool
) -> None:
    comment = approved(TEXT)
    restore = back_up()
    outcome = redact(comment, "Quillaine", by=mo)
    if taken_back:
        undo(outcome, mo)
    once()
    Original.objects.all().delete()
    Decision.objects.update(undoes=None)
    restore()
    once()
    assert Comment.objects.get().status == ("approved" if taken_back else "pending")
    assert ("Quillaine" in client.get(article.get_absolute_url()).content.decode()) is taken_back


def test_worker_lets_the_database_clear_what_was_replaced(
    comment: Comment, mo: User, worker_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleared: list[set[str]] = []
    monkeypatch.setattr(worker, "vacuum", cleared.append)
    traces = worker.Traces()
    traces.follow()
    assert cleared == []
    redact(comment, "Quillaine", by=mo)
    traces.follow()
    traces.follow()
    assert len(cleared) == 1
    assert Comment._meta.db_table in cleared[0]


# --- Its writer -------------------------------------------------------------------------------------------------------


def test_receipt_says_what_happened_and_takes_an_objection_once(
    client: Client, comment: Comment, mo: User, kit: User
) -> None:
    redact(comment, "Quillaine", by=mo)
    told = words(client.get(page(client, comment)).content)
    assert "A moderator removed some words from it" in told
    assert "It names or describes somebody who could be recognised." in told
    assert "What you had written is sealed until" in told
    assert client.post(page(client, comment, "object/"), {"comment": "It is made up."}).status_code == 303
    desk = words(logged_in(kit).get("/moderation/objections/").content)
    assert "It is made up." in desk
    assert "mo: published without some words" in desk
    assert "Only mo can put the words back." in desk
    assert "Put the words back" in words(logged_in(mo).get("/moderation/objections/").content)
    moderation.let_stand(comment.public_id, moderator=kit)
    told = words(client.get(page(client, comment)).content)
    assert "What you sent was read. What is published stays as it is." in told
    assert "If you think that this is wrong" not in told


def test_download_names_what_is_sealed_and_until_when(client: Client, comment: Comment, mo: User) -> None:
    redact(comment, "Quillaine", by=mo)
    held = json.loads(client.post(page(client, comment, "download/")).content)
    until = timezone.localdate(timezone.now() + dt.timedelta(days=30)).isoformat()
    assert held["before_words_were_removed"] == {"sealed": True, "until": until}


# --- Two at once ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_redaction_approval_and_change_one_wins_and_no_word_slips_through(
    article: Article, say: Any, mo: User, kit: User
) -> None:
    told = [say(f"{TEXT} {number}") for number in range(12)]

    def racing(comment: Comment) -> list[Callable[[], Any]]:
        marks = spans(comment, "Quillaine")
        return [
            lambda: moderation.redact(comment.seen, spans=marks, expected="pending", moderator=mo),
            lambda: moderation.decide([comment.seen], act="reject", expected="pending", moderator=kit),
            lambda: moderation.edit(comment, name="Rita", text="Quillaine, and more of her."),
        ]

    acts = [racing(comment) for comment in told]
    # Three start at the same instant; ten threads take them in turn.
    at_once([act for three in acts[:10] for act in itertools.islice(three, 3)], each=3)
    for comment in told[:10]:
        comment.refresh_from_db()
        made = [row.act for row in Decision.objects.filter(comment=comment).order_by("pk")]
        assert not {"redact", "reject"} <= set(made)
        assert comment.status != "approved" or ("redact" in made and "Quillaine" not in comment.text)
        assert Original.objects.filter(comment=comment).exists() is (comment.status == "approved")
    assert list(log.verify()) == []

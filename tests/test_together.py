"""One comment, and all that can be attached to it: what one act must not leave behind of another."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments import figures, moderation, notify, receipts, retention, safety
from comments.desk.claims import claim
from comments.erase_address import erase_address
from comments.models import (
    Claim,
    Comment,
    Contact,
    Decision,
    DeskNote,
    Edit,
    Learned,
    Mail,
    Message,
    Model,
    Objection,
    Original,
    Report,
    Reveal,
    SafetyNote,
    SafetyTemplate,
    SecondOpinion,
    Token,
)
from comments.moderation.commenter import BESIDE
from comments.moderation.receiving import Wishes
from comments.ranker import Learner
from comments.redaction import Span, as_one

from .conftest import words

pytestmark = pytest.mark.django_db
TEXT = "Nights with Quillaine were long."
GONE = [Span(12, 21)]
RITA = "rita@example.org"


def redact(comment: Comment, by: User) -> moderation.Outcome:
    outcome = moderation.redact(comment.seen, spans=GONE, expected=comment.status, moderator=by)
    comment.refresh_from_db()
    assert "Quillaine" not in comment.text
    return outcome


def learn() -> None:
    learner = Learner()
    while learner.step():
        pass


def receipt_of(client: Client, comment: Comment) -> str:
    return words(client.get(f"/receipt/{receipts.secret_of(comment)}/").content)


def refuse(comment: Comment, by: User) -> None:
    moderation.decide([comment.seen], act="reject", expected=comment.status, moderator=by)
    comment.refresh_from_db()


@pytest.fixture
def note() -> SafetyTemplate:
    template = SafetyTemplate.objects.create(key="tolerance", title="After a break")
    safety.write(template, language="en", text="Less is enough.", source="WHO", reviewed_on=timezone.localdate())
    return template


@pytest.fixture
def laden(approved: Any, mo: User, kit: User, note: SafetyTemplate) -> Comment:
    """A published comment with everything that can stand beside one, and what the site has learned of it."""
    comment: Comment = approved(TEXT, address=RITA, wishes=Wishes(tell_replies=True))
    learn()
    SafetyNote.objects.create(comment=comment, template=note, moderator=mo)
    moderation.note(comment.public_id, text="Quillaine is a name.", moderator=kit)
    moderation.edit(comment, name="Rita", text=f"{TEXT} Newer.")
    moderation.report(comment, "identifies", counts=True)
    claim(comment, kit)
    SecondOpinion.objects.create(comment=comment, asked_by=kit)
    Message.objects.create(comment=comment, text="Thank you.")
    Objection.objects.create(comment=comment, text="Why?")
    Original.objects.create(comment=comment, sealed=Contact.objects.get().sealed)
    Reveal.objects.create(comment=comment, what="address", reason="A court asks for it.", asked_by=kit, public_key=b"-")
    return comment


# --- Everything at once -----------------------------------------------------------------------------------------------


def test_nothing_stays_beside_a_comment_that_is_withdrawn(laden: Comment) -> None:
    assert all(model._default_manager.filter(comment=laden).exists() for model in (*BESIDE, Learned))
    moderation.withdraw(laden)
    assert [model.__name__ for model in (*BESIDE, Learned, Token, Model) if model._default_manager.exists()] == []
    assert not Comment.objects.exists()


@pytest.mark.parametrize("act", ["reject", "spam"])
def test_no_word_of_a_refused_comment_outlives_its_time(laden: Comment, mo: User, act: str) -> None:
    moderation.decide([laden.seen], act=act, expected="approved", moderator=mo)
    retention.apply(timezone.now() + dt.timedelta(days=31))
    kept = Comment.objects.get()
    assert (kept.name, kept.text, kept.html) == ("", "", "")
    left = (Edit, DeskNote, Original, Objection, Report, SecondOpinion, Claim, Learned, Token)
    assert [model.__name__ for model in left if model._default_manager.exists()] == []


def test_decision_ends_all_that_waited_for_one(laden: Comment, mo: User) -> None:
    refuse(laden, mo)
    ended = (Report, SecondOpinion, Claim, Objection, Message, Learned)
    assert [model.__name__ for model in ended if model._default_manager.exists()] == []


# --- Addresses --------------------------------------------------------------------------------------------------------


def test_address_that_nobody_needs_goes_with_a_publication_under_a_safety_note(
    say: Any, mo: User, note: SafetyTemplate
) -> None:
    comment = say(TEXT, address=RITA)
    assert moderation.warn(comment.seen, key=note.key, moderator=mo, expected="pending").done
    assert Contact.objects.get().sealed is None


def test_answer_of_the_site_is_told_to_whoever_wants_to_know_of_replies(approved: Any, mo: User) -> None:
    asked = approved("Does it help?", address=RITA, wishes=Wishes(tell_replies=True))
    Contact.objects.update(fingerprint="f" * 64, confirmed_at=timezone.now())
    moderation.answer(asked.public_id, text="It does.", moderator=mo)
    Decision.objects.update(at=timezone.now() - notify.SETTLED)
    notify.plan()
    mail = Mail.objects.get()
    assert (mail.kind, mail.comment) == (Mail.Kind.REPLY, asked)


@pytest.mark.parametrize("answer", ["address", "all"])
def test_address_that_was_opened_and_not_looked_at_goes_when_its_owner_asks(laden: Comment, answer: str) -> None:
    Contact.objects.update(fingerprint="f" * 64)
    Reveal.objects.update(state="opened", answer=b"sealed to somebody", opened_at=timezone.now())
    erase_address("f" * 64, answer)
    assert not Reveal.objects.exclude(answer=None).exists()
    assert not Contact.objects.exists()


# --- Redactions -------------------------------------------------------------------------------------------------------


def test_writers_newer_text_is_not_overwritten_by_words_on_their_way_back(say: Any, mo: User) -> None:
    comment = say(TEXT)
    moderation.undo(redact(comment, mo).batch, moderator=mo)
    moderation.edit(comment, name="Rita", text="Something else.")  # while the worker opens what was sealed
    assert not moderation.put_back(comment, as_one("Rita", TEXT))
    comment.refresh_from_db()
    assert comment.text == "Something else."


def test_receipt_of_another_text_does_not_speak_of_the_redaction_of_the_one_before(
    client: Client, say: Any, mo: User, settings: Any
) -> None:
    settings.REPORTS_HIDE_AFTER = 1
    comment = say(TEXT)
    redact(comment, mo)
    assert "removed some words from it" in receipt_of(client, comment)
    moderation.report(comment, "identifies", counts=True)
    moderation.edit(comment, name="Rita", text="Something else.")
    assert "removed some words from it" not in receipt_of(client, comment)


def test_redaction_that_came_too_late_leaves_what_was_learned(
    approved: Any, mo: User, kit: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    comment = approved(TEXT)
    seal = moderation.redacting.vault.seal_original  # type: ignore[attr-defined]

    def slowly(*args: Any, **kwargs: Any) -> Any:
        refuse(comment, kit)
        moderation.decide([comment.seen], act="spam", expected="rejected", moderator=kit)
        learn()
        return seal(*args, **kwargs)

    monkeypatch.setattr(moderation.redacting.vault, "seal_original", slowly)  # type: ignore[attr-defined]
    assert moderation.redact(comment.seen, spans=GONE, expected="approved", moderator=mo).lost
    assert Learned.objects.get().unwanted


# --- Figures ----------------------------------------------------------------------------------------------------------


def test_comment_that_is_reported_for_two_reasons_waits_once(approved: Any) -> None:
    comment = approved(TEXT)
    for reason in ("risky", "hostile"):
        moderation.report(comment, reason, counts=True)
    assert [lane.count for lane in figures.waiting() if lane.name == "reports"] == [1]

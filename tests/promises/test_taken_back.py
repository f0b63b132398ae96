"""Channels 34, 40: of what was withdrawn, changed, forgotten or erased nothing is left, in no page and in no byte."""

from typing import Any

import pytest
from django.db import connection

from comments import erasing, moderation
from comments.erase_address import erase_address
from comments.models import Comment, Contact, DeskNote, Edit, Mail, Objection
from comments.moderation import commenter

from ..canary import ADDRESS, kept_bytes, screen, wipe_what_other_tests_left
from .channels import guards, plants
from .conftest import Seen
from .looking import holding
from .people import stand_ins

SQLITE = connection.vendor == "sqlite"
OLD, NEW, AGAINST = "Zopiclonish nights.", "Quillainic days.", "Vexillous, this."


@guards(34, 40)
def test_nobody_is_shown_what_was_taken_back(seen: Seen) -> None:
    assert len(seen.gone) == 3 * 5
    assert holding(seen.answers | seen.own, seen.gone) == []


@pytest.fixture
def answered(approved: Any, settings: Any) -> Comment:
    """A comment with all that can hang on one, under a reply, so that its place stays when it is withdrawn."""
    wipe_what_other_tests_left()
    comment = approved(OLD, name="Quenya", address=ADDRESS, wishes=moderation.Wishes(tell_replies=True))
    screen(settings)
    moderation.edit(comment, name="Quenya", text=NEW)
    Objection.objects.create(comment=comment, text=AGAINST)
    approved("A reply.", parent=comment)
    return comment


def left(words: list[str], stands: list[bytes]) -> list[bytes]:
    """What is still in a byte of the database: words, and what stood for an address (34)."""
    data = kept_bytes()
    return [needle for needle in [*(word.encode() for word in words), *stands] if needle in data]


@guards(34)
@pytest.mark.django_db(transaction=True)
def test_withdrawn_comment_leaves_no_byte_though_its_place_stays(answered: Comment) -> None:
    words, stands = [OLD, NEW, AGAINST, "Quenya"], stand_ins(answered)
    assert len(stands) == 4
    assert left(words, stands) == [*(word.encode() for word in words), stands[0], stands[-1]]
    moderation.withdraw(answered)
    assert Comment.objects.withdrawn().count() == 1
    assert [model for model in (Contact, Edit, Objection, Mail) if model._default_manager.exists()] == []
    assert left(words, stands) == []


@guards(34)
@pytest.mark.django_db(transaction=True)
def test_erased_address_leaves_no_byte(answered: Comment, settings: Any) -> None:
    stands = stand_ins(answered)
    settings.SENDS_MAIL = True
    screen(settings)
    assert Mail.objects.exists()
    erase_address(Contact.objects.get().fingerprint or "", "address")
    assert left([], stands) == []
    assert left([OLD], []) == [OLD.encode()]  # which stays published


@plants(34)
@pytest.mark.parametrize("forgotten", ["Contact", "Edit", "Objection", "free pages"])
@pytest.mark.django_db(transaction=True)
def test_withdrawal_that_leaves_something_is_caught(
    answered: Comment, monkeypatch: pytest.MonkeyPatch, forgotten: str
) -> None:
    if forgotten == "free pages":
        if not SQLITE:
            pytest.skip("PostgreSQL's files are not read")
        monkeypatch.setattr(erasing, "overwrite_freed", lambda: None)
    else:
        rest = tuple(model for model in commenter.BESIDE if model.__name__ != forgotten)
        monkeypatch.setattr(commenter, "BESIDE", rest)
    stands = stand_ins(answered)
    moderation.withdraw(answered)
    assert left([OLD, NEW, AGAINST], stands)


@guards(34)
@pytest.mark.parametrize("act", ["approve", "reject", "spam"])
@pytest.mark.django_db(transaction=True)
def test_address_of_who_wants_no_mail_goes_with_the_decision(say: Any, mo: Any, settings: Any, act: str) -> None:
    wipe_what_other_tests_left()
    comment, other = say(address=ADDRESS), say("It waits.", address=ADDRESS)
    screen(settings)
    stands = stand_ins(comment)
    moderation.decide([comment.public_id], act=act, expected="pending", moderator=mo)
    assert Contact.objects.get(comment=comment).sealed is None
    assert Contact.objects.get(comment=other).sealed is not None
    screen(settings)
    assert stands[0] not in left([], stands)


# --- 40: texts that others took the place of --------------------------------------------------------------------------


def replace(comment: Comment, how: str, moderator: Any) -> None:
    newer = Edit.objects.get(comment=comment)
    if how == "approved":
        moderation.approve_edit(comment.public_id, newer.token, moderator=moderator)
    elif how == "refused":
        moderation.refuse_edit(comment.public_id, newer.token, moderator=moderator)
    else:
        moderation.edit(comment, name=comment.name, text=OLD if how == "taken back" else "Other words.")


@guards(40)
@pytest.mark.parametrize(("how", "goes"), [("approved", OLD), ("refused", NEW), ("taken back", NEW), ("again", NEW)])
@pytest.mark.django_db(transaction=True)
def test_text_that_lost_its_place_is_in_no_byte(answered: Comment, mo: Any, how: str, goes: str) -> None:
    assert left([goes], []) == [goes.encode()]
    replace(answered, how, mo)
    assert left([goes], []) == []
    assert left([NEW if goes == OLD else OLD], []) != []


@plants(40)
@pytest.mark.django_db(transaction=True)
def test_note_that_keeps_the_old_text_is_caught(answered: Comment, mo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def note(comment: Comment, *old: Any) -> None:
        DeskNote.objects.create(comment=comment, moderator=mo, text=f"It was: {comment.text}")

    monkeypatch.setattr(erasing, "note_text", note)
    replace(answered, "approved", mo)
    assert left([OLD], []) != []

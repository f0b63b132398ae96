"""An older backup is brought back: one pass of the worker, and nothing that was erased is there."""

import datetime as dt
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from comments import journal, moderation, receipts, worker
from comments.models import Blocked, Comment, Contact, Decision, Edit, Erasure, Mail, Objection
from comments.moderation.receiving import Wishes

from .canary import kept_bytes, wipe_what_other_tests_left

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("worker_process")]
TABLES = [Comment, Contact, Edit, Objection, Decision, Mail, Blocked, Erasure]
BOTH = Wishes(tell_decision=True, tell_replies=True)


def back_up() -> Callable[[], None]:
    """A copy of each row; what is returned brings all of them back, and nothing else."""
    kept = [list(model._default_manager.order_by("pk")) for model in TABLES]

    def restore() -> None:
        with transaction.atomic():
            for model in reversed(TABLES):
                model._default_manager.all().delete()
            for model, rows in zip(TABLES, kept, strict=True):
                model._default_manager.bulk_create(rows)

    return restore


def once() -> None:
    call_command("worker", "--once")


def note(act: str, *parts: str) -> None:
    Erasure.objects.create(act=act, hash=receipts.keyed_hash(f"erased {act}", *parts))


def lines() -> list[str]:
    path: Path = site.ERASURE_JOURNAL
    return path.read_text().splitlines()


@pytest.mark.promise(6)
@pytest.mark.fault(16)
def test_nothing_erased_comes_back(say: Any, approved: Any) -> None:
    wipe_what_other_tests_left()
    gone, answered = say("Zopiclonish, all of it."), approved("Zopiclonish as well.")
    changed, stays = say("Zopiclonish at first."), say("This stays.")
    approved("A reply.", parent=answered)
    restore = back_up()
    moderation.withdraw(gone)
    moderation.withdraw(answered)
    moderation.edit(changed, name="Rita", text="Milder now.")
    once()
    restore()
    assert Comment.objects.filter(text__contains="Zopiclonish").count() == 3
    once()
    assert set(Comment.objects.values_list("text", flat=True)) == {"", "A reply.", stays.text}
    assert b"Zopiclonish" not in kept_bytes()
    assert not Comment.objects.filter(pk=gone.pk).exists()


def test_a_text_that_its_writer_went_back_to_stays(say: Any) -> None:
    comment = say("First.", name="Rita")
    restore = back_up()
    for text in ("Zopiclonish.", "First."):
        moderation.edit(comment, name="Rita", text=text)
    once()
    restore()
    once()
    assert Comment.objects.get().text == "First."
    moderation.edit(comment, name="Rita", text="Third.")
    once()
    restore()
    once()
    assert not Comment.objects.exists()


@pytest.mark.fault(16)
def test_a_newer_text_that_was_replaced_does_not_come_back(approved: Any) -> None:
    comment = approved("Shown.")
    moderation.edit(comment, name="Rita", text="Zopiclonish.")
    restore = back_up()
    moderation.edit(comment, name="Rita", text="Milder.")
    once()
    restore()
    once()
    assert not Edit.objects.exists()
    assert Comment.objects.get().text == "Shown."


@pytest.mark.fault(16)
def test_an_address_does_not_come_back_though_the_backup_had_not_seen_it_yet(say: Any) -> None:
    say(address="rita@example.org")
    other = say("Other.", address="sol@example.org")
    restore = back_up()
    worker.screen()
    fingerprint = Contact.objects.exclude(comment=other).get().fingerprint
    note("address", str(fingerprint))
    once()
    restore()
    later = say("Later.", address="rita@example.org")
    once()
    # What its owner sent afterwards was not meant.
    assert set(Contact.objects.values_list("comment", flat=True)) == {other.pk, later.pk}


def test_an_address_that_was_erased_a_second_time_does_not_come_back(say: Any) -> None:
    say(address="rita@example.org")
    worker.screen()
    fingerprint = str(Contact.objects.get().fingerprint)
    note("address", fingerprint)
    Erasure.objects.update(at=timezone.now() - dt.timedelta(days=9))
    once()
    restore = back_up()
    Erasure.objects.update(at=timezone.now())
    once()
    restore()
    once()
    assert not Contact.objects.exists()
    assert journal.missing() == []


def test_wishes_and_blocks_come_back_as_they_were_left(say: Any) -> None:
    comment = say(address="rita@example.org", wishes=BOTH)
    worker.screen()
    restore = back_up()
    fingerprint = str(Contact.objects.get().fingerprint)
    note("told", comment.public_id)
    note("blocked", fingerprint)
    once()
    restore()
    once()
    contact = Contact.objects.get()
    assert (contact.tell_decision, contact.tell_replies) == (False, False)
    assert Blocked.objects.get().fingerprint == fingerprint
    assert Erasure.objects.filter(act="blocked").exists()


@pytest.mark.asvs("V11.2.2")
def test_it_works_under_a_newer_key(say: Any, settings: Any) -> None:
    comment = say()
    restore = back_up()
    moderation.withdraw(comment)
    once()
    restore()
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another key"
    once()
    assert not Comment.objects.exists()


@pytest.mark.flaw("file permissions")
def test_the_file_is_for_the_worker_alone_and_holds_hashes(say: Any) -> None:
    comment = say("Words.", name="Ritanova")
    moderation.withdraw(comment)
    once()
    row = Erasure.objects.get()
    assert lines() == [f"{row.at.isoformat()} comment {row.hash}"]
    assert stat.S_IMODE(site.ERASURE_JOURNAL.stat().st_mode) == 0o600
    once()
    assert len(lines()) == 1
    assert journal.missing() == []


def test_a_torn_line_is_written_again(say: Any) -> None:
    moderation.withdraw(say("One"))
    once()
    whole = lines()
    site.ERASURE_JOURNAL.write_text(whole[0][:70])
    moderation.withdraw(say("Two"))
    once()
    assert lines()[0] == whole[0][:70]
    assert whole[0] in lines()[1:]
    assert len(lines()) == 3


def test_lines_older_than_a_year_drop_out(say: Any) -> None:
    moderation.withdraw(say("One"))
    once()
    Erasure.objects.all().delete()
    moderation.withdraw(say("Two"))
    later = timezone.now() + dt.timedelta(days=366)
    assert journal.missing(later) == []
    journal.tidy(later)
    assert lines() == []


def test_a_running_worker_copies_what_is_new(say: Any) -> None:
    traces = worker.Traces()
    traces.follow()
    moderation.withdraw(say("One"))
    traces.follow()
    assert len(lines()) == 1
    assert traces.overwrite is False

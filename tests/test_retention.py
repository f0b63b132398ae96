"""The clock moved on: each class of data goes on its day, and not on the day before."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.utils import timezone

from articles.models import Article, Editing
from comments import moderation, retention, worker
from comments.models import Blocked, Comment, Contact, Decision, Erasure, Forgetting, Mail, Objection
from comments.moderation.receiving import Wishes
from comments.retention import applying
from harmblog.pagecache import generation

from .canary import kept_bytes, wipe_what_other_tests_left

pytestmark = pytest.mark.django_db
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
ADDRESS = "rita@example.org"


@pytest.fixture
def now() -> dt.datetime:
    return timezone.now()


def run(at: dt.datetime) -> dict[str, int]:
    """What one run forgets, by rule."""
    return {receipt.rule: receipt.count for receipt in retention.apply(at)}


def decide(comment: Comment, act: str, moderator: User) -> Comment:
    moderation.decide([comment.seen], act=act, expected="pending", moderator=moderator)
    comment.refresh_from_db()
    return comment


def mail(kind: str, comment: Comment | None, state: str = "sent", **more: Any) -> Mail:
    at = timezone.now()
    fields = {"created_at": at, "due_at": at, "sent_at": at if state == "sent" else None, **more}
    return Mail.objects.create(kind=kind, comment=comment, state=state, once=f"{kind}-{Mail.objects.count()}", **fields)


# --- Comments ---------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V14.2.7")
@pytest.mark.parametrize(("act", "rule"), [("reject", "rejected"), ("spam", "spam")])
def test_refused_words_go_after_thirty_days(say: Any, mo: User, now: dt.datetime, act: str, rule: str) -> None:
    before = decide(say("Not this.", labels="sourcing"), act, mo)
    assert run(now + 30 * DAY - HOUR) == {}
    assert Comment.objects.get().text == "Not this."
    assert run(now + 30 * DAY + HOUR) == {rule: 1}
    kept = Comment.objects.get()
    assert (kept.name, kept.text, kept.html, kept.labels) == ("", "", "", "")
    assert (kept.status, kept.receipt_hash) == (before.status, before.receipt_hash)
    assert Decision.objects.get().act == act


def test_a_comment_without_words_cannot_be_published(say: Any, mo: User, now: dt.datetime) -> None:
    made = moderation.decide([say().seen], act="reject", expected="pending", moderator=mo)
    run(now + 31 * DAY)
    comment = Comment.objects.get()
    outcome = moderation.decide([comment.seen], act="approve", expected="rejected", moderator=mo)
    assert (len(outcome.done), len(outcome.lost)) == (0, 1)
    assert not moderation.undo(made.batch, moderator=mo).done
    assert Comment.objects.get().status == "rejected"


def test_words_stay_while_an_objection_waits_and_that_ninety_days(say: Any, mo: User, now: dt.datetime) -> None:
    Objection.objects.create(comment=decide(say(), "reject", mo), text="Why?", received_at=now)
    assert run(now + 90 * DAY - HOUR) == {}
    assert run(now + 90 * DAY + HOUR) == {"objection": 1, "rejected": 1}


def test_the_place_of_spam_goes_after_a_year(say: Any, mo: User, now: dt.datetime) -> None:
    decide(say("Buy."), "spam", mo)
    run(now + 365 * DAY - HOUR)
    assert Comment.objects.exists()
    assert run(now + 365 * DAY + HOUR)["spam, place"] == 1
    assert not Comment.objects.exists()


def test_what_waits_and_what_is_published_stays_and_what_waits_is_reported(
    say: Any, approved: Any, now: dt.datetime, caplog: pytest.LogCaptureFixture
) -> None:
    say("Nobody reads me."), approved("Shown.")
    worker.forget(now + 29 * DAY)
    assert "waited" not in caplog.text
    worker.forget(now + 400 * DAY)
    assert "1 comments have waited for more than 30 days" in caplog.text
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["Nobody reads me.", "Shown."]


def test_the_empty_place_goes_with_its_last_reply(approved: Any, now: dt.datetime) -> None:
    first = approved("First.")
    moderation.withdraw(first)
    assert not Comment.objects.exists()
    second = approved("Second.")
    reply = approved("Reply.", parent=second)
    moderation.withdraw(second)
    assert run(now) == {}
    Comment.objects.filter(pk=reply.pk).delete()  # not by its writer, who would take the empty place along
    was = generation()
    assert run(now) == {"withdrawn": 1}
    assert generation() > was
    assert not Comment.objects.exists()


def test_the_hash_of_a_repeated_post_is_gone_after_a_day(say: Any, now: dt.datetime) -> None:
    say()
    assert run(now + DAY - HOUR) == {}
    assert run(now + DAY + HOUR) == {"repeated": 1}
    assert Comment.objects.get().repeat_hash is None


# --- Addresses --------------------------------------------------------------------------------------------------------


@pytest.fixture
def wanting(say: Any, worker_process: None) -> Callable[..., Comment]:
    """Somebody who ticked a box and gave an address, which the worker has seen."""

    def wanting(*, replies: bool = False, confirmed: bool = True, text: str = "It helped me.") -> Comment:
        comment = say(text, address=ADDRESS, wishes=Wishes(tell_decision=True, tell_replies=replies))
        worker.screen()
        if confirmed:
            Contact.objects.update(confirmed_at=timezone.now())
        return comment

    return wanting


def test_an_address_goes_when_its_owner_was_told(wanting: Any, mo: User, now: dt.datetime) -> None:
    comment = decide(wanting(), "approve", mo)
    assert "address, told" not in run(now + HOUR)
    on_its_way = mail("decision", comment, "waiting")
    Decision.objects.update(told_at=now)
    assert "address, told" not in run(now + HOUR)
    Mail.objects.filter(pk=on_its_way.pk).update(state="sent", sent_at=now)
    assert run(now + HOUR)["address, told"] == 1
    contact = Contact.objects.get()
    assert contact.sealed is None
    assert contact.fingerprint


@pytest.mark.asvs("V14.2.7")
def test_an_address_for_replies_stays_ninety_days_at_most(wanting: Any, mo: User, now: dt.datetime) -> None:
    comment = decide(wanting(replies=True), "approve", mo)
    mail("decision", comment)
    Decision.objects.update(told_at=now)
    run(now + 90 * DAY - HOUR)
    assert Contact.objects.get().sealed
    assert run(now + 90 * DAY + HOUR)["fingerprint"] == 1
    assert not Contact.objects.exists()


@pytest.mark.parametrize(("asked", "days"), [(True, 2), (False, 7)])
def test_an_address_that_confirmed_nothing_is_let_go(wanting: Any, now: dt.datetime, asked: bool, days: int) -> None:
    comment = wanting(confirmed=False)
    mail("confirm", comment, "sent" if asked else "failed")
    assert "address, unconfirmed" not in run(now + days * DAY - HOUR)
    assert run(now + days * DAY + HOUR)["address, unconfirmed"] == 1
    contact = Contact.objects.get()
    assert (contact.sealed, contact.tell_decision, contact.tell_replies) == (None, False, False)


def test_an_address_from_elsewhere_that_nobody_needs_is_let_go(say: Any, now: dt.datetime) -> None:
    comment = say(address=ADDRESS)
    assert run(now + HOUR) == {}
    Contact.objects.update(fingerprint="f" * 64)
    assert run(now + HOUR) == {}  # a moderator has not decided yet
    Comment.objects.filter(pk=comment.pk).update(decided_at=now)
    assert run(now + HOUR) == {"address, not wanted": 1}


def test_mails_and_requests_go(say: Any, now: dt.datetime) -> None:
    comment = say()
    mail("reply", comment), mail("reply", comment, "failed"), mail("reply", comment, "waiting")
    mail("erase", None), mail("erase", None, answered_at=now)
    Blocked.objects.create(fingerprint="f" * 64)
    assert [run(now + 2 * DAY + hour).get("request") for hour in (-HOUR, HOUR)] == [None, 1]
    assert run(now + 30 * DAY + HOUR)["mail"] == 1  # the request that was answered
    assert "mail" not in run(now + 90 * DAY - HOUR)
    assert run(now + 90 * DAY + HOUR)["mail"] == 2
    run(now + 5000 * DAY)
    assert list(Mail.objects.values_list("state", flat=True)) == ["waiting"]
    assert Blocked.objects.exists()


# --- The log and the rest ---------------------------------------------------------------------------------------------


def test_the_log_goes_after_a_year_also_where_something_was_taken_back(say: Any, mo: User, now: dt.datetime) -> None:
    made = moderation.decide([say().seen], act="reject", expected="pending", moderator=mo)
    moderation.undo(made.batch, moderator=mo)
    Decision.objects.filter(act="reject").update(at=now - 300 * DAY)
    assert "decision" not in run(now + 65 * DAY - HOUR)
    assert run(now + 66 * DAY)["decision"] == 1
    assert Decision.objects.get().act == "undo"
    assert run(now + 366 * DAY)["decision"] == 1


def test_journal_receipts_and_the_admins_log_go_after_a_year(article: Article, ada: User, now: dt.datetime) -> None:
    Erasure.objects.create(act="comment", hash="0" * 64)
    Editing.objects.create(article=article, editor=ada)
    LogEntry.objects.log_actions(ada.pk, [article], CHANGE)
    assert run(now + DAY + HOUR) == {"editing": 1}
    assert run(now + 365 * DAY - HOUR) == {}
    assert run(now + 365 * DAY + HOUR) == {"erasure": 1, "admin-log": 1}
    assert run(now + 366 * DAY + 2 * HOUR) == {"forgetting": 1}


# --- How it is done ---------------------------------------------------------------------------------------------------


def test_killed_in_the_middle_it_goes_on(say: Any, now: dt.datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        say(f"Number {number}")
    monkeypatch.setattr(applying, "BATCH", 2)
    note = applying._note

    def killed(*args: Any) -> Forgetting:
        if args[-1]:
            raise SystemExit
        return note(*args)

    monkeypatch.setattr(applying, "_note", killed)
    with pytest.raises(SystemExit):
        run(now + 2 * DAY)
    assert Comment.objects.exclude(repeat_hash=None).count() == 3
    monkeypatch.setattr(applying, "_note", note)
    assert run(now + 2 * DAY) == {"repeated": 3}
    assert list(Forgetting.objects.values_list("rule", "count")) == [("repeated", 2), ("repeated", 3)]
    assert run(now + 2 * DAY) == {}


@pytest.mark.django_db(transaction=True)
def test_no_byte_of_forgotten_words_is_left(say: Any, mo: User, now: dt.datetime, client: Any) -> None:
    wipe_what_other_tests_left()
    decide(say("Zopiclonish words.", name="Ritanova"), "reject", mo)
    assert b"Zopiclonish" in kept_bytes()
    assert run(now + 31 * DAY)
    kept = kept_bytes()
    assert b"Zopiclonish" not in kept
    assert b"Ritanova" not in kept
    assert connection.in_atomic_block is False

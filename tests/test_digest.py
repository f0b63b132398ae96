"""The mail to moderators: how much waits, once a day, to each alone, and nothing of what was said."""

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command

from comments import digest
from comments.models import Comment, Digest, LogHead

from .conftest import account
from .promises.test_mail import wrong_headers

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NOON = dt.datetime(2026, 11, 30, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def mailing(settings: Any, mo: User, kit: User) -> None:
    settings.SENDS_MAIL, settings.MAIL_FROM, settings.DIGEST_HOUR = True, "noreply@blog.example.org", "7"
    for user in (mo, kit):
        User.objects.filter(pk=user.pk).update(email=f"{user.username}@example.org")


@pytest.fixture
def waits(say: Any) -> Comment:
    comment = say("Zopiclonish", name="Ritanova", address="ritanova@example.org")
    Comment.objects.filter(pk=comment.pk).update(received_at=NOON - 3 * DAY)
    return comment


def mailed() -> list[str]:
    return sorted(address for message in mail.outbox for address in message.to)


def test_moderators_are_mailed_once_a_day(waits: Comment) -> None:
    assert digest.send(NOON) == 2
    assert digest.send(NOON + dt.timedelta(hours=1)) == 0
    assert mailed() == ["kit@example.org", "mo@example.org"]
    assert digest.send(NOON + DAY) == 2
    assert digest.send(NOON) == 0  # a clock that was put back


def test_those_who_may_not_moderate_are_not(waits: Comment, kit: User) -> None:
    account("ed", "Editor", is_staff=True, email="ed@example.org")
    account("root", is_superuser=True, email="root@example.org")
    account("mute", "Moderator")
    User.objects.filter(pk=kit.pk).update(is_active=False)
    digest.send(NOON)
    assert mailed() == ["mo@example.org", "root@example.org"]


def test_a_day_on_which_nothing_waits_has_no_mail() -> None:
    assert digest.send(NOON) == 0
    assert not Digest.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(("hour", "at", "sent"), [("7", 6, 0), ("7", 7, 2), ("0", 0, 2), ("", 12, 0), ("23", 22, 0)])
def test_it_comes_at_its_hour(waits: Comment, settings: Any, hour: str, at: int, sent: int) -> None:
    settings.DIGEST_HOUR = hour
    assert digest.send(NOON.replace(hour=at)) == sent


@pytest.mark.one_database
def test_a_site_that_sends_no_mail_sends_none(waits: Comment, settings: Any) -> None:
    settings.SENDS_MAIL = False
    assert digest.send(NOON) == 0


def test_it_tells_how_much_and_for_how_long_and_no_more(waits: Comment, say: Any) -> None:
    Comment.objects.filter(pk=say("Now.", lane=0).pk).update(received_at=NOON - dt.timedelta(hours=1))
    digest.send(NOON)
    message = mail.outbox[0]
    assert "- Urgent: 1, the first for 1 hour\n" in message.body
    assert "- Ordinary: 1, the first for 3 days, which is too long\n" in message.body
    assert "/moderation/\n" in message.body
    assert not [word for word in ("opiclon", "itanova", waits.public_id) if word in message.message().as_string()]


@pytest.mark.one_database
def test_its_headers_are_those_of_any_mail_of_ours(waits: Comment) -> None:
    digest.send(NOON)
    assert wrong_headers(mail.outbox) == []
    ids = {message.message()["Message-ID"] for message in mail.outbox}
    assert len(ids) == 2
    assert all(name.endswith("@blog.example.org>") for name in ids)
    assert {message.from_email for message in mail.outbox} == {"noreply@blog.example.org"}


def test_it_names_the_newest_line_of_the_log(waits: Comment, approved: Any) -> None:
    approved()
    head = LogHead.objects.get(pk=1)
    digest.send(NOON)
    assert f"{head.number}:{head.mac[:16]}." in mail.outbox[0].body


@pytest.mark.one_database
def test_it_speaks_the_language_of_the_site(waits: Comment, settings: Any) -> None:
    settings.LANGUAGE_CODE = "de"
    digest.send(NOON)
    assert "the first for" not in mail.outbox[0].body


class Broken(EmailBackend):
    """A server that does what `fails` says."""

    fails: Any = None
    when = "open"

    def open(self) -> Any:
        if self.when == "open":
            raise self.fails
        return super().open()

    def send_messages(self, messages: Any) -> int:
        if self.when in ("send", messages[0].to[0]):
            raise self.fails
        return super().send_messages(messages)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Any:
    settings.EMAIL_BACKEND = f"{__name__}.Broken"

    def broken(when: str, fails: Exception) -> None:
        monkeypatch.setattr(Broken, "when", when)
        monkeypatch.setattr(Broken, "fails", fails)

    return broken


def test_a_server_that_is_away_is_tried_again(waits: Comment, broken: Any) -> None:
    broken("open", ConnectionRefusedError())
    assert digest.send(NOON) == 0
    broken("", ConnectionRefusedError())
    assert digest.send(NOON + dt.timedelta(hours=1)) == 2


def test_what_may_have_arrived_is_not_sent_twice(waits: Comment, broken: Any) -> None:
    broken("send", smtplib.SMTPServerDisconnected())
    assert digest.send(NOON) == 0
    assert Digest.objects.count() == 1  # the others are mailed in an hour
    broken("", ValueError())
    assert digest.send(NOON) == 1


def test_one_bad_mailbox_keeps_nobody_else_from_theirs(waits: Comment, broken: Any, caplog: Any) -> None:
    broken("mo@example.org", smtplib.SMTPRecipientsRefused({"mo@example.org": (550, b"no mo@example.org")}))
    assert digest.send(NOON) == 1
    assert mailed() == ["kit@example.org"]
    assert "could not be mailed" in caplog.text
    assert "@example.org" not in caplog.text


@pytest.mark.asvs("V1.3.11")
@pytest.mark.flaw("header and mail injection")
def test_an_address_that_cannot_stand_in_a_mail_stops_nothing(waits: Comment, mo: User) -> None:
    User.objects.filter(pk=mo.pk).update(email="mo\n@example.org")
    assert digest.send(NOON) == 1


@pytest.mark.one_database
def test_the_worker_sends_it(waits: Comment, worker_process: None, settings: Any) -> None:
    settings.DIGEST_HOUR = "0"
    call_command("worker", "--once")
    assert mailed() == ["kit@example.org", "mo@example.org"]

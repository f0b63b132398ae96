"""Erasure by address: the same answer for everybody, a challenge to the mailbox, and then nothing is left."""

from typing import Any

import pytest
from django.test import Client

from comments.models import Blocked, Comment, Contact, Erasure, Mail

from .canary import ADDRESS, assert_no_canary, kept_bytes, raw, wipe_what_other_tests_left
from .mailing import QUESTION, Clock, Server, clock, mail_server, work
from .promises.listening import statements

__all__ = ["clock", "mail_server"]
pytestmark = pytest.mark.django_db
RITA, FORM = "rita@example.org", "/privacy/erase/"


def ask(address: str = RITA, *, block: int = 1) -> Any:
    return Client(REMOTE_ADDR=f"203.0.113.{block}").post(FORM, {"email": address})


def answer(server: Server, what: str) -> None:
    assert Client().post(server.collector.links()[0], {"act": what}).status_code == 303
    work()


def test_answer_and_statements_are_the_same_for_every_address(say: Any, mail_server: Server) -> None:
    say("One.", address=RITA)
    say("Two.", address="blocked@example.org")
    work()
    Blocked.objects.create(fingerprint=Contact.objects.latest("pk").fingerprint)
    for _ in range(4):
        ask("over@example.org", block=2)
    work()
    seen = []
    for address in (RITA, "blocked@example.org", "unknown@example.org", "over@example.org"):
        with statements() as made:
            seen.append((raw(ask(address)), raw(Client().get("/privacy/erase/asked/")), made))
    assert all(one == seen[0] for one in seen)


def test_challenge_is_sent_and_its_address_goes(mail_server: Server) -> None:
    ask()
    assert Mail.objects.get().sealed is not None
    work()
    assert [message["Subject"] for message in mail_server.collector.arrived] == [QUESTION]
    mail = Mail.objects.get()
    assert (mail.state, mail.sealed, len(mail.recipient)) == ("sent", None, 64)


def test_address_alone_goes_and_comments_stay(say: Any, mail_server: Server) -> None:
    say(address=RITA)
    other = say("Another.", address="sam@example.org")
    work()
    ask(RITA.upper())
    work()
    answer(mail_server, "address")
    assert list(Contact.objects.values_list("comment", flat=True)) == [other.pk]
    assert Comment.objects.count() == 2
    assert Erasure.objects.filter(act="address").count() == 1
    assert b"It is being forgotten" in Client().get(mail_server.collector.links()[0]).content


def test_all_takes_the_comments_back(say: Any, mail_server: Server) -> None:
    mine, other = say("Mine.", address=RITA), say("Not mine.", address="sam@example.org")
    work()
    ask()
    work()
    answer(mail_server, "all")
    assert list(Comment.objects.values_list("pk", flat=True)) == [other.pk]
    assert set(Erasure.objects.values_list("act", flat=True)) == {"address", "comment"}
    assert not Contact.objects.filter(comment=mine.pk).exists()


def test_answer_counts_once(say: Any, mail_server: Server) -> None:
    comment = say(address=RITA)
    work()
    ask()
    work()
    answer(mail_server, "address")
    answer(mail_server, "all")
    assert Comment.objects.filter(pk=comment.pk).exists()


@pytest.mark.asvs("V2.4.1")
def test_nobody_can_be_flooded_with_challenges(mail_server: Server, clock: Clock) -> None:
    for number in range(6):
        ask(block=number)
    work()
    assert len(mail_server.collector.arrived) == 3
    clock.forward(hours=25)
    work()
    assert len(mail_server.collector.arrived) == 3
    Client().post(mail_server.collector.links()[1], {"act": "never"})
    for _ in range(2):
        ask()
    work()
    assert len(mail_server.collector.arrived) == 4  # one a day, even then


def test_many_from_one_place_are_put_off_and_keep_what_was_typed(mail_server: Server) -> None:
    assert [ask(f"{number}@example.org").status_code for number in range(6)] == [303] * 5 + [429]
    assert b'value="5@example.org"' in ask("5@example.org").content
    assert Mail.objects.count() == 5


def test_wrong_address_comes_back_as_it_was_typed(settings: Any) -> None:
    settings.SENDS_MAIL = True
    answer = ask("rita@@example")
    assert answer.status_code == 422
    assert b'value="rita@@example"' in answer.content
    assert Mail.objects.count() == 0


def test_site_without_mail_says_that_the_receipt_is_the_way() -> None:
    page = Client().get(FORM).content.decode()
    assert "This site sends no mail" in page
    assert "<form" not in page
    assert ask().status_code == 422
    assert Mail.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_nothing_of_the_address_is_kept(mail_server: Server, say: Any) -> None:
    wipe_what_other_tests_left()
    say(address=ADDRESS)
    ask(ADDRESS)
    work()
    answer(mail_server, "all")
    assert Contact.objects.count() == 0
    assert_no_canary(kept_bytes(), "the database")

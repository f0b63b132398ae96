"""Who is told what: one question, then what was asked for, and nothing to anybody else."""

from typing import Any

import pytest
from django.test import Client

from comments import moderation
from comments.models import Blocked, Comment, Contact, Decision, Mail
from comments.moderation.receiving import Wishes

from .mailing import NEWS, QUESTION, Clock, Server, clock, mail_server, work

__all__ = ["clock", "mail_server"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
RITA = "rita@example.org"
DECISION, REPLIES = Wishes(tell_decision=True), Wishes(tell_replies=True)


def decide(comment: Comment, mo: Any, act: str = "approve", expected: str = "pending", **why: str) -> Any:
    return moderation.decide([comment.public_id], act=act, expected=expected, moderator=mo, **why)


def agree(server: Server) -> None:
    """Rita presses the button behind the link in her newest mail."""
    assert Client().post(server.collector.links()[0], {"act": "confirm"}).status_code == 303


def subjects(server: Server) -> list[str]:
    return [message["Subject"] for message in server.collector.arrived]


def test_nothing_ticked_nothing_sent(say: Any, mo: Any, mail_server: Server, clock: Clock) -> None:
    comment = say(address=RITA)
    work()
    decide(comment, mo)
    clock.forward(minutes=11)
    work()
    assert (mail_server.collector.arrived, Mail.objects.count()) == ([], 0)
    assert Decision.objects.get().told_at is not None


def test_one_question_and_nothing_before_it_is_answered(say: Any, mo: Any, mail_server: Server, clock: Clock) -> None:
    for number in range(3):
        decide(say(f"Words {number}.", address=RITA, wishes=DECISION), mo)
    work()
    clock.forward(minutes=30)
    work()
    assert subjects(mail_server) == [QUESTION]
    assert mail_server.collector.arrived[0].envelope == ("noreply@blog.example.org", [RITA])


def test_question_that_waits_goes_to_no_other_address_than_it_was_written_for(
    say: Any, mail_server: Server, clock: Clock
) -> None:
    mail_server.stop()
    say(address=RITA, wishes=DECISION)
    work()
    comment = say(address="rita@example.net", wishes=DECISION)  # sent again, corrected
    mail_server.start()
    for _ in range(2):
        clock.forward(minutes=5)
        work()
    assert [message.envelope[1] for message in mail_server.collector.arrived] == [["rita@example.net"]]
    agree(mail_server)
    assert Contact.objects.get(comment=comment).confirmed_at


def test_yes_brings_what_was_decided_and_then_the_address_goes(
    say: Any, mo: Any, mail_server: Server, clock: Clock
) -> None:
    decide(say(address=RITA, wishes=DECISION), mo, "reject", reason="hostile")
    work()
    agree(mail_server)
    clock.forward(minutes=11)
    work()
    assert subjects(mail_server) == [QUESTION, NEWS]
    contact = Contact.objects.get()
    assert (contact.sealed, contact.tell_decision, contact.fingerprint) == (None, False, contact.fingerprint)
    assert "It attacks somebody." in Client().get(mail_server.collector.links()[0]).content.decode()


def test_yes_counts_for_all_that_was_asked_until_then(say: Any, mail_server: Server) -> None:
    say("One.", address=RITA, wishes=DECISION)
    say("Two.", address=RITA.upper(), wishes=REPLIES)
    work()
    say("Three.", address=RITA, wishes=DECISION)  # not seen by the worker when the answer comes
    agree(mail_server)
    work()
    assert Contact.objects.filter(confirmed_at=None).count() == 0
    say("Four.", address=RITA, wishes=DECISION)
    work()
    assert subjects(mail_server) == [QUESTION, QUESTION]


def test_no_answer_in_48_hours_is_a_no(say: Any, mo: Any, mail_server: Server, clock: Clock) -> None:
    decide(say(address=RITA, wishes=Wishes(tell_decision=True, tell_replies=True)), mo)
    work()
    clock.forward(hours=49)
    work()
    contact = Contact.objects.get()
    assert (contact.sealed, contact.tell_decision, contact.tell_replies) == (None, False, False)
    assert Client().post(mail_server.collector.links()[0], {"act": "confirm"}).status_code == 404
    work()
    assert subjects(mail_server) == [QUESTION]


def test_corrected_address_is_asked_and_the_wrong_one_not_told(say: Any, mail_server: Server) -> None:
    say(address="rota@example.org", wishes=DECISION)
    work()
    say(address=RITA, wishes=DECISION)
    work()
    assert [message["To"] for message in mail_server.collector.arrived] == ["rota@example.org", RITA]


def test_decision_taken_back_at_once_is_not_told(say: Any, mo: Any, mail_server: Server, clock: Clock) -> None:
    comment = say(address=RITA, wishes=DECISION)
    work()
    agree(mail_server)
    moderation.undo(decide(comment, mo, "spam").batch, moderator=mo)
    decide(comment, mo)
    clock.forward(minutes=11)
    work()
    assert subjects(mail_server) == [QUESTION, NEWS]
    assert "Your comment was approved" in Client().get(mail_server.collector.links()[0]).content.decode()


def test_decision_taken_back_while_its_mail_waits_is_not_told(
    say: Any, mo: Any, mail_server: Server, clock: Clock
) -> None:
    outcome = decide(say(address=RITA, wishes=DECISION), mo, "spam")
    clock.forward(minutes=11)
    work()
    moderation.undo(outcome.batch, moderator=mo)
    agree(mail_server)
    clock.forward(minutes=11)
    work()
    assert subjects(mail_server) == [QUESTION]
    assert Contact.objects.get().sealed is not None


def test_replies_are_told_one_mail_at_a_time(say: Any, mo: Any, mail_server: Server, clock: Clock) -> None:
    parent = say("A question.", address=RITA, wishes=REPLIES)
    decide(parent, mo)
    work()
    for number in range(2):
        decide(say(f"Answer {number}.", name="Sam", parent=parent), mo)
    clock.forward(minutes=11)
    work()
    assert Mail.objects.filter(kind="reply", state="waiting").count() == 1  # until she agrees
    agree(mail_server)
    work()
    assert subjects(mail_server) == [QUESTION, NEWS]
    decide(say("Answer 3.", name="Sam", parent=parent), mo)
    clock.forward(minutes=11)
    work()
    assert subjects(mail_server) == [QUESTION, NEWS, NEWS]
    assert parent.get_absolute_url() in Client().get(mail_server.collector.links()[0]).content.decode()


def test_blocked_address_is_asked_nothing(say: Any, mail_server: Server, clock: Clock) -> None:
    say(address=RITA)
    work()
    Blocked.objects.create(fingerprint=Contact.objects.get().fingerprint)
    say("More.", address=RITA, wishes=DECISION)
    work()
    clock.forward(hours=49)  # as long as one that does not answer
    work()
    assert mail_server.collector.arrived == []
    assert Contact.objects.latest("pk").sealed is None


def test_mails_say_nothing_and_speak_the_articles_language(write: Any, say: Any, mail_server: Server) -> None:
    article = write("Naloxon zu Hause", language="de")
    say("Geheime Worte.", name="Zephyrine", article=article, address=RITA, wishes=DECISION)
    work()
    message = mail_server.collector.arrived[0]
    assert message.get_content_type() == "text/plain"
    assert not any(word in message.as_string() for word in ("Geheime", "Zephyrine", "Naloxon", "Harmblog"))
    assert message["From"] == "noreply@blog.example.org"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].endswith(f"{mail_server.collector.links()[1]}>")
    assert message["Message-ID"] == f"<{Mail.objects.get().pk}@blog.example.org>"


def test_one_address_gets_three_mails_an_hour_and_the_rest_later(
    say: Any, mo: Any, mail_server: Server, clock: Clock
) -> None:
    comments = [say(f"Words {number}.", address=RITA, wishes=DECISION) for number in range(5)]
    work()
    agree(mail_server)
    for comment in comments:
        decide(comment, mo)
    clock.forward(minutes=11)
    work()
    assert len(mail_server.collector.arrived) == 3
    clock.forward(minutes=61)
    work()
    assert len(mail_server.collector.arrived) == 6
    assert Mail.objects.filter(state="waiting").count() == 0


def test_site_asks_so_many_an_hour_and_the_rest_later(
    say: Any, mail_server: Server, clock: Clock, settings: Any
) -> None:
    settings.CONFIRMATIONS_PER_HOUR = 2
    for number in range(3):
        say(f"Words {number}.", address=f"rita{number}@example.org", wishes=DECISION)
    work()
    assert len(mail_server.collector.arrived) == 2
    clock.forward(minutes=61)
    work()
    assert len(mail_server.collector.arrived) == 3


def test_withdrawn_comment_is_told_of_no_more(say: Any, mo: Any, mail_server: Server, clock: Clock) -> None:
    comment = say(address=RITA, wishes=DECISION)
    decide(comment, mo)
    clock.forward(minutes=11)
    work()
    comment.refresh_from_db()
    moderation.withdraw(comment)
    clock.forward(hours=1)
    work()
    assert subjects(mail_server) == [QUESTION]
    assert Mail.objects.count() == 0

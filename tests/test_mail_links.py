"""Links in mails: each for one thing and for a time, doing nothing when they are opened."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from comments import erasing, moderation, receipts, retention
from comments.models import Blocked, Comment, Contact, Edit, Erasure, Mail
from comments.moderation.receiving import Wishes

from .mailing import Clock, Server, clock, mail_server, work
from .promises.listening import statements

__all__ = ["clock", "mail_server"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
RITA = "rita@example.org"
BOTH = Wishes(tell_decision=True, tell_replies=True)
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def asked(say: Any, mail_server: Server) -> list[str]:
    """The links of the question that Rita was sent."""
    say(address=RITA, wishes=BOTH)
    work()
    return mail_server.collector.links()


@pytest.fixture
def told(asked: list[str], mo: Any, mail_server: Server, clock: Clock) -> list[str]:
    """The links of what she was told."""
    Client().post(asked[0], {"act": "confirm"})
    public_id = Comment.objects.get().public_id
    moderation.decide([public_id], act="approve", expected="pending", moderator=mo)
    clock.forward(minutes=11)
    work()
    return mail_server.collector.links()


@pytest.mark.asvs("V3.5.3")
def test_opening_changes_nothing(told: list[str], asked: list[str]) -> None:
    with statements() as made:
        for path in (*told, *asked):
            assert Client().get(path).status_code == Client().head(path).status_code == 200
            assert Client().get(f"{path}?act=never&List-Unsubscribe=One-Click").status_code == 200
    assert [sql for sql in made if not sql.startswith("SELECT")] == []


def test_pages_of_links_are_neutral_and_not_kept(told: list[str], asked: list[str]) -> None:
    for path in (*told, *asked, "/mail/nothing/"):
        answer = Client().get(path)
        assert (answer.headers["Cache-Control"], answer.headers["Referrer-Policy"]) == ("no-store", "same-origin")
        assert re.findall(r"<title>(.*)</title>", answer.content.decode()) == ["A message"]
        assert b'content="noindex"' in answer.content


@pytest.mark.flaw("one signature for another")
def test_each_link_is_for_one_purpose(asked: list[str]) -> None:
    opened, stopped = (path.split("/")[2] for path in asked)
    assert opened != stopped
    assert Client().get(f"/mail/{stopped}/").status_code == Client().get(f"/mail/{opened}/stop/").status_code == 404
    assert Client().post(asked[0], {"act": "all"}).status_code == 422
    assert Contact.objects.get().confirmed_at is None


def test_only_hashes_are_kept(asked: list[str]) -> None:
    token, mail = asked[0].split("/")[2], Mail.objects.get()
    assert mail.link_hash == receipts.hash_secret(token)
    assert token not in str(Mail.objects.values_list())


def test_yes_counts_once(asked: list[str]) -> None:
    for _ in range(2):
        assert Client().post(asked[0], {"act": "confirm"}, follow=True).status_code == 200
    first = Contact.objects.get().confirmed_at
    Contact.objects.update(confirmed_at=None)
    Client().post(asked[0], {"act": "confirm"})
    assert first is not None
    assert Contact.objects.get().confirmed_at is None


@pytest.mark.asvs("V9.2.1")
@pytest.mark.parametrize("days", [1, 29, 31])
def test_link_to_a_decision_lives_30_days(told: list[str], clock: Clock, days: int) -> None:
    clock.forward(days=days)
    assert Client().get(told[0]).status_code == (200 if days < 30 else 404)


def test_way_out_lives_as_long_as_mails_may_come(told: list[str], clock: Clock) -> None:
    clock.forward(days=89)
    retention.apply()
    assert Client().get(told[1]).status_code == 200
    assert set(Mail.objects.values_list("recipient", flat=True)) == {""}
    assert Client().post(told[1], {"act": "never"}).status_code == 200
    assert (Contact.objects.get().tell_replies, Blocked.objects.count()) == (False, 1)
    clock.forward(days=2)
    retention.apply()
    assert b"This link does not open any more" in Client().get(told[1]).content


def test_fingerprint_in_a_mail_goes_with_the_one_beside_the_comment(told: list[str], clock: Clock) -> None:
    Comment.objects.update(received_at=clock() - dt.timedelta(days=91))
    retention.apply()
    assert not Contact.objects.exists()
    assert set(Mail.objects.values_list("recipient", flat=True)) == {""}


def test_mail_about_a_change_says_what_became_of_it(
    told: list[str], mo: Any, clock: Clock, mail_server: Server
) -> None:
    moderation.edit(Comment.objects.get(), name="Rita", text="Newer.")
    token, public_id = Edit.objects.values_list("token", "comment__public_id").get()
    moderation.refuse_edit(public_id, token, moderator=mo, reason="hostile")
    page = Client().get(told[0]).content.decode()
    assert "Your newer text was read and not taken; what was published stays. The reason: It attacks somebody." in page


def test_one_click_of_a_mail_program_ends_it(told: list[str]) -> None:
    """It sends no Origin, no cookie, and only what RFC 8058 says."""
    assert Client(enforce_csrf_checks=True).post(told[1], ONE_CLICK).status_code == 200
    contact = Contact.objects.get()
    assert (contact.sealed, contact.tell_decision, contact.tell_replies) == (None, False, False)
    assert Erasure.objects.filter(act="told").exists()


def test_other_site_cannot_press_the_button(told: list[str]) -> None:
    assert Client().post(told[1], ONE_CLICK, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert Contact.objects.get().tell_replies


def test_no_to_the_question_is_a_no_for_all_that_wait(asked: list[str], say: Any) -> None:
    say("More.", address=RITA, wishes=BOTH)
    work()
    Client().post(asked[1], ONE_CLICK)
    assert Contact.objects.filter(sealed__isnull=False).count() == 0


def test_never_again_is_kept_through_a_restored_backup(
    asked: list[str], say: Any, mail_server: Server, settings: Any
) -> None:
    assert Client().post(asked[0], {"act": "never"}).status_code == 200
    fingerprint = Blocked.objects.get().fingerprint
    Blocked.objects.all().delete()  # the journal is all that is left
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert erasing.is_blocked(fingerprint)
    say("More.", address=RITA, wishes=BOTH)
    work()
    assert len(mail_server.collector.arrived) == 1


def test_robots_stay_out(client: Client) -> None:
    assert "Disallow: /mail/" in client.get("/robots.txt").content.decode()

"""Channels 19, 24 to 27, 41: every mail that the site sends, and every private address that it gives away."""

import base64
import datetime as dt
import re
from collections.abc import Iterable
from email.utils import getaddresses
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, send_mail
from django.core.mail.message import sanitize_address
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import mails, moderation
from comments.models import Comment, Decision, Mail
from comments.moderation.receiving import Wishes

from ..canary import ADDRESS, screen
from .channels import guards, plants
from .conftest import Seen
from .encodings import COMMENTERS, forms, leaks
from .people import send

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
HEADERS = set(
    "content-type mime-version content-transfer-encoding subject from to date message-id auto-submitted "
    "list-unsubscribe list-unsubscribe-post".split()
)


def recipients(message: Any) -> list[str]:
    given = [message.get_all(name, []) for name in ("To", "Cc", "Bcc", "Resent-To")]
    return [address for _, address in getaddresses([one for some in given for one in some])]


def wrong_headers(messages: Iterable[EmailMessage]) -> list[str]:
    """Mails that go to more than one, have a header that is not on the list, or tell of others (24)."""
    found = []
    for one in messages:
        message = one.message()
        names = {name.lower() for name in message}
        sent_to = [sanitize_address(address, "utf-8") for address in one.recipients()]
        if len(sent_to) != 1 or recipients(message) != sent_to or names - HEADERS:
            found.append(f"{one.recipients()}: {', '.join(sorted(names - HEADERS))}")
    return found


def tells_of_others(messages: Iterable[EmailMessage]) -> list[str]:
    """Mails from which somebody learns of a commenter, but for the recipient's own address (24, 41)."""
    found = []
    for one in messages:
        own = {f"{address}: {name}" for address in one.recipients() for name in forms(address)}
        told = {name for name in leaks(bytes(one.message())) if name not in own}
        found += sorted({f"{one.recipients()} learns of {name.partition(': ')[0]}" for name in told})
    return found


def bounces_that_tell(messages: Iterable[EmailMessage]) -> list[str]:
    """Mails whose sender, as the relay notes it and a bounce repeats it, is made of the recipient (26)."""
    found = []
    for one in messages:
        message = one.message()
        named = [
            one.from_email,
            *(message.get(name, "") for name in ("Return-Path", "Sender", "Reply-To", "Message-ID")),
        ]
        found += [name for name in named if leaks(name.encode())]
    return found


def tells_what_was_said(messages: Iterable[EmailMessage], said: Iterable[Comment]) -> list[str]:
    """Mails with words of a comment, or the name of who said it (25)."""
    found = []
    for one in messages:
        text = re.sub(r"=?\r?\n", "", one.message().as_string()) + one.body + one.subject
        words = [word for comment in said for word in (comment.text, comment.name) if word and word in text]
        found += [f"{one.subject}: {word}" for word in words]
    return found


# --- 24 to 26, 41: mails ----------------------------------------------------------------------------------------------


@pytest.mark.asvs("V1.3.11")
@guards(24, 25, 26, 41)
def test_mails_tell_nothing_but_what_they_must(seen: Seen) -> None:
    comments = [said.comment for said in seen.said]
    assert len(seen.mails) >= len(COMMENTERS)
    assert wrong_headers(seen.mails) == tells_of_others(seen.mails) == bounces_that_tell(seen.mails) == []
    assert tells_what_was_said(seen.mails, comments) == []


@guards(24, 25, 41)
def test_whole_conversation_sends_no_mail_that_tells(article: Article, mo: Any, settings: Any) -> None:
    """Everything that could be a reason for a mail: new comments, replies, decisions, and the worker's rounds."""
    parent = ""
    for who in COMMENTERS:
        assert send(who, article, f"Said by {who.agent[:2]}.", parent=parent).status_code == 303
        new = Comment.objects.latest("pk")
        screen(settings)
        moderation.decide([new.public_id], act="approve", expected="pending", moderator=mo)
        screen(settings)
        parent = new.public_id
    moderation.decide([parent], act="reject", expected="approved", moderator=mo)
    screen(settings)
    assert wrong_headers(mail.outbox) == tells_of_others(mail.outbox) == []
    assert tells_what_was_said(mail.outbox, Comment.objects.all()) == []


@guards(19, 24, 25, 26, 27, 41)
def test_mails_to_those_who_asked_for_them_tell_nothing(article: Article, mo: Any, settings: Any) -> None:
    """A question, a decision, a reply to those who were answered; a challenge."""
    settings.SENDS_MAIL, parent = True, None
    for who in COMMENTERS:
        moderation.receive(
            article=article,
            name="Rita",
            text=f"Said by {who.agent[:2]}.",
            address=who.address,
            parent=parent,
            wishes=Wishes(tell_decision=True, tell_replies=True),
        )
        screen(settings)
        Client().post(links(mail.outbox[-1])[0], {"act": "confirm"})
        parent = Comment.objects.latest("pk")
        moderation.decide([parent.public_id], act="approve", expected="pending", moderator=mo)
        Decision.objects.update(at=timezone.now() - dt.timedelta(minutes=11))
        screen(settings)
    Client().post("/privacy/erase/", {"email": COMMENTERS[-1].address})
    screen(settings)
    assert len(mail.outbox) == 3 + 3 + 2 + 1
    assert wrong_headers(mail.outbox) == tells_of_others(mail.outbox) == bounces_that_tell(mail.outbox) == []
    assert tells_what_was_said(mail.outbox, Comment.objects.all()) == []
    opened = [link for message in mail.outbox for link in links(message)]
    assert len(set(opened)) == len(opened)
    assert [link for link in opened if leaks(link.encode())] == []
    assert [row for row in Mail.objects.values_list() if leaks(repr(row).encode())] == []


def links(message: EmailMessage) -> list[str]:
    return re.findall(r"https?://[^/\s]+(/\S+)", str(message.body))


def mailed(**fields: Any) -> list[EmailMessage]:
    given = {"subject": "News", "body": "Look here.", "from_email": "no-reply@example.org", "to": [ADDRESS], **fields}
    return [EmailMessage(**given)]


@plants(24)
@pytest.mark.parametrize(
    "leak",
    [
        {"to": [who.address for who in COMMENTERS[:2]]},
        {"cc": [COMMENTERS[1].address]},
        {"bcc": [COMMENTERS[1].address]},
        {"headers": {"X-Originating-IP": COMMENTERS[0].ip}},
        {"headers": {"X-Comment": "abc"}},
        {"reply_to": [COMMENTERS[1].address]},
    ],
)
def test_header_that_tells_is_caught(leak: dict[str, Any]) -> None:
    assert wrong_headers(mailed()) == []
    assert wrong_headers(mailed(**leak)) != []


@plants(41)
@pytest.mark.parametrize(
    "body",
    [
        f"{COMMENTERS[1].address} follows this too.",
        base64.encodebytes(f"Unsubscribe: /u/?a={COMMENTERS[1].address.lower()}".encode()).decode(),
        f"Said from {COMMENTERS[1].ip}.",
    ],
)
def test_mail_that_tells_of_another_is_caught(body: str) -> None:
    assert tells_of_others(mailed(body=f"Hello {ADDRESS}")) == []
    assert f"['{ADDRESS}'] learns of {COMMENTERS[1].address}" in tells_of_others(mailed(body=body))


@plants(25)
def test_notice_with_the_comment_in_it_is_caught(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    receive = moderation.receive

    def tell(**words: Any) -> str:
        send_mail("New comment", f"{words['name']} <{words['address']}>: {words['text']}", None, ["mo@example.org"])
        return receive(**words)

    monkeypatch.setattr(moderation, "receive", tell)
    send(COMMENTERS[0], article, "Words for moderators only.", name="Zephyrine")
    assert len(tells_what_was_said(mail.outbox, Comment.objects.all())) == 2
    assert len(tells_of_others(mail.outbox)) == 1


@plants(24, 25, 41)
def test_letter_that_tells_more_is_caught(say: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the mails that are really sent."""
    compose = mails.compose

    def telling(mail: Mail, address: str, **tokens: str) -> EmailMessage:
        letter = compose(mail, address, **tokens)
        letter.body = f"{letter.body}{mail.comment.text}" if mail.comment else letter.body
        letter.cc = [COMMENTERS[1].address]
        return letter

    monkeypatch.setattr(mails, "compose", telling)
    settings.SENDS_MAIL = True
    say(address=ADDRESS, wishes=Wishes(tell_replies=True))
    screen(settings)
    assert len(mail.outbox) == len(wrong_headers(mail.outbox)) == 1
    assert len(tells_what_was_said(mail.outbox, Comment.objects.all())) == 1


@plants(26)
@pytest.mark.parametrize("sender", ["bounce+{}@example.org", "bounce-{}"])
def test_sender_made_of_the_recipient_is_caught(sender: str) -> None:
    assert bounces_that_tell(mailed()) == []
    assert bounces_that_tell(mailed(from_email=sender.format(ADDRESS.replace("@", "=")))) != []
    assert bounces_that_tell(mailed(headers={"Message-ID": f"<{ADDRESS.lower().encode().hex()}@example.org>"})) != []

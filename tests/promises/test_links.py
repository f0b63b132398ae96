"""Channel 19: private links are random, carry nothing and change nothing when they are opened."""

import base64
import datetime as dt
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import mail_links, receipt_views, receipts
from comments.models import Comment, Contact, Mail
from comments.moderation.receiving import Wishes

from ..canary import ADDRESS, screen
from .channels import guards, plants
from .conftest import Seen
from .encodings import COMMENTERS, leaks
from .listening import statements
from .people import Said, send

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# --- 19: private addresses --------------------------------------------------------------------------------------------


def payloads(link: str) -> list[bytes]:
    """What can be read from the parts of an address: as it is, and decoded wherever it looks like base64."""
    found = [unquote(link).encode()]
    for part in re.split(r"[/?&=.:]", unquote(link)):
        padded = part.encode() + b"=" * (-len(part) % 4)
        for decode in (base64.urlsafe_b64decode, base64.b32decode):
            try:
                found.append(decode(padded))
            except ValueError:
                continue
    return found


def links_that_tell(links: Iterable[str], said: Iterable[Said]) -> list[str]:
    """Links that carry something about who wrote what, instead of a random id (19)."""
    found = []
    for link in links:
        for data in payloads(link):
            keys = [str(one.comment.public_id).encode() for one in said]
            if leaks(data) or any(key in data for key in keys):
                found.append(link)
    return found


def guessable(links: Iterable[str]) -> list[str]:
    """Links whose secret is shorter than anybody could not guess, or begins as another does (19)."""
    secrets = [link.rstrip("/").rpartition("/")[2] for link in links]
    beginnings = [secret[:8] for secret in secrets]
    return [s for s in secrets if len(s) < 22 or beginnings.count(s[:8]) > 1]


def links_in(messages: Iterable[EmailMessage]) -> list[str]:
    return [link for one in messages for link in re.findall(r"https?://[^\s>\"]+", one.message().as_string())]


@pytest.mark.asvs("V14.2.1")
@guards(19)
def test_private_links_are_random_and_carry_nothing(seen: Seen) -> None:
    links = [said.receipt for said in seen.said]
    assert len(set(links)) == len(seen.said)
    assert len(links_in(seen.mails)) > len(COMMENTERS)
    assert links_that_tell([*links, *links_in(seen.mails)], seen.said) == guessable(links) == []


@guards(19)
def test_opening_a_link_changes_nothing(article: Article, approved: Any) -> None:
    """A mail scanner opens all of them first."""
    receipt = send(COMMENTERS[0], article, "Words.")["Location"]
    answer = approved("Another.")
    with statements() as made:
        for path in (receipt, f"{receipt}?withdraw=1", f"{article.get_absolute_url()}reply/{answer.public_id}/"):
            assert Client().get(path).status_code == Client().head(path).status_code == 200
    assert written(made) == []


def written(made: list[str]) -> list[str]:
    return [sql for sql in made if not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE"))]


@plants(19)
@pytest.mark.parametrize(
    "link",
    [
        f"/confirm/{base64.urlsafe_b64encode(ADDRESS.encode()).decode()}:1t2u:sig/",
        "/confirm/{}:1t2u:sig/",
        f"/erase/?who={ADDRESS.replace('@', '%40')}",
        "/receipt/1234/",
    ],
)
def test_link_that_carries_something_is_caught(seen: Seen, link: str) -> None:
    about = f'{{"comment": "{seen.said[0].comment.public_id}"}}'.encode()
    link = link.replace("{}", base64.urlsafe_b64encode(about).decode().rstrip("="))
    assert links_that_tell([link], seen.said) or guessable([link])


@plants(19)
def test_link_that_acts_when_it_is_opened_is_caught(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    receipt, render = send(COMMENTERS[0], article, "Words.")["Location"], receipt_views.render

    def count(request: Any, template: str, context: dict[str, Any], **more: Any) -> Any:
        Comment.objects.filter(pk=context["comment"].pk).update(name="Seen")
        return render(request, template, context, **more)

    monkeypatch.setattr(receipt_views, "render", count)
    with statements() as made:
        assert Client().get(receipt).status_code == 200
    assert len(written(made)) == 1


# --- 19: links in mails -----------------------------------------------------------------------------------------------


@pytest.fixture
def question(say: Any, settings: Any) -> str:
    """The link in the mail that asks whether somebody agrees to mails."""
    settings.SENDS_MAIL = True
    say(address=ADDRESS, wishes=Wishes(tell_decision=True))
    screen(settings)
    return f"/mail/{mail_links.token(Mail.objects.get(), 'open')}/"


def faults(link: str) -> list[str]:
    """What is wrong with a link that confirms: it must act once, by a button, for a time (19)."""
    found = []
    with statements() as made:
        for path in (link, f"{link}?act=confirm"):
            assert Client().get(path).status_code == Client().head(path).status_code == 200
    found += ["acts when it is opened"] if written(made) else []
    Client().post(link, {"act": "confirm"})
    assert Contact.objects.update(confirmed_at=None) == 1
    Client().post(link, {"act": "confirm"})
    found += ["acts twice"] if Contact.objects.get().confirmed_at else []
    Mail.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    found += ["does not end"] if Client().get(link).status_code != 404 else []
    return found


@guards(19)
def test_secret_is_compared_whole(question: str) -> None:
    """A hash that only begins alike is another one."""
    comment, mail = Comment.objects.get(), Mail.objects.get()
    receipt, six = f"/receipt/{receipts.secret_of(comment)}/", {"words": receipts.words_of(comment)}
    assert [Client().get(path).status_code for path in (receipt, question)] == [200, 200]
    assert Client().post("/receipt/", six).status_code == 303
    hashes = {name: f"{getattr(comment, name)[:60]}...." for name in ("receipt_hash", "words_hash")}
    Comment.objects.update(**hashes)
    Mail.objects.update(link_hash=f"{str(mail.link_hash)[:60]}....")
    assert [Client().get(path).status_code for path in (receipt, question)] == [404, 404]
    assert Client().post("/receipt/", six).status_code == 422


@guards(19)
def test_link_in_a_mail_acts_once_by_a_button_and_for_a_time(question: str) -> None:
    assert faults(question) == []


@plants(19)
@pytest.mark.parametrize("fault", ["acts when it is opened", "acts twice", "does not end"])
def test_link_in_a_mail_that_does_more_is_caught(question: str, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    find = mail_links.find

    def eager(secret: str) -> Mail | None:
        if mail := find(secret):
            mail_links.confirm(mail)
        return mail

    def endless(secret: str) -> Mail | None:
        return Mail.objects.get()

    def willing(mail: Mail, answer: str = "") -> bool:
        return True

    name, planted = {
        "acts when it is opened": ("find", eager),
        "acts twice": ("_answer", willing),
        "does not end": ("find", endless),
    }[fault]
    monkeypatch.setattr(mail_links, name, planted)
    assert fault in faults(question)

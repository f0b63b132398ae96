"""Channels 8 to 11: no answer and no statement depends on an address."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import Article
from comments import moderation, vault
from comments.forms import CommentForm
from comments.models import Blocked, Comment, Contact

from ..canary import ADDRESS, raw, screen
from .channels import guards, plants
from .encodings import COMMENTERS
from .listening import statements
from .people import send

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


# --- 8 to 11: an answer never depends on an address -------------------------------------------------------------------

# What an address can be, and how it gets there. A new kind, such as blocked, is one more line.
KNOWN = {
    "approved before": ["approve"],
    "rejected before": ["reject"],
    "spam before": ["spam"],
    "waiting": [],
    "blocked": [],
}
TICKED = {"tell_decision": "on", "tell_replies": "on"}


def told(article: Article, address: str, text: str, **boxes: str) -> tuple[bytes, list[str]]:
    """All that somebody with this address gets and causes by a comment: answer, receipt, statements; without ids."""
    with statements() as made:
        answer = send(COMMENTERS[2], article, text, email=address, **boxes)
    receipt = answer.headers.get("Location", "")
    page = raw(Client().get(receipt)) if receipt else b""
    page = re.sub(
        rb'comment-\w{12}|/receipt/\w+|class="six"[^<]+|Content-Length: \d+', b"", raw(answer) + page
    ).replace(text.encode(), b"TEXT")
    return page, [re.sub(r"_x\d+", "", sql) for sql in made]


def tells_apart(article: Article, *addresses: str, **boxes: str) -> list[str]:
    """Addresses whose answers or statements differ from those of one that is new here."""
    new = told(article, "new@example.org", "Words of a stranger.", **boxes)
    return [address for n, address in enumerate(addresses) if told(article, address, f"Words {n}.", **boxes) != new]


@guards(8, 9)
@pytest.mark.parametrize("boxes", [{}, TICKED], ids=["no mails", "mails"])
@pytest.mark.parametrize("how", KNOWN)
def test_answer_is_the_same_for_known_and_unknown_addresses(
    article: Article, say: Any, mo: User, settings: Any, how: str, boxes: dict[str, str]
) -> None:
    settings.SENDS_MAIL = bool(boxes)
    known = say("Before.", address=ADDRESS)
    screen(settings)
    for act in KNOWN[how]:
        moderation.decide([known.public_id], act=act, expected="pending", moderator=mo)
    if how == "blocked":
        Blocked.objects.create(fingerprint=Contact.objects.get().fingerprint)
    assert Contact.objects.exclude(fingerprint=None).count() == 1
    assert tells_apart(article, ADDRESS, ADDRESS.upper(), "another@example.org", **boxes) == []


@plants(8)
def test_publishing_known_addresses_at_once_is_caught(
    article: Article, approved: Any, mo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved("Before.", address=ADDRESS)
    receive = moderation.receive

    def trusting(**words: Any) -> str:
        secret = receive(**words)
        if words["address"] == ADDRESS:
            new = Comment.objects.latest("pk").public_id
            moderation.decide([new], act="approve", expected="pending", moderator=mo)
        return secret

    monkeypatch.setattr(moderation, "receive", trusting)
    assert tells_apart(article, ADDRESS, "another@example.org") == [ADDRESS]


@plants(9)
def test_look_for_a_known_address_is_caught(article: Article, approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seal = vault.seal

    def looking(address: str, **bound: Any) -> vault.Sealed:
        if address == ADDRESS:  # as where a list of blocked ones is consulted
            Contact.objects.filter(fingerprint="").exists()
        return seal(address, **bound)

    monkeypatch.setattr(vault, "seal", looking)
    assert tells_apart(article, ADDRESS, "another@example.org") == [ADDRESS]


@plants(8)
def test_refusing_mails_to_blocked_addresses_is_caught(
    article: Article, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SENDS_MAIL = True

    def clean(self: CommentForm) -> None:
        if self.cleaned_data["email"] == ADDRESS and self.cleaned_data["tell_replies"]:
            raise ValidationError("Nothing is sent to this address.")

    monkeypatch.setattr(CommentForm, "clean", clean)
    assert tells_apart(article, ADDRESS, "another@example.org") == []
    assert tells_apart(article, ADDRESS, "another@example.org", **TICKED) == [ADDRESS]


@guards(10)
def test_saying_what_somebody_else_said_gets_a_first_answer(article: Article) -> None:
    once = told(article, COMMENTERS[0].address, "The same words.")[0]
    again = told(article, COMMENTERS[1].address, "The same words.")[0]
    assert again == once == told(article, COMMENTERS[1].address, "Other words.")[0]


@plants(10)
def test_you_already_said_that_is_caught(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    def clean(self: CommentForm) -> None:
        if Comment.objects.filter(text=self.cleaned_data["comment"]).exists():
            raise ValidationError("You already said that.")

    monkeypatch.setattr(CommentForm, "clean", clean)
    once = told(article, COMMENTERS[0].address, "The same words.")[0]
    assert told(article, COMMENTERS[1].address, "The same words.")[0] != once


def limited(article: Article, addresses: Iterator[str], number: int = 25) -> list[int]:
    """The numbers of the comments, sent from as many places, that got another answer than the first."""
    first = told(article, next(addresses), "First.")[0]
    return [n for n in range(2, number) if told(article, next(addresses), f"Words {n}.")[0] != first]


@guards(11)
def test_no_limit_looks_at_the_address(article: Article) -> None:
    assert limited(article, iter([ADDRESS] * 25)) == []


@plants(11)
def test_limit_by_address_is_caught(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    def clean(self: CommentForm) -> None:
        sent.append(self.cleaned_data["email"])
        if sent.count(sent[-1]) > 20:
            raise ValidationError("Too many.")

    monkeypatch.setattr(CommentForm, "clean", clean)
    assert limited(article, iter([ADDRESS] * 25)) == [21, 22, 23, 24]
    assert limited(article, (f"{n}@example.org" for n in range(25))) == []

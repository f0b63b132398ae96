"""Channel 19: private links are random, carry nothing and change nothing when they are opened."""

import base64
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from articles.models import Article
from comments import receipt_views
from comments.models import Comment

from ..canary import ADDRESS
from .channels import guards, plants
from .conftest import Seen
from .encodings import COMMENTERS, leaks
from .listening import statements
from .people import Said, send

pytestmark = pytest.mark.django_db


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


@guards(19)
def test_private_links_are_random_and_carry_nothing(seen: Seen) -> None:
    links = [said.receipt for said in seen.said]
    assert len(set(links)) == 15
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

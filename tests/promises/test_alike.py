"""Channels 6, 7: nothing on a page is made of an address, and nobody is marked."""

import re
from itertools import combinations
from typing import Any

import pytest
from django.test import Client

from comments.models import Comment

from ..canary import screen
from .channels import guards, plants
from .encodings import COMMENTERS
from .looking import tags

pytestmark = pytest.mark.django_db
PAGE = "/articles/naloxone/"


# --- 6 and 7: nothing is derived, nobody is marked --------------------------------------------------------------------


def alike(page: str, comments: list[Comment]) -> list[str]:
    """How each comment looks, without what its writer typed and its random id. All must look the same."""
    for comment in comments:
        page = page.replace(comment.public_id, "ID").replace(comment.name, "NAME").replace(comment.text, "TEXT")
    items = re.findall(r"<li id=.comment-.*?</li>|<item>.*?</item>", page, re.DOTALL)
    assert len(items) == len(comments)
    return items


def shared_by_some(page: str, comments: list[Comment]) -> set[tuple[str, str]]:
    """Attributes that two comments have in common and a third has not: what a reader could tell them apart by."""
    items = re.findall(r"<li id=.comment-.*?</li>", page, re.DOTALL)
    assert len(items) == len(comments) >= 3
    each = [{pair for _, its in tags(item) for pair in its.items()} for item in items]
    return set.union(*(one & other for one, other in combinations(each, 2))) - set.intersection(*each)


@pytest.fixture
def three(approved: Any, settings: Any) -> list[Comment]:
    """Two comments of one address, approved often before, by two names, and one by the first name from elsewhere."""
    comments = [
        approved(f"Text {n}.", name=name, address=who.address)
        for n, (name, who) in enumerate(zip(("Ann", "Bea", "Ann"), COMMENTERS[:1] * 2 + COMMENTERS[1:], strict=False))
    ]
    screen(settings)
    return comments


@pytest.mark.promise(2)
@guards(6, 7)
def test_comments_of_one_address_look_like_those_of_others(client: Client, three: list[Comment]) -> None:
    for path in (PAGE, f"{PAGE}feed/", "/comments/feed/"):
        assert len(set(alike(client.get(path).content.decode(), three))) == 1, path
    assert shared_by_some(client.get(PAGE).content.decode(), three) == set()


@plants(6)
def test_colour_derived_from_an_address_is_caught(client: Client, three: list[Comment]) -> None:
    for comment, who in zip(three, COMMENTERS[:1] * 2 + COMMENTERS[1:], strict=False):
        colour = sum(who.address.encode()) % 360
        Comment.objects.filter(pk=comment.pk).update(html=f'<p class="hue-{colour}">{comment.text}</p>')
    page = client.get(PAGE).content.decode()
    assert len(shared_by_some(page, three)) == 1
    assert len(set(alike(page, three))) == 2


@plants(7)
def test_badge_is_caught(client: Client, three: list[Comment], override: Any) -> None:
    override(
        "comments/_comment.html", "<div", f'{{% if comment.public_id == "{three[0].public_id}" %}}★{{% endif %}}<div'
    )
    assert len(set(alike(client.get(PAGE).content.decode(), three))) == 2

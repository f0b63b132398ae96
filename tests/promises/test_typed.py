"""Channel 39: an address or a number that somebody types into a name or a text, in many shapes."""

import random
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from comments import checking
from comments.models import Comment
from comments.screening import disclosure

from .channels import guards, plants
from .encodings import COMMENTERS, leaks
from .people import send

pytestmark = pytest.mark.django_db
AROUND = (
    "{}",
    "Write to me: {}",
    "It helped. ({}) Thank you.",
    "Ask {}, I am there all day.",
    "Naloxone\n\n{}\n\nworks",
)
LETTERS = "abcdefghijklmnoprstuvwxyz"


def reachable() -> list[str]:
    """Addresses and phone numbers that nobody has thought of."""
    dice = random.Random(39)

    def some(letters: str, least: int, most: int) -> str:
        return "".join(dice.choices(letters, k=dice.randint(least, most)))

    found = [who.address for who in COMMENTERS]
    for sign in ("@", " (at) ", "[at]") * 8:
        found.append(f"{some(LETTERS, 3, 12)}.{some('0123456789', 1, 4)}{sign}{some(LETTERS, 4, 9)}.example.org")
    for form in ("+49 15{} {}", "+3361{}{}", "+44 7{} {}", "+34 6{} {}") * 4:
        found.append(form.format(some("123456789", 2, 2), some("0123456789", 6, 6)))
    return found


def escaping(client: Client, article: Article, secrets: list[str]) -> list[str]:
    """What is not asked about, or is still there after "remove", or is not told to the moderators (39)."""
    found, path = [], f"{article.get_absolute_url()}comment/"
    for number, secret in enumerate(secrets):
        form = {"name": f"Rita {secret}"[:80], "comment": AROUND[number % len(AROUND)].format(secret)}
        asked = client.post(path, form)
        removed = checking.Check(form["name"], form["comment"]).without()
        labels = checking.screened(checking.Check("Rita", form["comment"]), block="", trap=False)["labels"].split()
        kept = [part for part in secret.split() if len(part) > 4 and part in removed.name + removed.text]
        if asked.status_code != 200 or kept or "disclosure" not in labels:
            found.append(secret)
    return found


@guards(39)
def test_whatever_leads_to_somebody_is_asked_about_and_can_be_removed(client: Client, article: Article) -> None:
    assert escaping(client, article, reachable()) == []
    assert Comment.objects.count() == 0


@guards(39)
@pytest.mark.parametrize(("act", "kept"), [("remove", False), ("as-is", True)])
def test_remove_keeps_neither_in_name_nor_text_and_moderators_are_told_of_what_stays(
    article: Article, desk: Client, act: str, kept: bool
) -> None:
    who = COMMENTERS[1]
    told = {"name": f"Rita {who.address}"[:80], "act": act, "looked": ""}
    assert send(who, article, f"Write to {who.address}.", **told).status_code == 303
    comment = Comment.objects.get()
    assert [bool(leaks(part.encode())) for part in (comment.name, comment.text, comment.html)] == [kept] * 3
    assert ("disclosure" in comment.labels.split()) is kept
    assert (b"could lead to its writer" in desk.get("/moderation/").content) is kept


@plants(39)
@pytest.mark.parametrize("fault", ["not removed", "not found", "not told"])
def test_blind_look_is_caught(client: Client, article: Article, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    def same(text: str, found: Any, field: str = "text") -> str:
        return text

    module, name, planted = {
        "not removed": (disclosure, "without", same),
        "not found": (disclosure, "findings", lambda text, name="": []),
        "not told": (checking, "labels", lambda found: set()),
    }[fault]
    monkeypatch.setattr(module, name, planted)
    assert len(escaping(client, article, reachable()[:6])) == 6

"""The desk's pages keep their shape and axe finds nothing on them; and its acts one at a time, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from comments import moderation
from comments.desk.claims import claim
from comments.models import Comment, MessageTemplate

from .test_accessibility import objections
from .test_layout import ARABIC, SMALL, WALL, WORD, spills

Visit = Callable[..., Page]


@pytest.fixture
def furnished(write: Any, say: Any, approved: Any, mo: User, kit: User) -> dict[str, str]:
    """Comments of all kinds, and the pages on which they are."""
    article = write(title=WORD[:200], summary=WORD)
    parent = approved(WORD, article=article, name=WORD[:80])
    approved(ARABIC, article=article, parent=parent, name="ريتا")
    full = say(
        f"Write to rita@example.org, 12 Baker Street. {WORD}",
        article=article,
        parent=parent,
        name="👩‍👩‍👧‍👦🏳️‍🌈" * 8,
        lane=0,
        labels="disclosure graphic many urgent",
    )
    moderation.note(full.public_id, text=WORD, moderator=kit)
    moderation.ask(full.seen, moderator=kit)
    claim(full, kit)
    say(WALL * 3, article=article, name=WORD[:80], lane=2), say(ARABIC, article=article, name="ريتا")
    MessageTemplate.objects.create(moderator=mo, title=WORD[:60], text=WORD)
    return {
        "all": "/moderation/",
        "opinions": "/moderation/?lane=opinion",
        "narrowed": f"/moderation/?lane=urgent&q={WORD[:20]}",
        "decided": "/moderation/approved/",
        "focus": f"/moderation/focus/{full.public_id}/",
        "focus on what is published": f"/moderation/focus/{parent.public_id}/",
        "texts": "/moderation/messages/",
    }


def test_axe_objects_to_a_page_of_the_desk(visit: Visit, furnished: dict[str, str], mo: User) -> None:
    page, found = visit("/moderation/", user=mo, script=True), {}
    for name, path in furnished.items():
        page.goto(path)
        found[name] = [*objections(page), *spills(page)]
        page.set_viewport_size({"width": 360, "height": 900})
        found[name] += page.evaluate(SMALL, ["button, .tick", 44]) + page.evaluate(SMALL, ["a, summary", 24])
    page.goto(furnished["focus"])
    page.keyboard.press("?")
    found["help"] = [*objections(page), *spills(page)]
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    page.get_by_label("A message to its writer").fill("too long " * 200)
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("Please shorten it.")).to_be_visible()
    found["error"] = [*objections(page), *spills(page)]
    Comment.objects.filter(status="pending").update(text="Another.", revision=5)
    page.get_by_label("A message to its writer").fill("")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("heading", name="What is there now")).to_be_visible()
    found["stale"] = [*objections(page), *spills(page)]
    page.goto("/moderation/focus/?lane=urgent")
    expect(page.get_by_role("heading", name="Nothing is left for you")).to_be_visible()
    found["done"] = [*objections(page), *spills(page)]
    assert {name: some for name, some in found.items() if some} == {}


def test_one_after_the_other_without_a_script(visit: Visit, say: Any, mo: User) -> None:
    for name in ("Ada", "Ben", "Cleo", "Dee"):
        say(f"What {name} said.", name=name)
    page = visit("/moderation/", user=mo, width=360)
    page.get_by_role("link", name="One at a time").click()
    for name, button, told in (
        ("Ada", "Approve", "1 comment approved."),
        ("Ben", "Spam", "1 comment marked as spam."),
        ("Cleo", "Hold", "1 comment held for a second opinion."),
    ):
        expect(page.get_by_role("heading", level=1, name=f"Comment by {name}")).to_be_visible()
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status")).to_have_text(told)
    page.get_by_text("Reason and message").click()
    page.get_by_label("Reason for a rejection").select_option("It attacks somebody.")
    page.get_by_label("A message to its writer").fill("Please be kind.")
    page.get_by_role("button", name="Reject").click()
    expect(page.get_by_role("heading", name="Nothing is left for you")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1, name="Comment by Dee")).to_be_visible()
    page.get_by_label("A note for the other moderators").fill("Not sure.")
    page.get_by_role("button", name="Leave a note").click()
    expect(page.locator("#notes")).to_contain_text("Not sure.")

"""Marking words: with the mouse, with the keyboard, and without a script."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from comments.models import Comment

from .conftest import tab_to
from .test_accessibility import objections

Visit = Callable[..., Page]
TEXT = "Ask Jana 👍🏽 Kowalski.\r\n\r\nShe works at Harborview now.\r\nOr write to rita@example.org then."
DETAIL, CONTACT = "[removed by a moderator: identifying detail]", "[removed by a moderator: contact]"


@pytest.fixture
def comment(say: Any) -> Comment:
    return say(TEXT)


def path(comment: Comment) -> str:
    return f"/moderation/redact/{comment.public_id}/"


def preview(page: Page) -> Locator:
    return page.get_by_role("region", name="What readers will see").locator(".said")


def drag(page: Page, start: str, end: str) -> None:
    """From the beginning of one word to the end of another."""
    places = [
        page.locator("[data-field=text] label", has_text=re.compile(f"^{word}$")).bounding_box()
        for word in (start, end)
    ]
    first, last = places
    assert first
    assert last
    page.mouse.move(first["x"] + 1, first["y"] + first["height"] / 2)
    page.mouse.down()
    page.mouse.move(last["x"] + last["width"] - 1, last["y"] + last["height"] / 2, steps=5)
    page.mouse.up()


def test_words_are_marked_with_the_mouse_and_published(visit: Visit, comment: Comment, mo: User) -> None:
    page = visit(path(comment), user=mo, script=True)
    button = page.get_by_role("button", name="Mark what is selected")
    expect(button).to_be_disabled()
    drag(page, "works", "Harborview")
    expect(page.get_by_role("checkbox", name="works")).not_to_be_checked()
    button.click()
    expect(preview(page)).to_contain_text(f"She {DETAIL} now.")
    expect(page.locator("#redact-told")).to_have_text("2 places are marked.")
    page.get_by_text("write", exact=True).click()
    page.get_by_role("checkbox", name="rita@example.org").uncheck()
    page.get_by_role("button", name="Look").click()
    expect(preview(page)).to_contain_text(f"Or {DETAIL} to rita@example.org then.")
    page.get_by_role("button", name="Publish without the marked words").click()
    expect(page.get_by_role("status")).to_have_text("1 comment published without the marked words.")
    comment.refresh_from_db()
    assert comment.text.endswith(f"\r\n\r\nShe {DETAIL} now.\r\nOr {DETAIL} to rita@example.org then.")


def test_words_are_marked_with_the_keyboard_alone(visit: Visit, comment: Comment, mo: User) -> None:
    page = visit(path(comment), user=mo, script=True)
    first = page.get_by_role("checkbox", name="Ask")
    tab_to(page, first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Home")
    expect(first).to_be_focused()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.parentElement.textContent")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("#redact-told")).to_have_text("2 places are marked.")
    assert focused == "works"
    expect(preview(page)).to_contain_text(f"She {DETAIL} Harborview now.")
    tab_to(page, page.get_by_role("button", name="Publish without the marked words"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 comment published without the marked words.")


def test_words_are_marked_without_a_script(visit: Visit, comment: Comment, mo: User) -> None:
    page = visit(path(comment), user=mo)
    expect(page.get_by_role("button", name="Mark what is selected")).to_be_hidden()
    page.get_by_text("Harborview", exact=True).click()
    page.get_by_label("Words to remove").fill("jana 👍🏽 kowalski")
    page.get_by_role("button", name="Mark", exact=True).click()
    expect(preview(page)).to_contain_text(f"Ask {DETAIL}.")
    expect(preview(page)).to_contain_text(f"works at {DETAIL} now.")
    page.get_by_label("What “rita@example.org” is").select_option("a way to get drugs")
    page.get_by_role("button", name="Look").click()
    page.get_by_role("button", name="Publish without the marked words").click()
    expect(page.get_by_role("status")).to_have_text("1 comment published without the marked words.")
    comment.refresh_from_db()
    assert "to [removed by a moderator: a way to get drugs] then" in comment.text


def test_axe_objects_to_nothing_on_it(visit: Visit, comment: Comment, mo: User) -> None:
    page = visit(path(comment), user=mo, script=True)
    assert objections(page) == []
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

"""What a moderator does, without JavaScript: decide on one or on several, look at the tabs, take back, come second."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from comments.models import Comment

from ..conftest import PASSWORD
from .conftest import tab_to

Visit = Callable[..., Page]
QUEUE = "/moderation/"


def item(page: Page, text: str) -> Locator:
    """The box of one comment."""
    return page.locator(".item").filter(has_text=text)


def press(where: Page | Locator, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize(
    ("button", "told", "tab", "status"),
    [
        ("Approve", "1 comment approved.", "Approved", "approved"),
        ("Reject", "1 comment rejected.", "Rejected", "rejected"),
        ("Spam", "1 comment marked as spam.", "Spam", "spam"),
    ],
)
def test_decision_moves_one_comment_to_its_tab(
    visit: Visit, say: Any, mo: User, button: str, told: str, tab: str, status: str
) -> None:
    say("This one."), say("Another.")
    page = visit(QUEUE, user=mo)
    press(item(page, "This one."), button)
    expect(page.get_by_role("status")).to_have_text(told)
    expect(item(page, "Another.")).to_be_visible()
    expect(item(page, "This one.")).to_have_count(0)
    page.get_by_role("navigation", name="States").get_by_role("link", name=tab).click()
    expect(page.locator(".item")).to_contain_text("This one.")
    assert Comment.objects.get(text="This one.").status == status


def test_tab_says_where_the_moderator_is(visit: Visit, mo: User) -> None:
    page = visit(QUEUE, user=mo)
    tabs = page.get_by_role("navigation", name="States")
    for name in ("Approved", "Rejected", "Spam", "Waiting"):
        tabs.get_by_role("link", name=name).click()
        expect(tabs.locator("[aria-current=page]")).to_have_text(name)
        expect(page.get_by_text("There is nothing here.")).to_be_visible()


def test_published_comment_is_taken_down_from_its_tab(visit: Visit, approved: Any, mo: User) -> None:
    comment = approved()
    desk, reader = visit("/moderation/approved/", user=mo), visit(comment.article.get_absolute_url())
    press(item(desk, "It helped me."), "Reject")
    expect(desk.get_by_role("status")).to_have_text("1 comment rejected.")
    reader.reload()
    expect(reader.get_by_role("heading", name="0 thoughts on “Naloxone”")).to_be_visible()


def test_undo_brings_the_comment_back(visit: Visit, say: Any, mo: User) -> None:
    comment = say()
    page = visit(QUEUE, user=mo)
    press(page, "Spam")
    expect(page.get_by_text("1 comment marked as spam.")).to_be_visible()
    press(page, "Undo")
    expect(page).to_have_url(re.compile(f"{QUEUE}$"))
    expect(item(page, "It helped me.")).to_be_visible()
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_ticked_comments_are_decided_at_once_and_undone_at_once(visit: Visit, say: Any, mo: User) -> None:
    for text in ("First.", "Second.", "Third."):
        say(text)
    page = visit(QUEUE, user=mo)
    for text in ("First.", "Third."):
        item(page, text).get_by_role("checkbox", name="Tick the comment by Rita").check()
    page.get_by_label("All that are ticked").select_option("Approve")
    press(page, "Decide on them")
    expect(page.get_by_role("status")).to_have_text("2 comments approved.")
    expect(page.locator(".item .said")).to_have_text(["Second."])
    press(page, "Undo")
    expect(page.locator(".item .said")).to_have_text(["First.", "Second.", "Third."])


def test_button_of_one_comment_leaves_the_ticked_ones_alone(visit: Visit, say: Any, mo: User) -> None:
    say("Ticked."), say("Decided.")
    page = visit(QUEUE, user=mo)
    item(page, "Ticked.").get_by_role("checkbox").check()
    press(item(page, "Decided."), "Reject")
    expect(page.locator(".item .said")).to_have_text(["Ticked."])


def test_nothing_ticked_is_said(visit: Visit, say: Any, mo: User) -> None:
    say()
    page = visit(QUEUE, user=mo)
    press(page, "Decide on them")
    expect(page.get_by_role("status")).to_have_text("Nothing was selected. Tick the comments first.")
    expect(item(page, "It helped me.")).to_be_visible()


def test_second_moderator_is_told_who_was_faster(visit: Visit, say: Any, mo: User, kit: User) -> None:
    comment = say()
    of_mo, of_kit = visit(QUEUE, user=mo), visit(QUEUE, user=kit)
    press(of_kit, "Reject")
    press(of_mo, "Approve")
    expect(of_mo.get_by_role("status")).to_have_text(
        "kit was faster: the comment by Rita is already rejected. Nothing was changed."
    )
    comment.refresh_from_db()
    assert comment.status == "rejected"


def test_comment_is_approved_with_the_keyboard_alone(visit: Visit, say: Any, mo: User) -> None:
    comment = say()
    page = visit(QUEUE, user=mo)
    tab_to(page, page.get_by_role("button", name="Approve", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 comment approved.")
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_page_after_page_comes_after_the_twenty_fifth(visit: Visit, say: Any, mo: User) -> None:
    for number in range(27):
        say(f"Comment {number:02}.")
    page = visit(QUEUE, user=mo)
    page.get_by_role("link", name="Further on").click()
    expect(page.locator(".item .said")).to_have_text(["Comment 25.", "Comment 26."])
    press(item(page, "Comment 25."), "Approve")
    expect(page.locator(".item .said")).to_have_text(["Comment 26."])
    page.get_by_role("link", name="To the beginning").click()
    expect(page.locator(".item")).to_have_count(25)


def test_stranger_logs_in_and_out_again(visit: Visit, mo: User) -> None:
    page = visit(QUEUE)
    page.get_by_label("Username").fill("mo")
    page.get_by_label("Password").fill("wrong")
    press(page, "Log in")
    expect(page.get_by_text("Please enter a correct username and password")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    press(page, "Log in")
    expect(page.get_by_role("heading", name="Moderation")).to_be_visible()
    press(page, "Log out mo")
    page.goto(QUEUE)
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()

"""What a commenter can do with what they said: on a phone, with the keyboard alone, without a script."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.models import Comment, Edit

from ..canary import kept_bytes, wipe_what_other_tests_left
from .conftest import tab_to

Visit = Callable[..., Page]
DRAFT = "Zopiclonish nights.\n\nCall me: +44 7700 900123, any time."


def press(page: Page, role: Any, name: str) -> None:
    """Go to a link or a button with Tab, and press it."""
    tab_to(page, page.get_by_role(role, name=name, exact=True))
    page.keyboard.press("Enter")


def change(page: Page, text: str) -> None:
    press(page, "link", "Change it")
    tab_to(page, page.get_by_role("textbox", name="Comment"))
    page.keyboard.press("Control+A")
    page.keyboard.type(text)
    press(page, "button", "Save the change")


@pytest.mark.django_db(transaction=True)
def test_comment_is_said_checked_changed_and_taken_back(visit: Visit, article: Article, mo: User) -> None:
    wipe_what_other_tests_left()
    page, moderator = visit(article.get_absolute_url(), width=360), visit("/moderation/", user=mo)
    for label, text in {"Name": "Quillaine", "Comment": DRAFT}.items():
        tab_to(page, page.get_by_role("textbox", name=label))
        page.keyboard.type(text)
    press(page, "button", "Post comment")
    expect(page.get_by_role("heading", name="Before you post")).to_be_visible()
    expect(page.locator("mark")).to_contain_text("7700 900123")
    press(page, "button", "Remove what is marked and post")

    expect(page.get_by_role("heading", name="Your comment was received")).to_be_visible()
    assert Comment.objects.get().text == DRAFT.replace("\n", "\r\n").replace("+44 7700 900123", "[…]")
    change(page, "First words.")
    expect(page.get_by_role("heading", name="Your comment was received")).to_be_visible()
    moderator.reload()
    moderator.get_by_role("button", name="Approve", exact=True).click()
    page.reload()
    change(page, "Second words.")
    expect(page.get_by_role("heading", name="Your newer text")).to_be_visible()
    assert Edit.objects.get().text == "Second words."
    press(page, "link", "See it under the article")
    expect(page.get_by_text("First words.")).to_be_visible()
    expect(page.get_by_text("Second words.")).to_have_count(0)

    page.go_back()
    press(page, "link", "Withdraw it")
    press(page, "button", "Withdraw it for ever")
    expect(page.get_by_role("heading", name="It is gone")).to_be_visible()
    for path in (article.get_absolute_url(), "/comments/feed/", "/search/?q=words"):
        answer = page.request.get(path)
        assert not [word for word in ("Quillaine", "First words", "Second words") if word in answer.text()]
    kept = kept_bytes()
    assert [
        word for word in (b"Quillaine", b"First words", b"Second words", b"Zopiclonish", b"7700") if word in kept
    ] == []

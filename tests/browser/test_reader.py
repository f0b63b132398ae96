"""What a reader does, without JavaScript: read, comment, reply, find the comment published."""

import re
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article
from comments.models import Comment

from ..conftest import PASSWORD
from .conftest import tab_to, write_comment

Visit = Callable[..., Page]


def test_comment_walks_from_the_form_to_the_page(visit: Visit, article: Article, mo: User) -> None:
    reader = visit("/")
    reader.get_by_role("link", name="Naloxone").click()
    expect(reader.get_by_role("heading", name="0 thoughts on “Naloxone”")).to_be_visible()
    write_comment(reader)
    expect(reader.get_by_role("heading", name="Your comment was received")).to_be_visible()
    reader.get_by_role("link", name="Back to the article").click()
    expect(reader.get_by_text("It helped me.")).to_have_count(0)

    moderator = visit("/accounts/login/")
    moderator.get_by_label("Username").fill("mo")
    moderator.get_by_label("Password").fill(PASSWORD)
    moderator.get_by_role("button", name="Log in").click()
    moderator.get_by_role("button", name="Approve", exact=True).click()

    reader.reload()
    expect(reader.get_by_role("heading", name="One thought on “Naloxone”")).to_be_visible()
    expect(reader.get_by_role("listitem").get_by_text("It helped me.")).to_be_visible()


def test_receipt_tells_of_the_publication(visit: Visit, article: Article, mo: User) -> None:
    reader, moderator = visit(article.get_absolute_url()), visit("/moderation/", user=mo)
    write_comment(reader)
    moderator.reload()
    moderator.get_by_role("button", name="Approve", exact=True).click()
    reader.reload()
    expect(reader.get_by_role("heading", name="Your comment is published")).to_be_visible()
    reader.get_by_role("link", name="See it under the article").click()
    expect(reader.locator(".comment:target")).to_contain_text("It helped me.")


def test_comment_is_posted_with_the_keyboard_alone(visit: Visit, article: Article) -> None:
    page = visit("/")
    tab_to(page, page.get_by_role("link", name="Naloxone"))
    page.keyboard.press("Enter")
    for label, text in {"Name": "Rita", "Email": "rita@example.org", "Comment": "One\nTwo"}.items():
        tab_to(page, page.get_by_label(label))
        page.keyboard.type(text)
    tab_to(page, page.get_by_role("button", name="Post comment"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your comment was received")).to_be_visible()
    assert Comment.objects.get().text.splitlines() == ["One", "Two"]


def test_skip_link_is_the_first_stop_and_leads_past_the_navigation(visit: Visit, article: Article) -> None:
    page = visit(article.get_absolute_url())
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_label("Name")).to_be_focused()


def test_keyboard_shows_where_it_is(visit: Visit, article: Article) -> None:
    page = visit(article.get_absolute_url())
    for target in (page.get_by_role("link", name="Archive"), page.get_by_label("Name")):
        tab_to(page, target)
        assert target.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"


def test_reply_link_leads_to_a_reply_in_the_thread(visit: Visit, approved: Any, mo: User) -> None:
    first = approved("Who else?", name="Deniz")
    page = visit(first.article.get_absolute_url())
    tab_to(page, page.get_by_role("link", name="Reply to Deniz"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Reply to Deniz")).to_be_visible()
    write_comment(page, "I do.")
    expect(page.get_by_role("heading", name="Your comment was received")).to_be_visible()
    assert Comment.objects.get(text="I do.").parent == first


def test_approved_reply_stands_inside_what_it_answers(visit: Visit, approved: Any) -> None:
    first = approved("Who else?", name="Deniz")
    approved("I do.", parent=first)
    page = visit(first.article.get_absolute_url())
    expect(page.locator(f"#comment-{first.public_id} ol .comment")).to_contain_text("I do.")


def test_error_puts_the_keyboard_on_the_first_wrong_field(visit: Visit, article: Article) -> None:
    page = visit(article.get_absolute_url())
    write_comment(page, "Kept.", email="not an address")
    expect(page.get_by_label("Email")).to_be_focused()
    expect(page.get_by_label("Email")).to_have_accessible_description(re.compile("This does not look like an email"))
    expect(page).to_have_title("Please check: Leave a reply – Naloxone")


def test_error_loses_nothing_that_was_typed(visit: Visit, article: Article) -> None:
    page = visit(article.get_absolute_url())
    long = "\n\n".join(f"Paragraph {n}: “quoted” & <b>not bold</b>." for n in range(50))
    write_comment(page, long, name="", email="rita@example.org")
    expect(page.get_by_label("Name")).to_be_focused()
    expect(page.get_by_label("Email")).to_have_value("rita@example.org")
    expect(page.get_by_label("Comment")).to_have_value(long)


def test_wrong_fields_are_marked_by_more_than_words(visit: Visit, article: Article) -> None:
    page = visit(article.get_absolute_url())
    write_comment(page, "Kept.", name="", email="not an address")
    wrong, right = page.get_by_label("Email"), page.get_by_label("Comment")
    border = "element => getComputedStyle(element).borderTopColor"
    assert wrong.evaluate(border) != right.evaluate(border)


def test_correcting_the_error_sends_the_comment(visit: Visit, article: Article) -> None:
    page = visit(article.get_absolute_url())
    write_comment(page, name="")
    page.get_by_label("Name").fill("Rita")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_role("heading", name="Your comment was received")).to_be_visible()
    assert Comment.objects.get().name == "Rita"


def test_browser_of_a_reader_keeps_nothing(visit: Visit, article: Article) -> None:
    page = visit("/")
    page.get_by_role("link", name="Naloxone").click()
    write_comment(page, name="")
    write_comment(page)
    expect(page.get_by_role("heading", name="Your comment was received")).to_be_visible()
    assert page.context.storage_state(indexed_db=True) == {"cookies": [], "origins": []}

"""An editor's whole day with nothing but the keyboard: write, illustrate, cite, preview, schedule, revise, restore."""

import re
from collections.abc import Callable

from django.contrib.auth.models import User
from playwright.sync_api import FilePayload, Locator, Page, expect

from articles.models import Article, Source

from ..pictures import picture
from .conftest import tab_to

Visit = Callable[..., Page]
PHOTO: FilePayload = {"name": "kit.jpg", "mimeType": "image/jpeg", "buffer": picture()}
TABLE = "| Sign | Meaning |\n| --- | --- |\n| “blue” lips | too little air |\n"


def body(page: Page) -> Locator:
    return page.get_by_label("Body:")


def go(page: Page, target: Locator, *keys: str) -> None:
    """To what has a name, and what is pressed there."""
    tab_to(page, target, most=250)
    for key in keys:
        page.keyboard.press(key)


def press(page: Page, name: str) -> None:
    go(page, page.get_by_role("button", name=name, exact=True), "Enter")


def tool(page: Page, *keys: str) -> None:
    """To the toolbar, which is one stop of the keyboard, and on in it."""
    go(page, page.locator("markdown-toolbar [tabindex='0']"), *keys)


def write(page: Page) -> None:
    """Headings, a table and a footnote from the toolbar, and a source cited by its key."""
    go(page, page.get_by_label("Title:"))
    page.keyboard.type("Breathing")
    go(page, body(page))
    page.keyboard.type("## At night\n\nThe first text, “slowly” [@who2014, p. 4].\n\n" + TABLE + "\nA note")
    tool(page, "End", "ArrowLeft", "Enter")  # the footnote
    expect(body(page)).to_have_value(re.compile(r"A note\[\^1\]"))


def illustrate(page: Page) -> None:
    """An image; first without a description, which is asked for."""
    page.keyboard.press("Control+End")
    tool(page, "End", "Enter")
    expect(page.get_by_label("Image:", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.get_by_label("Image:", exact=True)).to_have_value(re.compile("kit.jpg"))
    press(page, "Insert at the cursor")
    expect(page.get_by_text("Describe what the image shows")).to_be_visible()
    expect(page.get_by_label("Description:")).to_be_focused()
    page.keyboard.type("A kit on a table")
    press(page, "Insert at the cursor")
    expect(body(page)).to_be_focused()


def look(page: Page) -> None:
    """The page beside the text, and in a tab of its own."""
    expect(page.frame_locator("iframe").get_by_role("img", name="A kit on a table")).to_be_visible()
    expect(page.locator("#kept")).to_contain_text("Kept at")
    with page.context.expect_page() as opened:
        press(page, "Preview")
    seen = opened.value
    expect(seen.get_by_role("heading", name="Breathing")).to_be_visible()
    expect(seen.get_by_role("link", name="WHO 2014", exact=True)).to_be_visible()
    expect(seen.locator("table").get_by_text("“blue” lips")).to_be_visible()
    expect(seen.locator(".references")).to_contain_text("Guidelines")
    seen.close()


def schedule(page: Page) -> None:
    go(page, page.get_by_label("Date", exact=True))
    page.keyboard.type("2090-05-03")
    go(page, page.get_by_label("Time", exact=True))
    page.keyboard.type("10:00")
    press(page, "Publish")
    expect(page.get_by_text("It appears on")).to_be_visible()


def revise(page: Page) -> None:
    go(page, body(page), "Control+a")
    page.keyboard.type("The second text.")
    press(page, "Save, do not show yet")
    expect(page.get_by_text("Readers still see the text of")).to_be_visible()


def compare_and_restore(page: Page) -> None:
    go(page, page.get_by_role("link", name="History"), "Enter")
    press(page, "Compare")
    expect(page.locator("del").get_by_text("first")).to_be_visible()
    expect(page.locator("ins").get_by_text("second")).to_be_visible()
    go(page, page.get_by_role("link", name="History"), "Enter")
    go(page, page.get_by_role("link", name="1", exact=True), "Enter")
    press(page, "Restore this text")
    expect(page.get_by_text("The text of revision 1 is back.")).to_be_visible()


def test_whole_day_with_the_keyboard_only(visit: Visit, ada: User) -> None:
    Source.objects.create(key="who2014", kind="report", authors="WHO", year="2014", title="Guidelines")
    page = visit("/admin/articles/article/add/", user=ada, script=True)
    # Long before it is needed: the browser is told, and would else open a dialog that nobody sees.
    page.once("filechooser", lambda chooser: chooser.set_files(PHOTO))
    write(page)
    illustrate(page)
    look(page)
    schedule(page)
    first = body(page).input_value()
    revise(page)
    compare_and_restore(page)
    expect(body(page)).to_have_value(first)
    article = Article.objects.get()
    assert (article.is_scheduled, article.citations, article.revisions.count()) == (True, "who2014", 3)

"""Ada puts an image into an article: with the keyboard alone, with a script and without, by pasting and by dropping."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import FilePayload, Page, expect

from articles.models import Article, Image
from harmblog.models import StaffSession

from ..pictures import picture
from .conftest import tab_to

Visit = Callable[..., Page]
ADD = "/admin/articles/article/add/"
PHOTO: FilePayload = {"name": "hands.jpg", "mimeType": "image/jpeg", "buffer": picture(size=(2000, 1000))}
DRAG = """(text, {bytes, kind}) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes)], "x", {type: "image/jpeg"}));
    const event = kind === "paste" ? new ClipboardEvent(kind, {clipboardData: data, bubbles: true, cancelable: true})
        : new DragEvent(kind, {dataTransfer: data, bubbles: true, cancelable: true});
    text.dispatchEvent(event);
}"""


def write(page: Page, text: str = "Before.\n\nAfter.") -> None:
    page.get_by_label("Title:").fill("Hands")
    page.get_by_label("Body:").fill(text)


def choose(page: Page) -> None:
    """Press Space on the field; the chooser that opens is the system's."""
    field = page.get_by_label("Image:", exact=True)
    page.on("filechooser", lambda chooser: chooser.set_files(PHOTO))
    expect(field).to_be_focused()
    page.keyboard.press("Space")
    expect(field).to_have_value(re.compile("hands.jpg"))


def fill_in(page: Page, description: str = "Two hands", caption: str = "Ours") -> None:
    tab_to(page, page.get_by_label("Description:"))
    page.keyboard.type(description)
    tab_to(page, page.get_by_label("Caption:"))
    page.keyboard.type(caption)


def test_image_goes_in_with_the_article_by_keyboard_without_a_script(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada)
    write(page, "Text.")
    tab_to(page, page.locator(".add-image summary"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Image:", exact=True))
    choose(page)
    fill_in(page)
    page.keyboard.press("Enter")
    expect(page.get_by_text("The draft was saved.")).to_be_visible()
    assert Article.objects.get().body == f'Text.\n\n![Two hands](image:{Image.objects.get().key} "Ours")\n'


def test_image_goes_to_the_cursor_by_keyboard_with_the_script(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada, script=True)
    write(page)
    page.get_by_label("Body:").evaluate("text => text.setSelectionRange(7, 7)")
    button = page.get_by_role("toolbar").get_by_role("button", name="Image")
    page.get_by_role("button", name="Heading", exact=True).focus()
    page.keyboard.press("End")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    choose(page)
    fill_in(page)
    page.keyboard.press("Enter")
    expect(page.locator(".insert-image [role=status]")).to_have_text("The image is in the text now.")
    made = f'![Two hands](image:{Image.objects.get().key} "Ours")'
    expect(page.get_by_label("Body:")).to_have_value(f"Before.\n\n{made}\n\nAfter.")
    expect(page.get_by_label("Body:")).to_be_focused()
    expect(page.get_by_label("Description:")).to_have_value("")
    page.keyboard.press("Control+z")
    expect(page.get_by_label("Body:")).to_have_value("Before.\n\nAfter.")
    page.get_by_role("button", name="Save draft", exact=True).click()  # and it is not sent a second time
    expect(page.get_by_text("The draft was saved.")).to_be_visible()
    assert Image.objects.count() == 1


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_image_pasted_or_dropped_is_described_first(visit: Visit, ada: User, kind: str) -> None:
    page = visit(ADD, user=ada, script=True)
    write(page, "")
    page.get_by_label("Body:").evaluate(DRAG, {"bytes": list(picture()), "kind": kind})
    expect(page.get_by_label("Description:")).to_be_focused()
    page.keyboard.type("Two hands")
    page.get_by_role("button", name="Insert at the cursor").click()
    expect(page.locator(".insert-image [role=status]")).to_have_text("The image is in the text now.")
    expect(page.get_by_label("Body:")).to_have_value(f"![Two hands](image:{Image.objects.get().key})\n\n")


def test_what_is_missing_is_said_at_the_field(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada, script=True)
    write(page)
    page.get_by_role("button", name="Image", exact=True).click()
    page.get_by_label("Image:", exact=True).set_input_files(PHOTO)
    page.get_by_role("button", name="Insert at the cursor").click()
    description = page.get_by_label("Description:")
    expect(description).to_be_focused()
    expect(description).to_have_attribute("aria-invalid", "true")
    described = description.get_attribute("aria-describedby") or ""
    assert described.split() == ["id_image_alt_error", "id_image_alt_helptext"]
    expect(page.locator("#id_image_alt_error")).to_contain_text("Describe what the image shows")
    description.fill("Two hands")
    page.get_by_role("button", name="Insert at the cursor").click()
    expect(page.locator(".insert-image [role=status]")).to_have_text("The image is in the text now.")
    expect(page.locator("#id_image_alt_error")).to_have_count(0)


def test_session_that_ended_loses_nothing(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada, script=True)
    write(page)
    page.get_by_role("button", name="Image", exact=True).click()
    page.get_by_label("Image:", exact=True).set_input_files(PHOTO)
    page.get_by_label("Description:").fill("Two hands")
    StaffSession.objects.all().delete()
    page.get_by_role("button", name="Insert at the cursor").click()
    expect(page.locator("#id_image_file_error")).to_contain_text("no longer logged in")
    expect(page.get_by_label("Description:")).to_have_value("Two hands")
    expect(page.get_by_label("Body:")).to_have_value("Before.\n\nAfter.")


def test_file_that_is_too_large_is_not_even_sent(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada, script=True)
    page.get_by_role("button", name="Image", exact=True).click()
    page.get_by_label("Image:", exact=True).set_input_files({**PHOTO, "buffer": bytes(11_000_000)})
    sent: list[Any] = []
    page.on("request", lambda request: sent.append(request))
    page.get_by_role("button", name="Insert at the cursor").click()
    expect(page.locator("#id_image_file_error")).to_contain_text("larger than 10 MB")
    assert sent == []


@pytest.mark.parametrize("width", [360, 1440])
def test_axe_objects_to_the_panel(visit: Visit, ada: User, width: int) -> None:
    page = visit(ADD, user=ada, script=True, width=width, bypass_csp=True)  # axe styles what it measures
    page.get_by_role("button", name="Image", exact=True).click()
    page.get_by_role("button", name="Insert at the cursor").click()
    expect(page.locator("#id_image_file_error")).to_be_visible()
    violations = Axe().run(page, context=".add-image").response["violations"]
    assert [violation["help"] for violation in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_library_shows_the_image_itself(visit: Visit, ada: User) -> None:
    page = visit("/admin/articles/image/add/", user=ada)
    page.get_by_label("Image:", exact=True).set_input_files(PHOTO)
    page.get_by_label("Description:").fill("Two hands")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list").get_by_role("link", name="Two hands")).to_be_visible()
    shown = page.locator("img.thumbnail")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    assert shown.evaluate("image => [image.clientWidth, image.clientHeight]") == [160, 80]

"""Ada writes in the admin: toolbar, a long text pasted, preview, publishing; without a script all but the toolbar."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Locator, Page, expect

from articles.models import Article

from .conftest import tab_to

Visit = Callable[..., Page]
ADD = "/admin/articles/article/add/"
SECTION = """## Part {n}

She said: “It’s not your fault” – and then, ‘breathe’. Ünïcödé… 5 µg, 20 °C & <b>no tags</b>.

- Stay with them.
- Call for help.
- Wait – and *watch*.

> “You can’t do this wrong by trying.”

1. See [the guide](https://example.org/guide?a=1&b={n}).
2. {filler}

"""
LONG = "".join(SECTION.format(n=n, filler="More words that fill a page. " * 30) for n in range(1, 11))
COUNTS = {"h2": 10, "li": 50, "blockquote": 10, "ul": 10, "ol": 10, "a": 10, "b": 0}


def body(page: Page) -> Locator:
    return page.get_by_label("Body:")


def paste(field: Locator, text: str) -> None:
    """As from the clipboard: in one piece, through the field's own insertion."""
    field.focus()
    field.page.keyboard.insert_text(text)


def counts(page: Page) -> dict[str, int]:
    return {tag: page.locator(f".article .prose {tag}").count() for tag in COUNTS}


MADE = {"Bold": "**calm**", "Italic": "_calm_", "Heading": "## calm", "Quote": "> calm", "List": "- calm"}


def test_toolbar_formats_what_is_selected(visit: Visit, ada: User) -> None:
    page, made = visit(ADD, user=ada, script=True), {}
    for button in MADE:
        body(page).fill("calm")
        body(page).select_text()
        page.get_by_role("toolbar", name="Formatting").get_by_role("button", name=button, exact=True).click()
        made[button] = body(page).input_value().strip()
    assert made == MADE


def test_toolbar_is_reached_and_used_with_the_keyboard(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada, script=True)
    tab_to(page, page.get_by_role("button", name="Heading", exact=True))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Bold")).to_be_focused()
    page.keyboard.press("Enter")
    assert body(page).input_value() == "****"


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_table_and_footnote_come_from_the_keyboard_too(visit: Visit, ada: User, key: str) -> None:
    page = visit(ADD, user=ada, script=True)
    body(page).fill("It works")
    tab_to(page, page.get_by_role("button", name="Heading", exact=True))
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press(key)
    assert body(page).input_value() == "It works[^1]\n\n[^1]: The note."
    page.get_by_role("button", name="Table").focus()
    page.keyboard.press(key)
    assert "\n\n| Heading | Heading |\n| --- | --- |\n| Text | Text |\n" in body(page).input_value()


def test_axe_objects_to_the_text_field_with_its_toolbar(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada, script=True, bypass_csp=True)  # axe styles what it measures
    violations = Axe().run(page, context=".markdown").response["violations"]
    assert [violation["help"] for violation in violations] == []


@pytest.mark.parametrize("script", [True, False])
def test_pasted_text_is_published_whole(visit: Visit, ada: User, script: bool) -> None:
    page = visit(ADD, user=ada, script=script)
    page.get_by_label("Title:").fill("Breathing – it’s “all”")
    paste(body(page), LONG)
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("This is what readers see now.")).to_be_visible()
    assert len(Article.objects.get().body.split()) > 2000

    reader = visit(Article.objects.get().get_absolute_url())
    assert counts(reader) == COUNTS
    expect(reader.get_by_role("heading", level=1)).to_have_text("Breathing – it’s “all”")
    said = "She said: “It’s not your fault” – and then, ‘breathe’. Ünïcödé… 5 µg, 20 °C & <b>no tags</b>."
    expect(reader.locator(".article .prose p").first).to_have_text(said)
    guide = reader.get_by_role("link", name="the guide").first
    expect(guide).to_have_attribute("href", "https://example.org/guide?a=1&b=1")


@pytest.mark.parametrize("script", [True, False])
def test_preview_opens_beside_the_editor_and_saves_nothing(visit: Visit, ada: User, script: bool) -> None:
    page = visit(ADD, user=ada, script=script)
    page.get_by_label("Title:").fill("Breathing")
    paste(body(page), LONG)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Breathing")
    expect(opened.value.get_by_text("A preview. Nobody else sees this")).to_be_visible()
    assert counts(opened.value) == COUNTS
    assert body(page).input_value() == LONG
    assert not Article.objects.exists()


def test_preview_of_a_published_article_leaves_the_public_page_alone(visit: Visit, article: Article, ada: User) -> None:
    page = visit(f"/admin/articles/article/{article.pk}/change/", user=ada, script=True)
    body(page).fill("Not yet for everybody.")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    expect(opened.value.get_by_text("Not yet for everybody.")).to_be_visible()
    expect(visit(article.get_absolute_url()).locator(".article .prose")).to_have_text("Some text.")


def test_correction_is_on_the_public_page_at_once(visit: Visit, article: Article, ada: User) -> None:
    reader = visit(article.get_absolute_url())
    page = visit(f"/admin/articles/article/{article.pk}/change/", user=ada, script=True)
    body(page).fill("A *better* text.")
    page.get_by_role("button", name="Show the changes").click()
    expect(page.get_by_text("This is what readers see now.")).to_be_visible()
    reader.reload()
    expect(reader.locator(".article .prose")).to_have_text("A better text.")


def test_empty_article_is_refused_and_keeps_its_title(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada)
    page.get_by_label("Title:").fill("Breathing")
    body(page).fill("  \n")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".field-body .errorlist")).to_be_visible()
    expect(page.get_by_label("Title:")).to_have_value("Breathing")


def test_text_field_shows_ten_lines_or_more(visit: Visit, ada: User) -> None:
    page = visit(ADD, user=ada, script=True)
    lines = "e => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)"
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert body(page).evaluate(lines) >= 10, width

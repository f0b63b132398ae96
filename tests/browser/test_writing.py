"""What goes wrong while writing: a bad connection, an expired log-in, and somebody else at the same text."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, Locator, Page, expect

from articles import at_work, writing
from articles.models import Article, UnsavedText
from harmblog.models import StaffSession

from ..conftest import PASSWORD, account
from .test_accessibility import objections

Visit = Callable[..., Page]
# Django's own way home, and its picker of topics.
DJANGOS = ('<a href="/admin/">', '<a href="/admin/articles/article/">', "help-tooltip search-label-icon")


def body(page: Page) -> Locator:
    return page.get_by_label("Body:")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def change(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def kept(page: Page) -> Locator:
    return page.locator("#kept")


@pytest.fixture
def bo(db: None) -> User:
    return account("bo", "Editor", is_staff=True)


@pytest.fixture
def browse(browser: Browser, live_server: Any) -> Iterator[Callable[[User, str], Page]]:
    """A browser of somebody's own, in which the connection may break: its console is not looked at."""
    contexts = []

    def browse(user: User, path: str) -> Page:
        client = Client()
        client.force_login(user)
        context = browser.new_context(base_url=live_server.url)
        contexts.append(context)
        key = client.cookies[site.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield browse
    for context in contexts:
        context.close()


def test_dropped_connection_loses_no_keystroke(browse: Any, ada: User, article: Article) -> None:
    page = browse(ada, change(article))
    body(page).fill("Typed on the train. ")
    expect(kept(page)).to_contain_text("Kept at")
    page.context.set_offline(True)
    body(page).press("End")
    page.keyboard.type("And in the tunnel.")
    expect(kept(page)).to_contain_text("Not connected")
    button(page, "Save, do not show yet").click()  # goes nowhere, and takes nothing along
    expect(body(page)).to_have_value("Typed on the train. And in the tunnel.")
    assert "tunnel" in page.evaluate("Object.values(localStorage).join()")
    page.context.set_offline(False)
    expect(kept(page)).to_contain_text("Kept at")
    assert UnsavedText.objects.get().body == "Typed on the train. And in the tunnel."
    assert "tunnel" not in page.evaluate("Object.values(localStorage).join()")


def test_text_that_stayed_on_this_computer_is_offered(browse: Any, ada: User, article: Article) -> None:
    page = browse(ada, change(article))
    page.context.set_offline(True)
    body(page).fill("Typed in the tunnel.")
    expect(kept(page)).to_contain_text("Not connected")
    page.close(run_before_unload=False)
    second = page.context.new_page()
    page.context.set_offline(False)
    second.goto(change(article))
    expect(second.get_by_text("There is text on this computer that was not saved")).to_be_visible()
    expect(body(second)).to_have_value("Some *text*.")
    button(second, "Use it").click()
    expect(body(second)).to_have_value("Typed in the tunnel.")
    expect(kept(second)).to_contain_text("Kept at")


def test_leaving_with_text_that_is_not_kept_asks_first(browse: Any, ada: User, article: Article) -> None:
    page = browse(ada, change(article))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.context.set_offline(True)
    body(page).press("End")
    page.keyboard.type("Not yet.")
    page.close(run_before_unload=True)
    expect(body(page)).to_have_value("Some *text*.Not yet.")
    assert asked == ["beforeunload"]


def test_expired_log_in_loses_no_keystroke(browse: Any, ada: User, article: Article) -> None:
    page = browse(ada, change(article))
    StaffSession.objects.all().delete()
    body(page).fill("A long evening of work.")
    expect(kept(page)).to_contain_text("You were logged out")
    with page.context.expect_page() as opened:
        kept(page).get_by_role("link", name="Log in").click()
    opened.value.get_by_label("Username").fill("ada")
    opened.value.get_by_label("Password").fill(PASSWORD)
    opened.value.get_by_role("button", name="Log in").click()
    expect(opened.value.get_by_text("administration", exact=False).first).to_be_visible()
    expect(kept(page)).to_contain_text("Kept at")
    button(page, "Show the changes").click()
    expect(page.get_by_text("This is what readers see now.")).to_be_visible()
    article.refresh_from_db()
    assert article.body == "A long evening of work."


def test_expired_log_in_without_a_script_gives_everything_back(visit: Visit, ada: User, article: Article) -> None:
    page = visit(change(article), user=ada)
    body(page).fill("A long evening of work.")
    StaffSession.objects.all().delete()
    button(page, "Save, do not show yet").click()
    expect(page.get_by_role("heading", name="You were logged out. Your text is here.")).to_be_visible()
    expect(page.get_by_label("What you wrote")).to_contain_text("A long evening of work.")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Log in in a new tab").click()
    opened.value.get_by_label("Username").fill("ada")
    opened.value.get_by_label("Password").fill(PASSWORD)
    opened.value.get_by_role("button", name="Log in").click()
    expect(opened.value.get_by_role("heading", name="Site administration")).to_be_visible()
    button(page, "Send again").click()
    button(page, "Send again").click()
    expect(page.get_by_text("Readers still see the earlier text")).to_be_visible()
    expect(body(page)).to_have_value("A long evening of work.")


@pytest.mark.parametrize("script", [True, False])
def test_conflict_of_two_editors_loses_nothing(
    visit: Visit, ada: User, bo: User, article: Article, script: bool
) -> None:
    hers = visit(change(article), user=ada, script=script)
    his = visit(change(article), user=bo, script=script)
    expect(his.get_by_text("ada has this open too")).to_be_visible()
    body(hers).fill("Her text.")
    body(his).fill("His text.")
    button(hers, "Save, do not show yet").click()
    expect(hers.get_by_text("Readers still see the earlier text")).to_be_visible()
    button(his, "Save, do not show yet").click()
    expect(his.get_by_text("ada saved this at").first).to_be_visible()
    expect(his.locator("del").get_by_text("Her")).to_be_visible()
    expect(his.locator("ins").get_by_text("His")).to_be_visible()
    expect(body(his)).to_have_value("His text.")
    body(his).fill("Her text and his text.")
    button(his, "Save, do not show yet").click()
    expect(his.get_by_text("Readers still see the earlier text")).to_be_visible()
    texts = set(article.revisions.values_list("body", flat=True))
    assert texts == {"Some *text*.", "Her text.", "His text.", "Her text and his text."}


def test_axe_objects_to_a_page_of_the_desk(visit: Visit, ada: User, bo: User, write: Any) -> None:
    article = write(published_at="2020-01-01T10:00:00Z")
    writing.save_text(article, {"title": "Naloxone", "body": "Other *words*."}, editor=bo, based_on=0)
    at_work.arrive(article, editor=bo)
    at_work.make_link(article, editor=ada, days=7)
    at_work.keep_unsaved(article, {"title": "T", "body": "Not saved."}, editor=ada, based_on=2)
    history = change(article).replace("change", "history")
    paths = [history, f"{history}compare/?old=1&new=2", f"{history}1/", "/admin/articles/article/review/"]
    page, found = visit(change(article), user=ada, script=True, bypass_csp=True), {}
    found["form"] = ours(page)
    for path in paths:
        page.goto(path)
        found[path] = ours(page)
    page.goto(change(article))
    writing.save_text(article, {"title": "Naloxone", "body": "Third."}, editor=bo, based_on=2)
    body(page).fill("Fourth.")
    button(page, "Save, do not show yet").click()
    expect(page.get_by_role("heading", name="Both texts")).to_be_visible()
    found["conflict"] = ours(page)
    assert {name: some for name, some in found.items() if some} == {}


def ours(page: Page) -> list[str]:
    """What axe objects to that is not Django's own."""
    page.add_style_tag(content="* { transition: none !important }")  # a colour half-way is no colour of ours
    return [found for found in objections(page) if not any(part in found for part in DJANGOS)]

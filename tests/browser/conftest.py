"""A real Chromium against the live site. Readers and moderators have JavaScript off; only the editor and axe need it.

A test fails by itself when its pages asked another host for anything or logged an error (a breach of the CSP is one).
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, ViewportSize, expect

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the tests' thread

NAMED = os.environ.get("CHROMIUM")
NAMES = [NAMED] if NAMED else ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
CHROMIUM = next(filter(None, map(shutil.which, NAMES)), None)
PATIENCE = 15_000  # milliseconds; on a busy machine a page can take its time
QUIET = (
    "--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run --disable-sync "
    "--disable-background-networking --disable-component-update --disable-default-apps --no-default-browser-check "
    "--disable-domain-reliability --disable-client-side-phishing-detection --no-pings --no-proxy-server "
    "--disable-features=OptimizationHints,MediaRouter,Translate,SpareRendererForSitePerProcess,"
    # what an address bar that nobody sees would show, in pages and a process of its own for each window
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup"
)
# Whatever the browser or a page asks for, it is not to be found: not even an address is looked up.
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"
# The site answers some forms and unknown addresses with an error status, which Chromium reports in its console.
EXPECTED = "Failed to load resource: the server responded with a status of "

expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason=f"no Chromium here: {', '.join(NAMES)}"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    own = {"executable_path": CHROMIUM, "chromium_sandbox": False, "args": [*QUIET.split(), NOWHERE]}
    return {**browser_type_launch_args, **own}


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    """Hashing a password well takes longer than most of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


class Watch:
    """Collects what no page of ours may do."""

    def __init__(self, origin: str) -> None:
        self.origin, self.seen, self.documents = origin, list[str](), set[str]()

    def over(self, context: BrowserContext) -> None:
        context.set_default_timeout(PATIENCE)
        context.on("request", self.request)
        context.on("console", self.console)
        context.on("weberror", lambda error: self.seen.append(str(error.error)))

    def request(self, request: Request) -> None:
        if request.is_navigation_request() or request.resource_type in ("xhr", "fetch"):
            self.documents.add(request.url)
        if not request.url.startswith((self.origin, "data:", "about:")):
            self.seen.append(f"asked for {request.url}")

    def console(self, message: ConsoleMessage) -> None:
        expected = message.text.startswith(EXPECTED) and message.location["url"] in self.documents
        if message.type == "error" and not expected:
            self.seen.append(f"{message.text} ({message.location['url']})")


@pytest.fixture
def visit(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Opens a browser of somebody's own at a path of the site, `user` logged in. JavaScript is off unless asked for."""
    watch, contexts = Watch(live_server.url), list[BrowserContext]()

    def visit(path: str, *, user: User | None = None, script: bool = False, width: int = 1440, **options: Any) -> Page:
        size = ViewportSize(width=width, height=900)
        context = browser.new_context(base_url=live_server.url, java_script_enabled=script, viewport=size, **options)
        contexts.append(context)
        watch.over(context)
        if user:
            client = Client()
            client.force_login(user)
            key = client.cookies[site.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": site.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
        page = context.new_page()
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not watch.seen


def tab_to(page: Page, target: Locator, *, most: int = 100) -> None:
    """Press Tab until the keyboard is there; fails when it never gets there."""
    wanted = target.element_handle()
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("element => element === document.activeElement", wanted):
            return
    raise AssertionError(f"{most} tabs do not lead to {target}")


def write_comment(page: Page, text: str = "It helped me.", name: str = "Rita", email: str = "rita@example.org") -> None:
    """Fill in the form that is on the page, and send it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Comment").fill(text)
    page.get_by_role("button", name="Post comment").click()

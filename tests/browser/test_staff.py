"""A moderator's account in a real browser: an app, a passkey, recovery codes, and log-ins that are ended elsewhere."""

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from harmblog.staff import recovery
from harmblog.staff.models import AuthenticatorApp

from ..conftest import PASSWORD
from ..staffing import app_of, code
from .test_accessibility import objections
from .test_layout import SMALL, spills

Visit = Callable[..., Page]
DEVICE = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
DEVICE |= {"isUserVerified": True, "automaticPresenceSimulation": True}


@pytest.fixture(autouse=True)
def strict(settings: Any, live_server: Any) -> None:
    settings.STAFF_SECOND_FACTOR = True
    settings.SITE_URL = live_server.url


def log_in(page: Page) -> Page:
    page.get_by_label("Username").fill("mo")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    return page


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def passkeys(page: Page, **more: bool) -> None:
    """Give this browser a device that can hold passkeys."""
    tab = page.context.new_cdp_session(page)
    tab.send("WebAuthn.enable")
    tab.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE | more})


def test_app_is_set_up_at_the_first_log_in_and_asked_for_at_the_next(visit: Visit, mo: User) -> None:
    page = log_in(visit("/moderation/"))
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("The code that the app shows now").fill(pyotp.TOTP(secret).now())
    press(page, "Set it up")
    spare = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name="I have them. Go on").click()
    expect(page.get_by_text("There is nothing here.")).to_be_visible()

    again = log_in(visit("/moderation/"))
    again.get_by_label("Code", exact=True).fill(code(AuthenticatorApp.objects.get(), later=1))
    press(again, "Go on")
    expect(again.get_by_text("There is nothing here.")).to_be_visible()

    lost = log_in(visit("/accounts/"))
    lost.get_by_text("With a recovery code").click()
    lost.get_by_label("Recovery code").fill(spare)
    press(lost, "Use it up")
    expect(lost.get_by_text("You have 9 codes left")).to_be_visible()


def test_passkey_is_set_up_and_opens_what_needs_a_fresh_proof(visit: Visit, mo: User) -> None:
    page = visit("/accounts/login/", script=True)
    passkeys(page)
    log_in(page).get_by_role("link", name="Set up a passkey").click()
    press(page, "Make the passkey")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    press(page, "Log out mo")
    log_in(page)
    press(page, "Use a passkey")
    expect(page.get_by_text("There is nothing here.")).to_be_visible()
    page.goto("/accounts/confirm/?next=/accounts/sessions/")
    press(page, "Use a passkey")
    expect(page.get_by_role("heading", name="Where you are logged in")).to_be_visible()


def test_device_that_does_not_know_who_uses_it_proves_nothing(visit: Visit, mo: User) -> None:
    page = visit("/accounts/login/", script=True)
    passkeys(page, isUserVerified=False)
    log_in(page).get_by_role("link", name="Set up a passkey").click()
    press(page, "Make the passkey")
    expect(page.get_by_text("this device does not know you")).to_be_visible()


def test_page_says_that_passkeys_need_a_script(visit: Visit, mo: User) -> None:
    page = log_in(visit("/accounts/login/"))
    page.get_by_role("link", name="Set up a passkey").click()
    expect(page.get_by_text("Passkeys need a script")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
    page.get_by_role("link", name="Set up an app instead").click()
    expect(page.locator(".scan svg")).to_be_visible()


def test_page_says_under_which_name_passkeys_work(visit: Visit, mo: User, settings: Any) -> None:
    settings.SITE_URL = "https://harm.example.org"
    page = log_in(visit("/accounts/login/", script=True))
    page.get_by_role("link", name="Set up a passkey").click()
    expect(page.get_by_text("Passkeys belong to the name harm.example.org.")).to_be_visible()


def test_log_in_is_ended_from_another_browser(visit: Visit, mo: User) -> None:
    app, codes = app_of(mo), recovery.make(mo)
    here, there = (log_in(visit("/accounts/sessions/")) for _ in range(2))
    here.get_by_label("Code", exact=True).fill(code(app))
    press(here, "Go on")
    there.get_by_text("With a recovery code").click()
    there.get_by_label("Recovery code").fill(codes[0])
    press(there, "Use it up")
    expect(there.get_by_text("This one", exact=True)).to_be_visible()
    here.reload()
    here.get_by_role("button", name=re.compile("^End it")).click()
    expect(here.get_by_text("1 other log-in was ended.")).to_be_visible()
    there.goto("/moderation/")
    expect(there.get_by_role("heading", name="Log in")).to_be_visible()


def test_axe_and_a_finger_object_to_a_page_of_the_account(visit: Visit, mo: User) -> None:
    page, found = log_in(visit("/accounts/", script=True, bypass_csp=True)), {}

    def look(name: str) -> None:
        found[name] = objections(page)
        page.set_viewport_size({"width": 360, "height": 800})
        found[name] += spills(page) + page.evaluate(SMALL, ["button, .button", 44])

    look("choose")
    page.goto("/accounts/second-factor/app/")
    look("app")
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.get_by_label("The code that the app shows now").fill("000000")
    press(page, "Set it up")
    look("wrong code")
    page.get_by_label("The code that the app shows now").fill(pyotp.TOTP(secret).now())
    press(page, "Set it up")
    look("codes")
    for path in ("", "password/", "sessions/", "second-factor/passkey/", "confirm/"):
        page.goto(f"/accounts/{path}")
        look(path)
    assert {name: some for name, some in found.items() if some} == {}

"""The browser of the tests finds nobody but the site: see NOWHERE."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Error


@pytest.mark.parametrize("host", ["203.0.113.9", "far.example", "far.localhost"])
def test_other_hosts_are_not_to_be_found(browser: Browser, live_server: Any, host: str) -> None:
    # The site's own port: without NOWHERE, Chromium finds it by the last of these names, too.
    url = live_server.url.replace("localhost", host) + "/healthz/"
    with browser.new_context() as context:
        page, failed = context.new_page(), list[str]()
        page.on("requestfailed", lambda request: failed.append(f"{request.failure} {request.url}"))
        assert page.evaluate("url => fetch(url, {mode: 'no-cors'}).catch(error => error.name)", url) == "TypeError"
        assert failed == [f"net::ERR_NAME_NOT_RESOLVED {url}"]
        with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
            page.goto(url)

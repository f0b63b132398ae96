"""A browser that is handed pages without the policy that would stop a script, and reaches nobody."""

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

ORIGIN = "http://testserver"
OWN = tuple(f"{ORIGIN}{path}" for path in ("/static/", "/media/", "/admin/jsi18n/", "/favicon.ico"))
RAN = """window.ran = [];
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = () => window.ran.push(name);"""
# All kinds of elements, attributes and schemes that a page holds.
HOLDS = """() => {
  const found = new Set();
  for (const element of document.querySelectorAll('*')) {
    const space = element.namespaceURI === 'http://www.w3.org/1999/xhtml' ? '' : element.namespaceURI + ' ';
    const name = space + element.localName;
    found.add(name);
    for (const each of element.attributes) {
      found.add(`${name} ${each.name}`);
      if (['href', 'src', 'action', 'formaction', 'content'].includes(each.name)) {
        const scheme = /^[\\s\\0-\\x20]*([a-z][a-z0-9+.-]*:)/i.exec(each.value);
        found.add(`${name} ${each.name} ${scheme && each.name !== 'content' ? scheme[1].toLowerCase() : ''}`);
      }
    }
  }
  return [[...found], window.ran];
}"""


class Window:
    """A browser that is handed pages, and reaches nobody."""

    def __init__(self, browser: Browser) -> None:
        self.context, self.asked, self.body = browser.new_context(), list[str](), ""
        self.context.add_init_script(RAN)
        self.page = self.context.new_page()
        self.page.on("dialog", lambda dialog: self.asked.append(f"dialog {dialog.message}"))
        self.context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        if route.request.is_navigation_request() and route.request.url == f"{ORIGIN}/shown/":
            route.fulfill(body=self.body, content_type="text/html; charset=utf-8")
            return
        if not route.request.url.startswith(OWN):
            self.asked.append(route.request.url)
        route.fulfill(body="", content_type="text/plain")

    def show(self, body: str, script: str, argument: Any = None) -> Any:
        self.body = body
        self.page.goto(f"{ORIGIN}/shown/")
        return self.page.evaluate(script, argument)

    def close(self) -> None:
        self.context.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[Window]:
    with closing(Window(browser)) as window:
        yield window
    assert window.asked == []

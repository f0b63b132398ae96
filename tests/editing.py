"""The article's form as a browser sees it: every field with what is in it, and the buttons."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from articles.models import Article


class _Fields(HTMLParser):
    """Collects the fields of a page that is well formed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Any] = {}
        self.area = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "textarea":
            self.area, self.found[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.found[self.select] = given["value"]
        elif tag == "input" and (kind in ("text", "hidden") or (kind == "checkbox" and "checked" in given)):
            self.found[name] = given.get("value", "on" if kind == "checkbox" else "")

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area] += data


def fields(html: bytes) -> dict[str, Any]:
    """What a browser would send of this page's form."""
    parser = _Fields()
    parser.feed(html.decode().partition('id="links"')[0])
    areas = {name: value[1:] if value.startswith("\n") else value for name, value in parser.found.items()}
    return {name: value for name, value in areas.items() if name and name != "csrfmiddlewaretoken"}


def change(article: Article) -> str:
    return f"/admin/articles/article/{article.pk}/change/"


def open_form(client: Client, article: Article, query: str = "") -> dict[str, Any]:
    """Open the article; what its form holds."""
    return fields(client.get(change(article) + query).content)


def press(client: Client, article: Article, button: str, form: dict[str, Any], **changed: Any) -> Any:
    """Send the form with this button."""
    return client.post(change(article), {**form, **changed, button: "1"})


def logged_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client

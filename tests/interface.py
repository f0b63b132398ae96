"""Tells which words of a page come from no catalogue and from nobody's text: those that nobody can translate.

`mark_translations` puts ⟦marks⟧ around all that a catalogue gives; `unmarked` reads a page and names the words
outside, but for what is stored in the database and the site's own names.
"""

import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.utils.translation.trans_real import DjangoTranslation

from comments import discussion, drawing
from harmblog.language import own_names

OPEN, CLOSE = "⟦", "⟧"
SHOWN = ("aria-label", "aria-description", "title", "placeholder", "alt", "content", "label", "summary")
SAID = re.compile("data-(say-.*|head|cell|open|insert|sending|inserted|too-large|logged-out|failed)")  # by scripts
NOT_WORDS = {
    "viewport",
    "color-scheme",
    "robots",
    "og:url",
    "og:type",
    "article:published_time",
    "htmx-config",
}  # <meta> of machines
SILENT = set("script style kbd pubdate lastbuilddate updated published guid id language dc:language lastmod".split())
WORD = re.compile(r"[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]+")
# What dates say in between: 3 de mayo de 2026 a las 14:05, 3 de maio de 2026 às 14:05.
EVERYWHERE = {"de", "a", "las", "às"}
READ = ("title", "description", "content_html", "summary", "name", "tags")  # of a JSON Feed


def mark_translations(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """Mark what the catalogue of this language holds; in English, what passes through one: the code is its text."""

    def known(self: Any, message: str, *plural: int) -> bool:
        if language == "en":
            return True
        try:
            self._catalog.plural(message, *plural) if plural else self._catalog[message]
        except KeyError:
            return False
        return True

    gettext, ngettext = DjangoTranslation.gettext, DjangoTranslation.ngettext

    def marked(self: Any, message: str) -> str:
        said = gettext(self, message)
        return f"{OPEN}{said}{CLOSE}" if known(self, message) else said

    def marked_plural(self: Any, one: str, many: str, n: int) -> str:
        said = ngettext(self, one, many, n)
        return f"{OPEN}{said}{CLOSE}" if known(self, one, n) else said

    monkeypatch.setattr(DjangoTranslation, "gettext", marked)
    monkeypatch.setattr(DjangoTranslation, "ngettext", marked_plural)
    remember_nothing(monkeypatch)


def remember_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing that was drawn before is shown, and nothing drawn now is kept for later."""
    for module, name in ((discussion, "_drawn_form"), (drawing, "_day"), (drawing, "_pattern")):
        monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)


def contents() -> set[str]:
    """The words of everything that people wrote: stored texts, but for addresses, states and what is rendered from
    them, which has words of ours in it; and the site's names.
    """
    own = [model for app in ("harmblog", "articles", "comments") for model in apps.get_app_config(app).get_models()]
    texts = [settings.SITE_NAME, settings.SITE_TAGLINE, *own_names().values()]
    for model in [*own, apps.get_model("auth", "User")]:
        columns = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, models.CharField | models.TextField)
            and not (field.choices or isinstance(field, models.SlugField) or field.attname in ("language", "password"))
            and not field.attname.endswith("html")
        ]
        if columns:
            texts += [str(value) for row in model._default_manager.values_list(*columns) for value in row]
    return {word for text in texts for word in WORD.findall(text)}


class _Page(HTMLParser):
    """Collects the words outside the marks, in text and in the attributes that people see or hear. What the page says
    is not to be translated (`translate="no"`: words to be typed as they stand) is not looked at.
    """

    def __init__(self) -> None:
        super().__init__()
        self.depth, self.silent, self.as_it_stands, self.found = 0, 0, "", list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.silent += tag in SILENT
        if given.get("translate") == "no":
            self.as_it_stands = tag
        if {given.get("name"), given.get("property")} & NOT_WORDS:
            return
        seen = [value for name, value in given.items() if name in SHOWN or SAID.fullmatch(name)]
        if tag == "button" or given.get("type") in ("submit", "button"):
            seen.append(given.get("value", "") if tag == "input" else "")
        for text in seen:
            self.found += outside(text)[0]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in SILENT
        if tag == self.as_it_stands:
            self.as_it_stands = ""

    def handle_data(self, data: str) -> None:
        if self.silent or self.as_it_stands:
            return
        if re.search(r"</\w+>", data):  # a page inside: the text of an article in a feed
            self.found += sorted(unmarked(data.encode(), set()))
            return
        words, self.depth = outside(data, self.depth)
        self.found += words


def outside(text: str, depth: int = 0) -> tuple[list[str], int]:
    """The words of a text outside the marks, and how many marks are open at its end."""
    words = []
    for part in re.split(f"([{OPEN}{CLOSE}])", text):
        if part in (OPEN, CLOSE):
            depth += 1 if part == OPEN else -1
        elif not depth:
            words += WORD.findall(re.sub(r"https?://\S+", "", part))
    return words, depth


def _read(part: Any, name: str = "") -> list[str]:
    """What a JSON Feed has to read."""
    if isinstance(part, dict):
        return [text for key, value in part.items() for text in _read(value, key)]
    if isinstance(part, list):
        return [text for value in part for text in _read(value, name)]
    return [str(part)] if name in READ else []


def unmarked(page: bytes, allowed: set[str]) -> set[str]:
    """The words of a page that are neither translated nor content."""
    if page.startswith(b"{"):
        page = "<br>".join(_read(json.loads(page))).encode()
    reader = _Page()
    reader.feed(page.decode())
    reader.close()
    assert not reader.depth, "a mark was opened and not closed"
    return {word for word in reader.found if word not in allowed | EVERYWHERE}

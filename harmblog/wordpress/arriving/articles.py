"""Posts and pages: what becomes of each, and the article that it becomes, not stored yet (see posts.py)."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.text import slugify
from django.utils.translation import gettext as _

from articles.models import Article
from articles.models.article import EARLIEST, LATEST, SUMMARY_LENGTH, TITLE_LENGTH
from articles.models.slugs import SLUG_LENGTH, leads_elsewhere, unique_slug
from harmblog.language import own_names
from harmblog.text import without_unprintable

from .. import own
from ..records import Item
from .addresses import holds_address
from .dates import Moment, utc_or_guess
from .run import Run, plain, type_name

CLASSES = {
    "": "posts",
    "post": "posts",
    "page": "pages",
    "attachment": "attachments",
    "nav_menu_item": "menu entries",
    "revision": "revisions",
    **own.CLASSES,
}
LEFT_OUT = {
    "nav_menu_item": "menus are made anew, under Site",
    "revision": "old versions do not come along",
}
PLUGINS = "a type of a theme or plugin, which has no place here"


def class_of(item: Item) -> str:
    """The line of the table that an item belongs to."""
    return CLASSES.get(item.type) or f"items of type {type_name(item.type)}"


def is_article(item: Item) -> bool:
    """Whether it becomes an article or a page here."""
    return item.type in ("", "post", "page")


def why_not(item: Item) -> str:
    """Why an item that is neither article nor attachment stays behind."""
    return LEFT_OUT.get(item.type, PLUGINS)


@dataclass(frozen=True, slots=True)
class State:
    """Whether readers will see it, from when on, and why it is a draft although it may have been public."""

    status: str
    published_at: dt.datetime | None
    reason: str = ""


def moment(date: str, date_gmt: str) -> Moment:
    """A time of the file as an article may have it."""
    found = utc_or_guess(date, date_gmt, zone=timezone.get_default_timezone())
    return found if found.utc and EARLIEST <= found.utc <= LATEST else Moment(None)


def state_of(item: Item, now: dt.datetime) -> State:
    """Public only what is plainly said to be; everything else is a draft, which loses nothing."""
    at = moment(item.date, item.date_gmt).utc
    published, draft = Article.Status.PUBLISHED, Article.Status.DRAFT
    if item.protected:
        return State(draft, at, "protected by a password")
    if item.status == "publish":
        return State(published, at or moment(item.modified, item.modified_gmt).utc or now)
    if item.status == "future" and at and at > now:
        return State(published, at)
    if item.status == "future":
        return State(draft, at, "to be published at a time that is past")
    # What was never published has no date of its own, only the day on which it was begun.
    at = moment("", item.date_gmt).utc
    return State(draft, at, "" if item.status == "draft" else f"{_called(item)} there")


def _called(item: Item) -> str:
    return {"trash": "in the trash", "": "without a state"}.get(item.status) or type_name(item.status)


def title_of(item: Item, text: str) -> str:
    """Its title, or what else it may be known by."""
    words = " ".join(plain(text[:1000], 200).split()[:8])
    return (
        plain(item.title, TITLE_LENGTH)
        or plain(unquote(item.slug).replace("-", " "), TITLE_LENGTH).capitalize()
        or words
        or _("Untitled")
    )


def slug_for(item: Item, title: str) -> str:
    """Its slug as it was there, if nothing here has it; a page's is free of addresses that the site itself has too."""
    slug = "" if holds_address(item.slug) else unquote(item.slug)
    wanted = slugify(slug, allow_unicode=True)[:SLUG_LENGTH] or title
    page = item.type == "page"
    usable = not (page and leads_elsewhere(wanted))
    if wanted == item.slug and usable and not Article.objects.filter(slug=wanted).exists():
        return wanted  # a long one, which has no room for a number, needs none
    if page:
        return unique_slug(Article, wanted, fallback="page", free=lambda slug: not leads_elsewhere(slug))
    return unique_slug(Article, wanted, fallback="article")


def language_of(text: str) -> str:
    """A language as articles have it: "de" for "de-DE", "pt-br"; the site's own for what is none."""
    code = text.replace("_", "-").lower()
    offered = [code, code.partition("-")[0]]
    return next((code for code in offered if code in dict(settings.LANGUAGES)), "") or (
        offered[1] if re.fullmatch("[a-z]{2,3}", offered[1]) else settings.LANGUAGE_CODE
    )


def article_for(item: Item, run: Run, state: State, *, text: str, summary: str, author: int) -> Article:
    """The article that an item becomes, not saved yet."""
    extra = own.of_item(item.meta)
    title = title_of(item, text)
    slug = slug_for(item, title)
    _tell_what_changed(item, run, slug)
    return Article(
        kind="page" if item.type == "page" else "article",
        title=title,
        slug=slug,
        summary=summary,
        body=text,
        author_id=author,
        status=state.status,
        published_at=state.published_at,
        is_pinned=item.sticky,
        comments_open=item.comment_status == "open",
        **_said_by_us(extra, run),
    )


def _tell_what_changed(item: Item, run: Run, slug: str) -> None:
    example = item.place
    if item.slug and slug != unquote(item.slug):
        run.ledger.remark("addresses changed, with a redirect from the old one", example)
    if len(plain(item.title, 10_000)) > TITLE_LENGTH:
        run.ledger.remark(f"titles cut to {TITLE_LENGTH} characters", example)
    if not plain(item.title, 1):
        run.ledger.remark("titles made up where there was none", example)
    if len(plain(item.excerpt, 10_000)) > SUMMARY_LENGTH:
        run.ledger.remark(f"excerpts cut to {SUMMARY_LENGTH} characters", example)


def _said_by_us(extra: Mapping[str, Any], run: Run) -> dict[str, Any]:
    """What only our own files say, or what goes without saying."""
    data = dict(extra)
    return {
        "content_note": own.words(data, "content_note", 200),
        "language": said if (said := own.words(data, "language")) in own_names() else language_of(said or run.language),
        "reviewed_on": _day(own.words(data, "reviewed_on")),
        "comments_close_on": _day(own.words(data, "comments_close_on")),
    }


def _day(text: str) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def old_paths(item: Item, run: Run) -> list[str]:
    """The addresses that it had, from the first slash, as a browser shows them."""
    said = own.of_item(item.meta).get("old_paths", [])
    paths = [path for path in said if isinstance(path, str)] if isinstance(said, list) else []
    for link in (item.link,) if run.own else (item.link, item.guid):
        try:
            parts = urlsplit(link)
        except ValueError:
            continue
        if parts.scheme in ("http", "https"):
            paths.append(re.sub("/{2,}", "/", unquote(parts.path)) + (f"?{parts.query}" if parts.query else ""))
    if item.id.isdecimal() and not run.own:
        names = ("p", "page_id") if item.type == "page" else ("p",)
        paths += [f"{run.base}/?{name}={item.id}" for name in names]
    roots = {"", "/", run.base, f"{run.base}/"}
    paths = [path for path in dict.fromkeys(map(without_unprintable, paths)) if path[:1] == "/" and len(path) <= 800]
    return [path for path in paths if path not in roots and not holds_address(path)]

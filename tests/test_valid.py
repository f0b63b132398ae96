"""Every public page, feed and sitemap is valid: HTML by the standard's parser and by the W3C's checker, feeds by
feedparser, JSON Feed and sitemap by what their specifications ask for.

The W3C's checker (https://validator.github.io/validator/) needs Java and `VNU_JAR`, the path of its vnu.jar, as in the
npm package vnu-jar; without them its test is left out, and says so.
"""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import html5lib
import pytest
from django.http import HttpResponse
from django.test import Client

from articles.models import Article, Page, Topic
from harmblog.security import STAFF

from .canary import crawl, furnish, routes

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TEXT = """Words & <b>.[^1] See [the clinic](/clinic/ "a > b").

## One

| a | b |
| --- | --- |
| 1 | 2 |

## Two

> Said.

    code

### Three

1. a

## Four

[^1]: A *note*.
"""
JAVA, CHECKER = shutil.which("java"), os.environ.get("VNU_JAR", "")
MORE = [
    "/nothing/",
    "/nothing/sleeping-well/",
    "/?page=2",
    "/search/?q=sleep",
    "/search/?q=zebra",
    "/search/?q=%22<b>&page=1",
]


SEEN: dict[str, HttpResponse] = {}


@pytest.fixture
def answers(client: Client, write: Any, approved: Any, ada: Any) -> dict[str, HttpResponse]:
    """What a reader gets at every address of the URL map, by path, fetched once: the tests only look."""
    if not SEEN:
        SEEN.update(fetch(client, write, approved, ada))
    return SEEN


def fetch(client: Client, write: Any, approved: Any, ada: Any) -> dict[str, HttpResponse]:
    """On a site with something of everything."""
    article = write("Sleep & <b>", body=TEXT, summary='Less < "more".', content_note="<i>Note</i>", slug="sleep")
    paths = routes(furnish(client, article, approved("Thank & you <3", article=article)))
    for number in range(12):
        write(f"Sleep {number}", language="de" if number % 2 else "en").topics.add(Topic.objects.get())
    Page.objects.create(title="Help", slug="help", body=TEXT, author=ada, status="published")
    Article.objects.create(title="Draft", body="x", author=ada)
    return crawl(client, sorted({*(path for path in paths if not path.startswith(STAFF)), *MORE, "/help/"}))


def of_kind(answers: dict[str, HttpResponse], kind: str) -> dict[str, str]:
    """The bodies of those answers that say they are of some kind."""
    return {
        path: answer.content.decode()
        for path, answer in answers.items()
        if kind in answer.headers.get("Content-Type", "") and answer.status_code in (200, 404)
    }


def test_every_page_is_html_without_a_parse_error(answers: dict[str, HttpResponse]) -> None:
    pages = of_kind(answers, "text/html")
    assert len(pages) > 12
    for path, page in pages.items():
        try:
            html5lib.HTMLParser(strict=True).parse(page)
        except html5lib.html5parser.ParseError as error:
            pytest.fail(f"{path}: {error}")


def test_no_id_appears_twice_on_a_page(answers: dict[str, HttpResponse]) -> None:
    for path, page in of_kind(answers, "text/html").items():
        ids = re.findall(r'\sid="([^"]*)"', page)
        assert len(ids) == len(set(ids)), path


@pytest.mark.skipif(not JAVA, reason="the W3C's checker: no Java")
@pytest.mark.skipif(not Path(CHECKER).is_file(), reason="the W3C's checker: VNU_JAR names no file")
def test_the_checker_of_the_w3c_has_nothing_to_say(answers: dict[str, HttpResponse], tmp_path: Path) -> None:
    pages = of_kind(answers, "text/html")
    for number, (path, page) in enumerate(pages.items()):
        (tmp_path / f"{number}.html").write_text(page.replace("<!doctype html>", f"<!doctype html><!-- {path} -->"))
    command = [
        str(JAVA),
        "-Xss4m",
        "-jar",
        CHECKER,
        "--format",
        "json",
        "--exit-zero-always",
        str(tmp_path),
    ]
    run = subprocess.run(command, capture_output=True, check=True, text=True)
    said = json.loads(run.stderr or run.stdout)["messages"]
    errors = [one for one in said if one["type"] == "error"]  # what is only advice is not a mistake
    assert [(list(pages)[int(Path(e["url"]).stem)], e["message"], e.get("extract")) for e in errors] == []


@pytest.mark.parametrize("kind", ["application/rss+xml", "application/atom+xml"])
def test_every_feed_is_well_formed(answers: dict[str, HttpResponse], kind: str) -> None:
    feeds = of_kind(answers, kind)
    assert feeds
    for path, text in feeds.items():
        feed = feedparser.parse(text.encode())
        assert not feed.bozo, path
        assert feed.version in ("rss20", "atom10"), path
        assert feed.feed.title, path
        assert feed.entries, path
        assert all(entry.id and entry.link.startswith("http") and entry.title for entry in feed.entries), path


def test_every_json_feed_has_what_it_must_have(answers: dict[str, HttpResponse]) -> None:
    feeds = of_kind(answers, "application/feed+json")
    assert len(feeds) == 2
    for path, text in feeds.items():
        feed = json.loads(text)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["items"], path
        for item in feed["items"]:
            assert isinstance(item["id"], str)
            assert item["content_html"]
            assert None not in item.values()


def test_every_sitemap_is_one(answers: dict[str, HttpResponse]) -> None:
    maps = {path: text for path, text in of_kind(answers, "application/xml").items() if "sitemap" in path}
    assert maps
    for path, text in maps.items():
        root = ET.fromstring(text)  # noqa: S314 - our own
        assert root.tag == "{http://www.sitemaps.org/schemas/sitemap/0.9}urlset", path
        locations = [entry[0].text or "" for entry in root]
        assert locations
        assert all(location.startswith("http://127.0.0.1:8000/") for location in locations)
        changes = [entry[1].text or "" for entry in root if len(entry) == 2]
        assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+\d\d:\d\d", change) for change in changes)

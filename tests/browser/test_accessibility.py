"""axe-core finds nothing to object to on any kind of page, in light and dark, on a phone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.images import markdown, read_image, store_image
from articles.models import Page as StandingPage
from articles.models import Profile, Source, Topic
from harmblog.models import Site

from ..conftest import account
from ..pictures import picture, upload
from .conftest import write_comment

Visit = Callable[..., Page]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that the dark look changes
LOOKS = [("light", 360, RULES), ("dark", 360, COLOURS), ("light", 1440, RULES)]  # they do not depend on the width
BODY = """Some *text* with a [link](https://example.org/) and a note.[^1]

## A heading

- one
- two

> A quotation.

| Sign | Onset | Duration | Meaning | What to do |
| --- | --- | --- | --- | --- |
| blue lips | minutes | until helped | too little air | call now |

    a line of code that is too long for the screen of any telephone whatsoever

[^1]: The note.
"""


@pytest.fixture
def site(write: Any, say: Any, approved: Any) -> dict[str, str]:
    """Something of everything. The addresses of the pages by name."""
    Source.objects.create(key="who2014", kind="report", authors="WHO", year="2014", title="Guidelines")
    image = store_image(
        read_image(upload(picture())), alt="A kit", is_decorative=False, uploaded_by=account("eve", "Editor")
    )
    body = (
        f"{BODY}\n{markdown(image, 'What is in it.')}\n\n## Why\n\nSays [@who2014].\n\n## When\n\n## Where\n\nHere.\n"
    )
    article = write(
        body=body, summary="What to do.", content_note="Describes an overdose.", title="Signs", is_pinned=True
    )
    article.topics.add(Topic.objects.create(name="Overdose", description="What helps."))
    first = approved("See https://example.org/ first.", article=article)
    approved("> See\n\nI did.", article=article, parent=first, name="Deniz")
    spanish = write(body="Despacio.", title="Señales", language="es", translation_of=article)
    arabic = write(body="> ببطء", title="العلامات", language="ar", summary="نص", content_note="نص")
    about = StandingPage.objects.create(title="About", body=BODY, author=article.author, status="published")
    author = Profile.objects.create(user=article.author, biography="I worked *nights*.")
    own = {"navigation": "Help | /help/\nAbout | /about/", "footer": "See [Help](/help/)."}
    Site.objects.create(name="Night shift", licence="CC0", licence_url="https://example.org/", **own)
    say("Waiting."), say("Waiting too.", article=article, parent=first)
    return {
        "home": "/",
        "article": article.get_absolute_url(),
        "spanish": spanish.get_absolute_url(),
        "arabic": arabic.get_absolute_url(),
        "topic": "/topics/overdose/",
        "topics": "/topics/",
        "search": "/search/?q=signs",
        "found nothing": "/search/?q=zebra",
        "about": about.get_absolute_url(),
        "author": author.get_absolute_url(),
        "archive": "/archive/",
        "privacy": "/privacy/",
        "nothing": "/articles/signs-of-what/",
        "month": f"/archive/{article.published_at:%Y/%m}/",
        "reply": f"{article.get_absolute_url()}reply/{first.public_id}/",
        "login": "/accounts/login/",
    }


def objections(page: Page) -> list[str]:
    found = []
    page.evaluate(Axe().axe_script)
    for theme, width, rules in LOOKS:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        for broken in page.evaluate("options => axe.run(options).then(results => results.violations)", options):
            found += [f"{theme} {width}: {broken['id']}: {node['html'][:120]}" for node in broken["nodes"]]
    return found


def test_axe_objects_to_a_page_that_is_read(visit: Visit, site: dict[str, str]) -> None:
    page, found = visit("/", script=True), {}
    for name, path in site.items():
        page.goto(path)
        found[name] = objections(page)
    assert {name: some for name, some in found.items() if some} == {}


def test_axe_objects_to_the_form_with_errors(visit: Visit, site: dict[str, str]) -> None:
    page = visit(site["article"], script=True)
    write_comment(page, "", name="", email="wrong")
    expect(page.get_by_role("alert")).to_be_visible()
    assert objections(page) == []


def test_axe_objects_to_the_receipt(visit: Visit, site: dict[str, str]) -> None:
    page = visit(site["article"], script=True)
    write_comment(page)
    expect(page.get_by_role("heading", name="Your comment was received")).to_be_visible()
    assert objections(page) == []


def test_axe_objects_to_the_queue(visit: Visit, site: dict[str, str], mo: User) -> None:
    page = visit("/moderation/", user=mo, script=True)
    page.get_by_role("button", name="Reject", exact=True).first.click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert objections(page) == []


def test_axe_objects_to_the_list_of_what_was_decided(visit: Visit, site: dict[str, str], mo: User) -> None:
    page = visit("/moderation/approved/", user=mo, script=True)
    expect(page.locator(".item .decided").first).to_be_visible()
    assert objections(page) == []


def test_axe_objects_to_the_empty_queue(visit: Visit, mo: User) -> None:
    page = visit("/moderation/", user=mo, script=True)
    expect(page.get_by_text("There is nothing here.")).to_be_visible()
    assert objections(page) == []


def test_axe_objects_to_the_closed_door(visit: Visit, ada: User) -> None:
    page = visit("/moderation/", user=ada, script=True)
    expect(page.get_by_role("heading", name="This door is closed to you")).to_be_visible()
    assert objections(page) == []

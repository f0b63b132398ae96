"""axe-core finds nothing to object to on any kind of page, in light and dark, on a phone and on a desk."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page

from articles.models import Article, Topic
from comments.models import Comment

from .conftest import write_comment

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(theme, width) for theme in ("light", "dark") for width in (360, 1440)]
BODY = """Some *text* with a [link](https://example.org/) and a note.[^1]

## A heading

- one
- two

> A quotation.

| Sign | Meaning |
| --- | --- |
| blue lips | call now |

[^1]: The note.
"""


@pytest.fixture
def site(write: Any, say: Any, approved: Any) -> dict[str, str]:
    """Something of everything. The addresses of the pages by name."""
    article = write(body=BODY, summary="What to do.", content_note="Describes an overdose.", title="Signs")
    article.topics.add(Topic.objects.create(name="Overdose", description="What helps."))
    first = approved("See https://example.org/ first.", article=article)
    approved("> See\n\nI did.", article=article, parent=first, name="Deniz")
    say("Waiting."), say("Waiting too.", article=article, parent=first)
    return {
        "home": "/",
        "article": article.get_absolute_url(),
        "topic": "/topics/overdose/",
        "archive": "/archive/",
        "privacy": "/privacy/",
        "nothing": "/nothing/",
        "reply": f"{article.get_absolute_url()}reply/{first.public_id}/",
        "login": "/accounts/login/",
    }


def objections(page: Page) -> list[str]:
    found = []
    for theme, width in LOOKS:
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        for broken in Axe().run(page, options={"runOnly": RULES}).response["violations"]:
            where = [node["html"][:200] for node in broken["nodes"]]
            found.append(f"{theme} {width}: {broken['id']}: {broken['help']}: {where}")
    return found


@pytest.mark.parametrize("name", ["home", "article", "topic", "archive", "privacy", "nothing", "reply", "login"])
def test_axe_objects_to_a_page_that_is_read(visit: Callable[..., Page], site: dict[str, str], name: str) -> None:
    assert objections(visit(site[name], script=True)) == []

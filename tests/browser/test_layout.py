"""Pages keep their shape whatever is written on them: on the narrowest phone, and on a wide screen."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from articles.models import Article, Profile, Topic
from articles.models import Page as StandingPage
from harmblog.models import Site

from .conftest import write_comment

Visit = Callable[..., Page]
WORD = "Pneumonoultramicroscopic" * 9  # cut to what a field takes, without a place to break
WORDS = "a long title that goes on and on and has still not come to its point " * 3
WALL = "night slow morning water phone friend breath nurse kit street dose sleep " * 50
ARABIC = "شكرا لكم على هذه الكلمات، لقد ساعدتني كثيرا في تلك الليلة."
BODY = f"""{WALL}

| Substance | Onset | Duration | Combination | Notice |
| --- | --- | --- | --- | --- |
| first | fifteen minutes | several hours | {"never with alcohol " * 5} | {WORD} |

{WORD}

- {WORD}

> {WORD}

    {"code that is not broken " * 20}

https://example.org/{WORD}
"""

# What sticks out to the left or the right. What scrolls inside its own box may, and what only screen readers see.
SPILLED = """() => [...document.querySelectorAll("body *")]
    .filter(e => !e.closest("pre, table, .sr, .skip") && e.getClientRects().length)
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
    .map(e => e.outerHTML.slice(0, 120))
    .concat(document.documentElement.scrollWidth > innerWidth ? ["the page"] : [])"""
LINES = """paragraph => {
    const text = paragraph.firstChild, range = document.createRange(), lines = new Map();
    for (let i = 0; i < text.length; i++) {
        range.setStart(text, i), range.setEnd(text, i + 1);
        const top = Math.round(range.getBoundingClientRect().top);
        lines.set(top, (lines.get(top) ?? 0) + 1);
    }
    return [...lines.values()].slice(0, -1);
}"""
TEXT_HEIGHTS = """buttons => buttons.map(button => {
    const range = document.createRange();
    range.selectNodeContents(button);
    return range.getBoundingClientRect().height;
})"""
SMALL = """([selector, height]) => [...document.querySelectorAll(selector)]
    .filter(e => e.getClientRects().length && !e.closest(".prose, .sr, .skip"))
    .filter(e => e.getBoundingClientRect().height < height)
    .map(e => `${e.outerHTML.slice(0, 120)}: ${e.getBoundingClientRect().height}`)"""


@pytest.fixture
def crowded(write: Any, say: Any, approved: Any) -> Article:
    """An article, its thread and a queue with everything that tends to break a page."""
    article = write(title=WORD[:200], body=BODY, summary=WORD, content_note=WORD[:200])
    write(title=WORDS[:200], body=BODY)
    article.topics.add(Topic.objects.create(name=WORD[:80], slug="word", description=WORD))
    StandingPage.objects.create(title=WORD[:200], slug="about", body=BODY, author=article.author, status="published")
    Profile.objects.create(user=article.author, slug="ada", biography=BODY)
    navigation = "\n".join(f"{WORD[:40]} | /{WORD[:n]}/" for n in range(1, 9))
    Site.objects.create(name=WORD[:100], tagline=WORD[:200], navigation=navigation, footer=BODY, licence=WORD[:100])
    parent = None
    for text in (f"{WORD}\n\n> > > {WORD}", f"- - - {WORD}", ARABIC, WALL, f"https://example.org/{WORD}", "Deep."):
        parent = approved(text, article=article, parent=parent, name=WORD[:80])
        say(text, article=article, parent=parent, name=WORD[:80])
    approved("Short.", article=article, name="🫶🏽👩‍👩‍👧‍👦🏳️‍🌈" * 6)
    return article


def spills(page: Page) -> list[str]:
    """What reaches out of the page at each width. Waits for the stylesheet: a click returns before it has arrived."""
    page.wait_for_load_state("load")
    found = []
    for width in (320, 360, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {what}" for what in page.evaluate(SPILLED)]
    return found


def test_reader_never_scrolls_sideways(visit: Visit, crowded: Article) -> None:
    page, spilled = visit("/"), {}
    own = crowded.get_absolute_url()
    for path in (
        "/",
        own,
        "/topics/word/",
        "/about/",
        "/authors/ada/",
        "/archive/",
        "/privacy/",
        f"/nothing/{WORD[:80]}/",
        "/accounts/login/",
        "/topics/",
        f"/search/?q={WORD}",
        "/search/?q=night",
        "/search/?q=zebra",
    ):
        page.goto(path)
        spilled[path] = spills(page)
    page.goto(own)
    page.get_by_role("link", name="Reply to").last.click()
    spilled["reply"] = spills(page)
    write_comment(page, WORD, name=WORD[:80], email="wrong")
    spilled["error"] = spills(page)
    write_comment(page, WORD, name=WORD[:80])
    expect(page.get_by_role("heading", name="Your comment was received")).to_be_visible()
    spilled["receipt"] = spills(page)
    assert not any(spilled.values()), spilled


def test_moderator_never_scrolls_sideways(visit: Visit, crowded: Article, mo: User) -> None:
    page = visit("/moderation/", user=mo)
    expect(page.locator(".item")).to_have_count(6)
    assert spills(page) == []


def test_wide_table_scrolls_in_its_own_box(visit: Visit, crowded: Article) -> None:
    table = visit(crowded.get_absolute_url(), width=320).locator(".prose table")
    assert table.evaluate("e => e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX === 'auto'")


def test_deepest_reply_keeps_room_for_words_on_the_narrowest_phone(visit: Visit, crowded: Article) -> None:
    deepest = visit(crowded.get_absolute_url(), width=320).locator(".said", has_text="Deep.")
    assert deepest.evaluate("e => e.clientWidth") > 200


def test_arabic_comment_runs_from_right_to_left(visit: Visit, crowded: Article) -> None:
    said = visit(crowded.get_absolute_url()).locator(".said", has_text=ARABIC)
    expect(said).to_have_css("direction", "rtl")


def test_line_of_an_article_has_sixty_to_seventy_five_letters(visit: Visit, crowded: Article) -> None:
    paragraph = visit(crowded.get_absolute_url()).locator(".article .prose p").first
    lines = paragraph.evaluate(LINES)
    assert 60 <= sum(lines) / len(lines) <= 75


def test_finger_of_a_reader_hits_links_and_buttons(visit: Visit, approved: Any) -> None:
    comment = approved()
    comment.article.topics.add(Topic.objects.create(name="Overdose"))
    author = comment.article.author
    StandingPage.objects.create(title="About", body="Us.", author=author, status="published")
    Profile.objects.create(user=author, slug="ada", biography="I worked nights.")
    Site.objects.create(name="Night shift", navigation="Help | /help/", footer="[Help](/help/)", licence="CC0")
    own = comment.article.get_absolute_url()
    page, small = visit("/", width=360), {}
    for path in (
        *("/", own, f"{own}reply/{comment.public_id}/", "/topics/overdose/", "/about/", "/authors/ada/", "/archive/"),
        *("/nothing/naloxone/", "/accounts/login/", "/topics/", "/search/?q=text", "/search/?q=zebra"),
    ):
        page.goto(path)
        small[path] = page.evaluate(SMALL, ["a, input:not([type=hidden])", 24])
        small[path] += page.evaluate(SMALL, ["button, .button", 44])
    assert {path: some for path, some in small.items() if some} == {}


def test_finger_of_a_moderator_hits_links_boxes_and_buttons(visit: Visit, approved: Any, say: Any, mo: User) -> None:
    say("Another.", parent=approved())
    page = visit("/moderation/", user=mo, width=360)
    assert page.evaluate(SMALL, ["a", 24]) == []
    assert page.evaluate(SMALL, ["button, .tick", 44]) == []


def test_labels_of_buttons_stay_on_one_line_on_a_phone(visit: Visit, say: Any, mo: User) -> None:
    say()
    labels = visit("/moderation/", user=mo, width=320).locator(".acts button")
    assert labels.evaluate_all(TEXT_HEIGHTS) == [pytest.approx(18, abs=8)] * 3


def test_page_is_dark_for_whoever_wants_it_dark(visit: Visit, article: Article) -> None:
    for scheme, dark in (("light", False), ("dark", True)):
        page = visit("/", color_scheme=scheme)
        paper = page.locator("html").evaluate("e => getComputedStyle(e).backgroundColor")
        assert (sum(map(int, re.findall(r"\d+", paper))) < 150) is dark

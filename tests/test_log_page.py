"""/moderation/log/: who did what, found by comment and by account, page by page."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from comments import log, moderation
from comments.desk import log_pages
from comments.log import Entry
from comments.models import Comment
from harmblog.staff.noting import note

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PATH = "/moderation/log/"


def rows(desk: Client, query: str = "") -> list[str]:
    html = desk.get(PATH + query).content.decode()
    listed = re.search(r'<ol class="log">(.*?)</ol>', html, re.S)
    return [words(row).strip() for row in re.findall(r"<li>(.*?)</li>", listed[1], re.S)] if listed else []


@pytest.fixture
def lived(say: Any, mo: User, kit: User) -> Comment:
    comment = say("Zopiclonish", name="Ritanova", address="ritanova@example.org")
    act = {"act": "reject", "expected": "pending", "reason": "risky"}
    made = moderation.decide([comment.seen], moderator=mo, **act)
    moderation.undo(made.batch, moderator=kit)
    return comment


def test_it_tells_who_did_what_why_and_when(desk: Client, lived: Comment) -> None:
    undone, rejected = rows(desk, f"?of={lived.public_id}")
    assert "mo rejected Waiting → Rejected Somebody who follows it could be harmed." in rejected
    assert "kit taken back Rejected → Waiting" in undone
    assert re.match(r"\d+ \w+ \d{4}, \d\d:\d\d № \d+ ", rejected)


def test_it_holds_no_word_and_no_name(desk: Client, lived: Comment) -> None:
    assert not re.search("opiclon|itanova", desk.get(PATH).content.decode())


def test_a_comment_can_be_opened_as_long_as_it_is_there(desk: Client, lived: Comment) -> None:
    link = f'href="/moderation/focus/{lived.public_id}/"'
    assert link in desk.get(PATH).content.decode()
    moderation.withdraw(lived)
    assert link not in desk.get(PATH).content.decode()
    assert f"Comment {lived.public_id}, gone" in rows(desk)[0]
    assert "its writer, or a program withdrawn Waiting → Withdrawn" in rows(desk)[0]


@pytest.mark.parametrize(("who", "acts"), [("mo", ["rejected"]), ("kit", ["taken back"]), ("0", ["withdrawn"])])
def test_it_is_found_by_account(desk: Client, lived: Comment, who: str, acts: list[str]) -> None:
    moderation.withdraw(lived)
    found = rows(desk, f"?by={who}&of={lived.public_id}")
    assert len(found) == 1
    assert acts[0] in found[0]


def test_it_goes_on_page_by_page(desk: Client, approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_pages, "PER_PAGE", 2)
    for number in range(5):
        approved(f"Number {number}")
    seen, query = list[str](), "?by=mo"
    while query:
        seen += rows(desk, query)
        further = re.search(r'rel="next" href="([^"]+)"', desk.get(PATH + query).content.decode())
        query = further[1].replace("&amp;", "&") if further else ""
    numbers = [int(re.search(r"№ (\d+)", row)[1]) for row in seen]  # type: ignore[index]
    assert len(numbers) == 5
    assert numbers == sorted(numbers, reverse=True)


def test_other_acts_than_decisions_are_told(desk: Client, approved: Any, mo: User) -> None:
    comment = approved()
    log.append([Entry("reveal-agreed", comment.public_id, mo.pk, "asked", "agreed", "address")])
    log.append([Entry("new-act", "something-else", 10**9)])
    unknown, agreed = rows(desk)[:2]
    assert "mo agreed to the address" in agreed
    assert "account 1000000000 new-act Comment something-else, gone" in unknown


def test_what_was_done_to_accounts_and_lists_is_not_told_of_a_comment(desk: Client, mo: User, kit: User) -> None:
    note("role", kit, by=mo, before="M", after="ME")
    note("factor+", kit, by=kit, reason="app")
    log.append([Entry("words", "7", mo.pk, after="in use", reason="vendor")])
    listed, factor, role = rows(desk)[:3]
    assert "mo changed a list of words in use a link to a vendor List of words 7" in listed
    assert "kit set up a second factor authenticator app Account: kit" in factor
    assert "mo changed what somebody may do M → ME Account: kit" in role


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("by=nobody", "There is no account named nobody."),
        ("of=nothere", "There is nothing here."),
        ("before=0", "There is nothing further on."),
    ],
)
def test_nothing_found_is_said(desk: Client, lived: Comment, query: str, told: str) -> None:
    page = desk.get(f"{PATH}?{query}")
    assert page.status_code == 200
    assert told in words(page.content)


@pytest.mark.parametrize(
    "query",
    ["before=x", "before=-1", f"before={'9' * 30}", "of=%00", "of=<b>", "by=%00", f"by={'x' * 200}"],
)
def test_nonsense_is_refused(desk: Client, query: str) -> None:
    assert desk.get(f"{PATH}?{query}").status_code == 400


@pytest.mark.one_database
def test_the_newest_line_can_be_noted_down(desk: Client, lived: Comment) -> None:
    assert re.search(r"The newest line is \d+:[0-9a-f]{16} \.", words(desk.get(PATH).content))

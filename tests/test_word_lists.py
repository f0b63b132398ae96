"""Lists of words that admins keep: tried before they are saved, found in any disguise, carried out by the worker."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from comments import word_lists
from comments.models import Comment, LogLine, WordList
from comments.screening import listed
from comments.screening.finding import Label
from comments.screening.listed import Words

from .conftest import account, words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
ADD = "/admin/comments/wordlist/add/"
NEW = {"label": "sourcing", "words": "plug\nwickr", "reason": "slang of sellers", "is_active": "on"}
LATER = dt.timedelta(minutes=1)


@pytest.fixture
def root(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    return client


def tried(client: Client, path: str = ADD, **fields: str) -> str:
    """The page that says what the words would have matched."""
    answer = client.post(path, NEW | fields)
    assert answer.status_code == 200
    return answer.content.decode()


def sent_again(page: str) -> dict[str, str]:
    """What the buttons of that page send, but for the button."""
    fields = re.findall(r'<input type="hidden" name="(?!csrf)([^"]+)" value="([^"]*)"', page)
    return {name: value.replace("&quot;", '"') for name, value in fields}


def keep(client: Client, path: str = ADD, **fields: str) -> WordList:
    """Save a list as an admin does: try it, then confirm."""
    assert client.post(path, sent_again(tried(client, path, **fields)) | {"_save": "Save"}).status_code == 302
    return WordList.objects.latest("changed_at")


def settled() -> None:
    """As if the lists had been changed a while ago."""
    for row in WordList.objects.all():
        WordList.objects.filter(pk=row.pk).update(changed_at=row.changed_at - LATER)


# --- What is found ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "text", "matches"),
    [
        ("plug", "My Plug, again", True),
        ("plug", "unplugged, plugs", False),
        ("café", "CAFE", True),
        ("plug", "р\u200bl\u200bu\u200bg", True),  # a Cyrillic p, and invisible signs
        ("plug", "ｐｌｕｇ", True),
        ("plug", "p l u g", True),
        ("price", "pr1ce", True),
        ("my guy", "ask my   GUY, now", True),
        ("my guy", "my nice guy", False),
        ("4-mmc", "4-MMC", True),
        ("москва", "Москва", True),
    ],
)
def test_words_are_found_whole_and_in_any_letters(line: str, text: str, matches: bool) -> None:
    found = listed.findings(text, [Words(Label.SOURCING, "word list: x", (line,))])
    assert bool(found) == matches


def test_finding_says_where_and_why() -> None:
    (finding,) = listed.findings("Ask my Ｐlug.", [Words(Label.SPAM, "word list: slang", ("plug",))])
    assert (finding.start, finding.end, finding.label, finding.reason) == (7, 11, Label.SPAM, "word list: slang")


def test_change_of_a_list_is_seen_at_once_and_asked_for_once(root: Client, django_assert_num_queries: Any) -> None:
    assert word_lists.found("my plug") == set()
    row = keep(root)
    assert word_lists.found("my plug") == {Label.SOURCING}
    with django_assert_num_queries(1):
        word_lists.found("my plug")
    assert str(word_lists.current().findings("my plug")[0].reason) == "word list: slang of sellers"
    row.delete()
    assert word_lists.found("my plug") == set()


def test_labels_are_those_of_words_lists_and_the_flood(root: Client, say: Any) -> None:
    keep(root)
    plug, calm = say("My plug.", labels="fast spam"), say("Thank you.")
    expected = {plug.pk: ("fast sourcing", Comment.Lane.SLOW), calm.pk: ("", Comment.Lane.ORDINARY)}
    assert word_lists.label([plug, calm]) == expected
    assert [str(finding.reason) for finding in word_lists.reasons(plug)] == ["word list: slang of sellers"]


# --- Before it is saved -----------------------------------------------------------------------------------------------


def test_list_is_tried_before_it_is_saved(root: Client, approved: Any, say: Any) -> None:
    approved("My <b>plug</b> died in March.")
    approved("It helped me.")
    page = tried(root)
    assert "Would have matched 1 of the last 2 approved comments and 0 of the last 0" in words(page)
    assert re.search(r"<details>\s*<summary>.*?plug.*?</summary>\s*<blockquote[^>]*>My &lt;b&gt;plug", page, re.S)
    assert "plug in 1 comment" in words(page)
    assert not WordList.objects.exists()


def test_unwanted_ones_are_counted_apart(root: Client, say: Any, desk: Client) -> None:
    for act in ("spam", "reject"):
        comment = say(f"wickr {act}")
        desk.post("/moderation/decide/", {"comment": comment.seen, "act": act, "expected": "pending"})
    assert "0 of the last 0 approved comments and 2 of the last 2 that were spam" in words(tried(root))


def test_confirmed_list_is_saved_and_in_the_log(root: Client) -> None:
    row = keep(root)
    assert (row.words, row.changed_by, row.is_active) == ("plug\nwickr", User.objects.get(username="root"), True)
    line = LogLine.objects.latest("number")
    assert (line.act, line.subject, line.after, line.reason) == ("words", str(row.pk), "in use", "sourcing")


@pytest.mark.asvs("V9.1.1")
@pytest.mark.parametrize("change", [{"words": "plug\nthe moon"}, {"label": "urgent"}, {"tested": "x"}, {"tested": ""}])
def test_nothing_is_saved_that_was_not_tried(root: Client, change: dict[str, str]) -> None:
    answer = root.post(ADD, sent_again(tried(root)) | change | {"_save": "Save"})
    assert "Nothing is saved yet" in answer.content.decode()
    assert not WordList.objects.exists()


@pytest.mark.asvs("V9.2.1")
def test_list_that_was_tried_an_hour_ago_is_tried_again(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tried(root)
    monkeypatch.setattr("comments.word_list_admin.GOOD_FOR", -1)
    assert "Would have matched" in root.post(ADD, sent_again(page)).content.decode()
    assert not WordList.objects.exists()


def test_way_back_loses_nothing_that_was_typed(root: Client) -> None:
    page = root.post(ADD, sent_again(tried(root, reason='"slang"')) | {"_back": "Back"}).content.decode()
    assert re.search(r"<textarea[^>]*>\s*plug\nwickr</textarea>", page)
    assert 'value="&quot;slang&quot;"' in page
    assert "errornote" not in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        (" \n ", "required"),
        ("plug\nA", "Line 2 is in nearly every comment: “A”"),
        ("of the", "Line 1 is in nearly every comment"),
        ("20", "Line 1 is in nearly every comment"),
        ("---", "Line 1 holds no letter or digit"),
        ("x" * 81, "Line 1 is too long"),
        ("one two three four five six seven eight nine", "Line 1 is too long"),
        ("\n".join(f"w{n}" for n in range(2001)), "2001 lines are too many"),
    ],
)
def test_words_that_cannot_be_are_explained(root: Client, typed: str, told: str) -> None:
    assert told in words(tried(root, words=typed))
    assert not WordList.objects.exists()


def test_repeated_words_are_named(root: Client) -> None:
    assert "Said more than once: plug" in words(tried(root, words="Plug\nwickr\nｐlug"))


def test_list_typed_after_a_log_in_expired_is_given_back(client: Client) -> None:
    answer = client.post(ADD, NEW)
    assert answer.status_code == 403
    assert "plug\nwickr" in answer.content.decode()


@pytest.mark.parametrize("group", ["Moderator", "Editor", "Privacy officer"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_lists_are_for_admins_only(client: Client, group: str, method: str) -> None:
    client.force_login(account("someone", group, is_staff=True))
    assert getattr(client, method)(ADD, NEW).status_code == 403
    assert getattr(client, method)("/admin/comments/wordlist/").status_code == 403


# --- After a change ---------------------------------------------------------------------------------------------------


def test_what_waits_is_sorted_again_and_what_is_decided_stays(root: Client, say: Any, approved: Any) -> None:
    waiting, decided = say(), approved("Other words.")
    Comment.objects.update(sorted_at=timezone.now() - LATER)
    keep(root)
    assert word_lists.send_back() == 0  # a worker may still be at it with the list as it was
    settled()
    assert [word_lists.send_back(), word_lists.send_back()] == [1, 0]
    waiting.refresh_from_db()
    decided.refresh_from_db()
    assert waiting.sorted_at is None
    assert decided.sorted_at is not None


def test_what_waits_is_sent_back_some_at_a_time(root: Client, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_lists, "BATCH", 2)
    for number in range(3):
        say(f"Words {number}")
    Comment.objects.update(sorted_at=timezone.now() - 2 * LATER)
    keep(root)
    settled()
    assert [word_lists.send_back() for _ in range(3)] == [2, 1, 0]


def test_list_is_deleted_only_when_nothing_is_sorted_by_it(root: Client, say: Any) -> None:
    path = f"/admin/comments/wordlist/{keep(root).pk}"
    assert root.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    keep(root, f"{path}/change/", is_active="")
    say()
    Comment.objects.update(sorted_at=timezone.now() - 2 * LATER)
    settled()
    assert root.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    word_lists.send_back()
    assert root.post(f"{path}/delete/", {"post": "yes"}).status_code == 302
    assert LogLine.objects.latest("number").after == "deleted"
    assert not WordList.objects.exists()

"""The page on which moderators mark words, without its script: what is offered, ticked, typed, and refused."""

import re
from html import unescape
from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import moderation
from comments.models import Comment, Original

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TEXT = "Ask Jana.\r\n\r\nWrite to rita@example.org 👍🏽, or to Jana."
CONTACT = "[removed by a moderator: contact]"
DETAIL = "[removed by a moderator: identifying detail]"


@pytest.fixture
def comment(say: Any) -> Comment:
    return say(TEXT)


def path(comment: Comment, act: str = "redact") -> str:
    return f"/moderation/{act}/{comment.public_id}/"


def send(desk: Client, comment: Comment, act: str = "look", **form: Any) -> Any:
    given = {"comment": comment.seen, "expected": comment.status, "act": act, "kind": "detail", **form}
    return desk.post(path(comment), given)


def preview(page: Any) -> str:
    """What readers will see, by the page."""
    found = re.search(r'id="preview">.*?<div class="prose.*?>(.*?)</div>', page.content.decode(), re.S)
    return words(unescape(found[1])).strip() if found else ""


def form_of(page: Any) -> dict[str, Any]:
    """What a browser sends of a page, as it stands."""
    tree = html5lib.parse(page.content.decode(), namespaceHTMLElements=False)
    form = tree.find(".//form[@id='redact']")
    sent: dict[str, Any] = {}
    for field in form.iter("input"):
        if field.get("type") != "checkbox" or field.get("checked") is not None:
            sent.setdefault(field.get("name"), []).append(field.get("value", ""))
    for choice in form.iter("select"):
        sent[choice.get("name")] = [
            one.get("value") for one in choice.iter("option") if one.get("selected") is not None
        ]
    return sent


def publish(desk: Client, page: Any, **more: Any) -> Any:
    comment = Comment.objects.get()
    return desk.post(path(comment), {**form_of(page), "act": "publish", **more}, follow=True)


def at(part: str, number: int = 0) -> str:
    place = [match.start() for match in re.finditer(re.escape(part), TEXT)][number]
    return f"text:{place}:{place + len(part)}"


def test_what_is_found_is_marked_and_published_with_one_press(desk: Client, comment: Comment) -> None:
    page = desk.get(path(comment))
    assert preview(page) == f"Ask Jana. Write to {CONTACT} 👍🏽, or to Jana."
    assert "This is an e-mail address" in words(page.content)
    told = publish(desk, page)
    assert "1 comment published without the marked words." in words(told.content)
    assert "Your last act: one comment published without some words." in words(told.content)
    assert Comment.objects.get().text == TEXT.replace("rita@example.org", CONTACT)


def test_offer_that_is_unticked_stays_and_can_be_ticked_again(desk: Client, comment: Comment) -> None:
    page = send(desk, comment)
    assert "Nothing is marked." in words(page.content)
    assert "rita@example.org" in page.content.decode()
    assert f'value="{at("rita@example.org")}">' in page.content.decode()
    assert b'value="publish"' not in page.content
    assert preview(send(desk, comment, span=[at("rita@example.org")])).count("removed by") == 1


def test_ticked_words_that_stand_beside_each_other_are_one_mark(desk: Client, comment: Comment) -> None:
    page = send(desk, comment, word=[at("Write"), at("to"), at("Jana", 1)])
    assert preview(page) == f"Ask Jana. {DETAIL} rita@example.org 👍🏽, or to {DETAIL}."


@pytest.mark.parametrize("typed", ["jana", " Jana  ", "JANA"])
def test_typed_words_are_found_wherever_they_stand(desk: Client, comment: Comment, typed: str) -> None:
    page = send(desk, comment, exact=typed, kind="source")
    told = "[removed by a moderator: a way to get drugs]"
    assert preview(page) == f"Ask {told}. Write to rita@example.org 👍🏽, or to {told}."


def test_typed_words_may_go_over_a_line_end(desk: Client, comment: Comment) -> None:
    assert preview(send(desk, comment, exact="jana. write")) == f"Ask {DETAIL} to rita@example.org 👍🏽, or to Jana."


def test_selection_is_counted_as_browsers_do(desk: Client, comment: Comment) -> None:
    """Each line end is one there, the thumb four."""
    start = len("Ask Jana.\n\nWrite to rita@example.org ")
    page = send(desk, comment, drawn=[f"text:{start + 1}:{start + 5}"])
    assert preview(page) == f"Ask Jana. Write to rita@example.org {DETAIL} or to Jana."


def test_kind_of_each_mark_can_be_chosen(desk: Client, comment: Comment) -> None:
    place = at("rita@example.org")
    page = send(desk, comment, span=[place], **{f"kind:{place}": "source"})
    assert "a way to get drugs" in preview(page)
    assert form_of(page)[f"kind:{place}"] == ["source"]


def test_name_is_marked_like_the_text(desk: Client, say: Any) -> None:
    comment = say("It helped.", name="Rita Hansen")
    publish(desk, send(desk, comment, word=["name:5:11"]))
    assert Comment.objects.get().name == "Rita"


def test_what_was_not_looked_at_is_not_published(desk: Client, comment: Comment) -> None:
    answer = publish(desk, desk.get(path(comment)), exact="Jana")
    assert answer.status_code == 422
    assert "Something else is marked than what you had looked at" in words(answer.content)
    assert preview(answer) == f"Ask {DETAIL}. Write to {CONTACT} 👍🏽, or to {DETAIL}."
    assert Comment.objects.get().status == "pending"
    publish(desk, answer)
    assert Comment.objects.get().status == "approved"


@pytest.mark.asvs("V2.2.2")
@pytest.mark.parametrize(
    "wrong",
    [
        {"span": ["text:9:5", at("rita@example.org")]},
        {"span": ["text:0:999999", at("rita@example.org")]},
        {"word": ["text:5:5"]},
        {"word": ["title:0:2", "x", "\0"]},
        {"drawn": ["text:0:99999"]},
        {"drawn": [f"text:{10**30}:{10**31}"]},
        {"exact": "Janna"},
        {"exact": "a" * 5000},
        {"exact": "\0"},
    ],
)
def test_mark_that_makes_no_sense_is_said_and_the_others_stay(
    desk: Client, comment: Comment, wrong: dict[str, Any]
) -> None:
    page = send(desk, comment, **{"span": [at("rita@example.org")], **wrong})
    assert page.status_code == 422
    assert b'role="alert"' in page.content
    assert preview(page) == f"Ask Jana. Write to {DETAIL} 👍🏽, or to Jana."
    assert Comment.objects.get().text == TEXT


def test_too_many_marks_are_said(desk: Client, say: Any) -> None:
    comment = say("ab " * 300)
    assert "too many marks" in words(send(desk, comment, exact="a").content)


def test_nothing_marked_is_not_published(desk: Client, comment: Comment) -> None:
    assert send(desk, comment, "publish", looked="").status_code == 422
    assert Comment.objects.get().status == "pending"


def test_text_that_changed_is_shown_anew(desk: Client, comment: Comment) -> None:
    page = desk.get(path(comment))
    moderation.edit(comment, name="Rita", text="Other words.")
    answer = publish(desk, page)
    assert "The writer changed the comment by Rita while you read it" in words(answer.content)
    assert "Other" in words(answer.content)
    assert Comment.objects.get().status == "pending"


def test_whoever_was_faster_is_told(desk: Client, comment: Comment, kit: User) -> None:
    page = desk.get(path(comment))
    moderation.decide([comment.seen], act="spam", expected="pending", moderator=kit)
    assert "kit was faster" in words(publish(desk, page).content)


def test_withdrawn_comment_is_said_to_be_gone(desk: Client, comment: Comment) -> None:
    page = form_of(desk.get(path(comment)))
    moderation.withdraw(comment)
    assert desk.get(path(comment)).status_code == 404
    assert "for good" in words(desk.post(path(comment), {**page, "act": "publish"}, follow=True).content)


def test_newer_text_is_answered_first(desk: Client, comment: Comment, mo: User) -> None:
    moderation.decide([comment.seen], act="approve", expected="pending", moderator=mo)
    moderation.edit(comment, name="Rita", text="Newer, and Jana again.")
    answer = publish(desk, desk.get(path(comment)))
    assert answer.status_code == 409
    assert "Please answer that under “Changes” first" in words(answer.content)
    assert Comment.objects.get().text == TEXT
    assert not Original.objects.exists()


def test_without_a_key_nothing_is_removed_and_no_mark_lost(
    desk: Client, comment: Comment, settings: Any, tmp_path: Path
) -> None:
    page = send(desk, comment, exact="Jana")
    settings.SEALING_PUBLIC_KEYS = tmp_path
    answer = publish(desk, page)
    assert answer.status_code == 503
    assert "cannot be sealed" in words(answer.content)
    assert preview(answer) == preview(page)
    assert Comment.objects.get().text == TEXT


def test_replies_that_repeat_the_words_are_named(desk: Client, comment: Comment, approved: Any) -> None:
    reply = approved("> rita@example.org\n\nThanks.", name="Ren", parent=comment)
    approved("Thanks.", name="Kim", parent=comment)
    page = desk.get(path(comment)).content.decode()
    assert f'href="{path(reply)}"><bdi>Ren</bdi>' in page
    assert "<bdi>Kim</bdi>" not in page


def test_boxes_and_what_stands_between_them_are_the_whole_text(desk: Client, say: Any) -> None:
    text = "«Señor» don't, 日本語です (x) … e\u0301\t\n\n> a  b, @night_owl7 and 👩‍👩‍👧."
    page = desk.get(path(say(text)))
    tree = html5lib.parse(page.content.decode(), namespaceHTMLElements=False)
    block = tree.find(".//*[@data-field='text']")
    for note in list(block.iter("sup")):
        note.clear()
    assert "".join(block.itertext()) == text


def test_page_is_valid_and_costs_the_same_however_much_is_marked(desk: Client, comment: Comment, say: Any) -> None:
    with CaptureQueriesContext(connection) as few:
        page = desk.get(path(comment))
    html5lib.HTMLParser(strict=True).parse(page.content.decode())
    many = say(" ".join(f"rita{number}@example.org" for number in range(60)))
    with CaptureQueriesContext(connection) as more:
        assert desk.get(path(many)).content.count(b"This is an e-mail address") == 60
    assert len(few) == len(more)


# --- All contacts at once ---------------------------------------------------------------------------------------------


def strip(desk: Client, stripped: Comment, **form: Any) -> Any:
    given = {"comment": stripped.seen, "expected": stripped.status, **form}
    return desk.post(path(stripped, "strip"), given, follow=True)


def test_contacts_are_stripped_and_the_rest_approved_in_one_act(desk: Client, say: Any) -> None:
    comment = say(
        "Write to rita@example.org, add me on telegram @rita_h88, call 06 12 34 56 78 or his number 07700 900123, "
        "see https://instagram.com/rita.h88. It helped Jana.",
        name="Rita @rita_h88",
    )
    assert "1 comment published without the marked words." in words(strip(desk, comment).content)
    comment.refresh_from_db()
    assert comment.text.count(CONTACT) == 5
    assert (comment.name, comment.status, "Jana" in comment.text) == ("Rita", "approved", True)
    assert not re.search("rita|06 12|07700", comment.text)


def test_nothing_to_strip_is_said_and_nothing_done(desk: Client, say: Any) -> None:
    comment = say("It helped.")
    assert "No way to reach somebody was found" in words(strip(desk, comment).content)
    comment.refresh_from_db()
    assert comment.status == "pending"


@pytest.mark.parametrize("stale", [{"comment": "x"}, {"expected": "approved"}, {"comment": "", "expected": "\0"}])
def test_strip_of_what_was_not_seen_does_nothing(desk: Client, comment: Comment, stale: dict[str, str]) -> None:
    assert strip(desk, comment, **stale).status_code == 200
    assert Comment.objects.get().status == "pending"


def test_strip_after_a_log_in_in_between_says_that_nothing_was_done(desk: Client, comment: Comment) -> None:
    assert "so nothing was decided" in words(desk.get(path(comment, "strip"), follow=True).content)
    assert desk.get("/moderation/redact/nothing/").status_code == 404
    assert "for good" in words(desk.post("/moderation/strip/nothing/", follow=True).content)

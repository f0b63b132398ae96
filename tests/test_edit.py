"""Changing a comment: what waits, what is published, what was rejected, and who is faster."""

from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from comments import moderation, receipts
from comments.models import Comment, Decision, Edit, Erasure, Objection

from .canary import kept_bytes, wipe_what_other_tests_left
from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NEW = {"name": "R.", "comment": "Better said."}


def address(comment: Comment) -> str:
    return f"/receipt/{receipts.secret_of(comment)}/edit/"


def decide(comment: Comment, mo: Any, act: str, expected: str) -> moderation.Outcome:
    return moderation.decide([comment.seen], act=act, expected=expected, moderator=mo)


def test_form_holds_the_newest_text(client: Client, approved: Any) -> None:
    comment = approved("First.")
    assert ">\nFirst.</textarea>" in client.get(address(comment)).content.decode()
    client.post(address(comment), NEW)
    assert ">\nBetter said.</textarea>" in client.get(address(comment)).content.decode()


def test_waiting_comment_is_replaced(client: Client, say: Any) -> None:
    comment = say("First.")
    assert client.post(address(comment), NEW).status_code == 303
    comment.refresh_from_db()
    assert (comment.name, comment.text, comment.status, comment.revision) == ("R.", "Better said.", "pending", 2)


@pytest.mark.django_db(transaction=True)
def test_replaced_text_is_in_no_byte(client: Client, say: Any) -> None:
    wipe_what_other_tests_left()
    comment = say("Zopiclonish words.")
    client.post(address(comment), NEW)
    assert b"opiclonish" not in kept_bytes()
    assert Erasure.objects.get().act == "text"


def test_same_sent_twice_is_one_change(client: Client, say: Any, approved: Any) -> None:
    waiting, published = say("First."), approved("Second.")
    for _ in range(2):
        client.post(address(waiting), NEW)
        client.post(address(published), NEW)
        token = Edit.objects.get().token
    waiting.refresh_from_db()
    assert (waiting.revision, Edit.objects.get().token) == (2, token)


def test_published_text_stays_until_the_new_one_is_approved(
    client: Client, approved: Any, mo: Any, article: Article
) -> None:
    comment = approved("First said.")
    client.post(address(comment), NEW)
    page = words(client.get(article.get_absolute_url()).content)
    assert "First said." in page
    assert "Better said." not in page
    moderation.approve_edit(comment.public_id, Edit.objects.get().token, moderator=mo)
    page = words(client.get(article.get_absolute_url()).content)
    assert "First said." not in page
    assert "Better said." in page
    assert not Edit.objects.exists()
    assert Decision.objects.last().act == "change"  # type: ignore[union-attr]


def test_newer_text_can_be_taken_back_by_sending_the_published_one(client: Client, approved: Any) -> None:
    comment = approved("First.")
    client.post(address(comment), NEW)
    client.post(address(comment), {"name": comment.name, "comment": "First."})
    assert not Edit.objects.exists()


def test_newer_text_that_was_replaced_cannot_be_approved(client: Client, approved: Any, mo: Any) -> None:
    comment = approved("First.")
    client.post(address(comment), NEW)
    token = Edit.objects.get().token
    client.post(address(comment), {**NEW, "comment": "Best said."})
    with pytest.raises(moderation.Gone):
        moderation.approve_edit(comment.public_id, token, moderator=mo)
    with pytest.raises(moderation.Gone):
        moderation.refuse_edit(comment.public_id, token, moderator=mo)
    assert Edit.objects.get().text == "Best said."


def test_rejected_comment_goes_to_the_queue_again(client: Client, say: Any, mo: Any) -> None:
    comment = say("First.")
    decide(comment, mo, "reject", "pending")
    moderation.object_to(comment, "Why?")
    client.post(address(comment), NEW)
    comment.refresh_from_db()
    assert (comment.status, comment.text, comment.decided_at) == ("pending", "Better said.", None)
    assert not Objection.objects.exists()
    assert list(Decision.objects.order_by("pk").values_list("act", flat=True)) == ["reject", "resubmit"]


def test_decision_on_a_text_that_was_changed_meanwhile_does_nothing(client: Client, say: Any, desk: Client) -> None:
    comment = say("First.")
    client.post(address(comment), NEW)
    data = {"comment": comment.seen, "act": "approve", "expected": "pending"}
    page = words(desk.post("/moderation/decide/", data, follow=True).content)
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert "The writer changed the comment by R. while you read it" in page


def test_edit_after_a_decision_obeys_the_state_that_is(client: Client, say: Any, mo: Any) -> None:
    comment = say("First.")
    decide(Comment.objects.get(), mo, "approve", "pending")
    moderation.edit(comment, name="R.", text="Better said.")  # with what its page knew before
    comment.refresh_from_db()
    assert (comment.text, Edit.objects.get().text) == ("First.", "Better said.")


def test_newer_text_rests_while_its_comment_is_taken_down(client: Client, approved: Any, mo: Any, desk: Client) -> None:
    comment = approved("First.")
    client.post(address(comment), NEW)
    batch = decide(comment, mo, "reject", "approved").batch
    with pytest.raises(moderation.Gone):
        moderation.approve_edit(comment.public_id, Edit.objects.get().token, moderator=mo)
    assert "Better said." not in words(desk.get("/moderation/changes/").content)
    assert "It was not looked at" in words(client.get(address(comment).removesuffix("edit/")).content)
    moderation.undo(batch, moderator=mo)
    assert "Better" in words(desk.get("/moderation/changes/").content)


def test_edit_of_what_was_withdrawn_gives_the_text_back(client: Client, say: Any) -> None:
    comment = say("First.")
    link = address(comment)
    moderation.withdraw(comment)
    answer = client.post(link, NEW)
    assert (answer.status_code, "Better said." in answer.content.decode()) == (404, True)
    with pytest.raises(moderation.Gone):
        moderation.edit(comment, name="R.", text="Better said.")


def test_labels_and_lane_are_those_of_the_new_text(client: Client, say: Any) -> None:
    comment = say("First.", labels="many others", lane=Comment.Lane.SLOW)
    client.post(address(comment), NEW)
    comment.refresh_from_db()
    assert (comment.labels, comment.lane) == ("many", Comment.Lane.SLOW)
    client.post(address(comment), {**NEW, "comment": "I want to die tonight, I have taken all my pills."})
    comment.refresh_from_db()
    assert (comment.labels, comment.lane) == ("many urgent", Comment.Lane.URGENT)


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "\u202eRita"}, 422),
        ({"comment": "x"}, 422),
        ({"comment": "x" * 10_001}, 422),
        ({"name": "نورا", "comment": "שלום 😀 " * 1200}, 303),
    ],
)
def test_rules_are_those_of_the_comment_form(client: Client, say: Any, typed: dict[str, str], status: int) -> None:
    answer = client.post(address(say("First.")), {**NEW, **typed})
    assert answer.status_code == status
    assert status == 303 or {**NEW, **typed}["comment"] in answer.content.decode()


def test_comments_that_are_closed_can_still_be_changed(client: Client, say: Any, article: Article) -> None:
    comment = say("First.")
    Article.objects.update(comments_open=False)
    assert client.post(address(comment), NEW).status_code == 303

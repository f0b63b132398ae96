"""The desk's tabs for what commenters sent later: newer texts and objections."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments import moderation, receipts
from comments.models import Comment, Decision, Edit, Objection

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def changed(approved: Any) -> Comment:
    comment = approved("I took ten pills.")
    moderation.edit(comment, name="Rita", text="I took two pills.")
    return comment


@pytest.fixture
def contested(say: Any, mo: Any) -> Comment:
    comment = say("I met my doctor.")
    moderation.decide([comment.seen], act="reject", expected="pending", moderator=mo, reason="identifies")
    moderation.object_to(comment, "It names nobody.")
    return comment


def answer(desk: Client, comment: Comment, act: str, **more: str) -> str:
    data = {"comment": comment.public_id, "token": Edit.objects.get().token, "act": act, **more}
    return words(desk.post("/moderation/changes/answer/", data, follow=True).content)


def test_tab_shows_both_texts_and_what_differs(desk: Client, changed: Comment) -> None:
    page = desk.get("/moderation/changes/").content.decode()
    assert "I took <del>ten</del> pills." in page
    assert "I took <ins>two</ins> pills." in page
    assert "cannot be undone" in page


def test_urgent_newer_text_comes_first_and_labels_are_said(desk: Client, changed: Comment, approved: Any) -> None:
    for labels in ("disclosure", "urgent"):
        moderation.edit(approved(f"Old {labels}."), name="Rita", text=f"New {labels}.", labels=labels)
    page = words(desk.get("/moderation/changes/").content)
    places = [page.index(said) for said in ("somebody may be in danger", "urgent.", "two", "could lead to its writer")]
    assert places == sorted(places)


def test_names_are_compared_too(desk: Client, approved: Any) -> None:
    comment = approved("Same.", name="Rita Full-Name")
    moderation.edit(comment, name="Rita", text="Same.")
    assert "<del> Full-Name</del>" in desk.get("/moderation/changes/").content.decode()


def test_approving_changes_the_page(desk: Client, changed: Comment, client: Client) -> None:
    assert "The newer text is published." in answer(desk, changed, "approve")
    assert "I took two pills." in words(client.get(changed.article.get_absolute_url()).content)


def test_keeping_the_old_text_tells_the_reason_on_the_receipt(desk: Client, changed: Comment, mo: Any) -> None:
    assert "The published text stays." in answer(desk, changed, "reject", reason="risky")
    row = Decision.objects.latest("pk")
    assert (row.act, row.reason, row.moderator, row.before, row.after) == ("keep", "risky", mo, "approved", "approved")
    assert not Edit.objects.exists()


@pytest.mark.parametrize("act", ["approve", "reject"])
def test_answer_to_what_is_not_there_any_more_does_nothing(desk: Client, changed: Comment, act: str) -> None:
    page = answer(desk, changed, act, token="another")
    assert "was faster" in page
    changed.refresh_from_db()
    assert (changed.text, Edit.objects.count()) == ("I took ten pills.", 1)


def test_answer_is_not_offered_for_undo(desk: Client, changed: Comment) -> None:
    assert "Your last act" not in answer(desk, changed, "approve")


def test_objection_is_shown_with_what_it_is_against(desk: Client, contested: Comment) -> None:
    page = words(desk.get("/moderation/objections/").content)
    for part in ("It names nobody.", "I met my doctor.", "mo: rejected", "could be recognised", "Decision stands"):
        assert part in page


def test_decision_stands(desk: Client, contested: Comment) -> None:
    data = {"comment": contested.public_id}
    assert "The decision stands" in words(desk.post("/moderation/objections/answer/", data, follow=True).content)
    assert (Objection.objects.count(), Decision.objects.latest("pk").act) == (0, "keep")
    assert "was faster" in words(desk.post("/moderation/objections/answer/", data, follow=True).content)
    receipt = words(Client().get(f"/receipt/{receipts.secret_of(contested)}/").content)
    assert "It names or describes somebody who could be recognised." in receipt
    assert "Your objection was read. The decision stays as it was." in receipt


def test_deciding_anew_answers_the_objection(desk: Client, contested: Comment) -> None:
    data = {"comment": contested.seen, "act": "approve", "expected": "rejected", "back": "objections"}
    page = desk.post("/moderation/decide/", data, follow=True)
    assert page.request["PATH_INFO"] == "/moderation/objections/"
    assert (Comment.objects.get().status, Objection.objects.count()) == ("approved", 0)


def test_reason_is_kept_with_a_rejection_alone(desk: Client, say: Any) -> None:
    for act, reason in (("reject", "hostile"), ("approve", "hostile"), ("reject", "")):
        data = {"comment": say(f"To {act} {reason}.").seen, "act": act, "expected": "pending", "reason": reason}
        desk.post("/moderation/decide/", data)
    assert list(Decision.objects.order_by("pk").values_list("reason", flat=True)) == ["hostile", "", ""]


def test_reason_that_does_not_exist_is_refused(desk: Client, say: Any) -> None:
    data = {"comment": say().seen, "act": "reject", "expected": "pending", "reason": "because"}
    assert desk.post("/moderation/decide/", data).status_code == 400
    assert Comment.objects.get().status == "pending"


@pytest.mark.parametrize("path", ["changes", "objections"])
def test_login_that_came_between_says_that_nothing_was_decided(desk: Client, path: str) -> None:
    page = desk.get(f"/moderation/{path}/answer/", follow=True)
    assert "so nothing was decided" in words(page.content)


def test_tabs_count_what_waits_in_the_same_queries(desk: Client, approved: Any, changed: Comment) -> None:
    def look() -> tuple[str, int]:
        with CaptureQueriesContext(connection) as made:
            page = words(desk.get("/moderation/changes/").content)
        return page, len(made)

    page, few = look()
    assert "Changes&nbsp;(1)" in page
    for number in range(4):
        moderation.edit(approved(f"Old {number}."), name="Rita", text=f"New {number}.")
    page, many = look()
    assert "Changes&nbsp;(5)" in page
    assert many == few

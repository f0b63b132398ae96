"""The moderators' desk: what it shows, what it decides, and what it refuses."""

from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments import moderation
from comments.models import Comment, Decision

from .conftest import PASSWORD, account, words

pytestmark = pytest.mark.one_database


def decide(desk: Client, *comments: Comment, act: str = "approve", expected: str = "pending") -> Any:
    chosen = [comment.public_id for comment in comments]
    data = {"comment": chosen, "act": act, "expected": expected}
    return desk.post("/moderation/decide/", data, follow=True)


def states() -> list[str]:
    return list(Comment.objects.order_by("pk").values_list("status", flat=True))


def test_queue_shows_the_oldest_first_with_all_that_is_needed(desk: Client, say: Any) -> None:
    say("Older")
    say("Newer", name="Ren")
    page = words(desk.get("/moderation/").content)
    assert page.index("Older") < page.index("Newer")
    for part in ("Naloxone", "Ren", "ago", "2 comments are waiting", "Approve", "Reject", "Spam"):
        assert part in page


@pytest.mark.parametrize(("act", "status"), [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")])
def test_decision_moves_the_comment_and_is_logged(desk: Client, say: Any, mo: User, act: str, status: str) -> None:
    decide(desk, say(), act=act)
    assert states() == [status]
    row = Decision.objects.get()
    assert (row.act, row.before, row.after, row.moderator) == (act, "pending", status, mo)
    assert "mo" in words(desk.get(f"/moderation/{status}/").content)


def test_several_are_decided_at_once_and_taken_back_at_once(desk: Client, say: Any) -> None:
    comments = [say(f"Text {i}") for i in range(3)]
    page = decide(desk, *comments, act="spam").content
    assert "3 comments marked as spam." in words(page)
    batch = Decision.objects.values_list("batch", flat=True).distinct().get()
    desk.post("/moderation/undo/", {"batch": batch})
    assert states() == ["pending"] * 3
    assert Decision.objects.filter(act="undo").count() == 3


def test_undo_hides_an_approved_comment_again(client: Client, desk: Client, say: Any, article: Article) -> None:
    decide(desk, say("Too much of me"))
    assert b"Too much of me" in client.get(article.get_absolute_url()).content
    desk.post("/moderation/undo/", {"batch": Decision.objects.get().batch})
    assert b"Too much of me" not in client.get(article.get_absolute_url()).content


def test_undo_is_offered_once(desk: Client, say: Any) -> None:
    assert "Your last act" in words(decide(desk, say()).content)
    batch = Decision.objects.get().batch
    assert "Your last act" not in words(desk.post("/moderation/undo/", {"batch": batch}, follow=True).content)
    again = desk.post("/moderation/undo/", {"batch": batch}, follow=True)
    assert "had been taken back already" in words(again.content)


def test_undo_of_what_was_taken_back_spares_the_next_decision(desk: Client, say: Any) -> None:
    comment = say()
    decide(desk, comment)
    batch = Decision.objects.get().batch
    desk.post("/moderation/undo/", {"batch": batch})
    decide(desk, comment)
    desk.post("/moderation/undo/", {"batch": batch})
    assert states() == ["approved"]


def test_undo_does_not_overrule_a_later_decision(desk: Client, say: Any, kit: User) -> None:
    comment = say()
    decide(desk, comment)
    moderation.decide([comment.public_id], act="spam", expected="approved", moderator=kit)
    answer = desk.post("/moderation/undo/", {"batch": Decision.objects.earliest("pk").batch}, follow=True)
    assert states() == ["spam"]
    assert "kit was faster" in words(answer.content)


def test_undo_does_not_overrule_the_same_decision_made_anew_by_somebody_else(desk: Client, say: Any, kit: User) -> None:
    comment = say()
    decide(desk, comment)
    moderation.decide([comment.public_id], act="reject", expected="approved", moderator=kit)
    moderation.decide([comment.public_id], act="approve", expected="rejected", moderator=kit)
    desk.post("/moderation/undo/", {"batch": Decision.objects.earliest("pk").batch})
    assert states() == ["approved"]


def test_second_moderator_is_told_who_was_faster(desk: Client, say: Any, kit: User) -> None:
    comment = say()
    moderation.decide([comment.public_id], act="reject", expected="pending", moderator=kit)
    answer = decide(desk, comment, act="approve")
    assert "kit was faster: the comment by Rita is already rejected" in words(answer.content)
    assert states() == ["rejected"]


def test_repeat_after_rejection_does_not_block_taking_the_rejection_back(desk: Client, say: Any) -> None:
    decide(desk, say("Same words"), act="reject")
    say("Same words")
    desk.post("/moderation/undo/", {"batch": Decision.objects.get().batch})
    assert states() == ["pending", "pending"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"act": "publish"},
        {"act": ""},
        {"expected": "draft"},
        {"act": "approve", "expected": "approved"},
        {"act": "undo"},
    ],
)
def test_decision_that_does_not_exist_is_refused(desk: Client, say: Any, wrong: dict[str, str]) -> None:
    data = {"comment": say().public_id, "act": "approve", "expected": "pending"} | wrong
    assert desk.post("/moderation/decide/", data).status_code == 400
    assert states() == ["pending"]


def test_deciding_on_nothing_says_what_to_do(desk: Client) -> None:
    assert "Tick the comments first" in words(decide(desk).content)


def test_comment_that_does_not_exist_changes_nothing(desk: Client, say: Any) -> None:
    say()
    answer = desk.post("/moderation/decide/", {"comment": "no\x00such", "act": "approve", "expected": "pending"})
    assert answer.status_code in (302, 400)
    assert states() == ["pending"]


@pytest.mark.parametrize("batch", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_undo_of_what_never_was_is_harmless(desk: Client, batch: str) -> None:
    assert desk.post("/moderation/undo/", {"batch": batch}).status_code in (302, 400)


@pytest.mark.parametrize("tab", ["", "approved/"])
def test_pages_of_the_desk_lead_through_all_of_it_once(desk: Client, article: Article, tab: str) -> None:
    status = "approved" if tab else "pending"
    call_command("populate", comments=60 if tab else 0, pending=0 if tab else 60, verbosity=0)
    seen: list[str] = []
    path = f"/moderation/{tab}"
    while path:
        page = desk.get(path).context
        seen += [comment.public_id for comment in page["page"].comments]
        path = page["next"]
    assert len(seen) == len(set(seen)) == Comment.objects.with_status(status).count() == 60


@pytest.mark.parametrize("cursor", ["x", "-1", "9" * 40, "2026-01-01_x", "\0", "0001-01-01T00:00:00+00:00_1", "_"])
@pytest.mark.parametrize("tab", ["", "approved/"])
def test_cursor_that_makes_no_sense_is_no_error(desk: Client, approved: Any, tab: str, cursor: str) -> None:
    approved()
    assert desk.get(f"/moderation/{tab}", {"after": cursor}).status_code == 200


def test_number_of_queries_is_the_same_for_10_and_for_3000_waiting(
    desk: Client, article: Article, django_assert_num_queries: Any
) -> None:
    call_command("populate", pending=10, verbosity=0)
    with CaptureQueriesContext(connection) as few:
        desk.get("/moderation/")
    call_command("populate", pending=3000, verbosity=0)
    with django_assert_num_queries(len(few)):
        page = desk.get("/moderation/")
    assert "More than 1000 comments are waiting" in words(page.content)


def test_same_writer_is_recognised_by_the_worker_only(desk: Client, say: Any, worker_process: None) -> None:
    one = say("One", address="rita@example.org")
    call_command("worker", "--once")
    decide(desk, one)
    say("Two", address=" RITA@Example.org")
    assert "approved before" not in words(desk.get("/moderation/").content)
    call_command("worker", "--once")
    assert "Same writer: one approved before" in words(desk.get("/moderation/").content)


def test_moderator_may_not_edit_articles_and_editor_may_not_moderate(desk: Client, ada: User, client: Client) -> None:
    assert desk.get("/admin/articles/article/").status_code == 302
    client.force_login(ada)
    assert client.get("/admin/articles/article/").status_code == 200
    assert client.get("/moderation/").status_code == 403


def test_login_leads_each_to_their_work(client: Client, mo: User, ada: User) -> None:
    for username, place in (("mo", "/moderation/"), ("ada", "/admin/")):
        answer = client.post("/accounts/login/", {"username": username, "password": PASSWORD})
        assert answer["Location"] == place


def test_admin_looks_at_comments_and_cannot_change_them(client: Client, approved: Any) -> None:
    comment = approved(address="rita@example.org")
    client.force_login(account("root", is_staff=True, is_superuser=True))
    assert client.get("/admin/comments/comment/").status_code == 200
    page = f"/admin/comments/comment/{comment.pk}/change/"
    assert b'name="_save"' not in client.get(page).content
    assert client.post(page, {"status": "spam"}).status_code == 403
    assert client.get("/admin/comments/comment/add/").status_code == 403


def test_own_comment_does_not_count_as_one_before(desk: Client, say: Any, worker_process: None) -> None:
    decide(desk, say("My first", address="rita@example.org"))
    call_command("worker", "--once")
    assert "approved before" not in words(desk.get("/moderation/approved/").content)


@pytest.mark.parametrize("path", ["/moderation/decide/", "/moderation/undo/"])
def test_login_that_came_between_says_that_nothing_was_decided(desk: Client, path: str) -> None:
    assert "so nothing was decided" in words(desk.get(path, follow=True).content)


def test_moderator_who_clicks_twice_is_not_told_of_somebody_else(desk: Client, say: Any) -> None:
    comment = say()
    decide(desk, comment)
    assert "You decided on the comment by Rita before" in words(decide(desk, comment).content)


def test_undo_is_not_offered_for_what_was_overruled(desk: Client, say: Any, kit: User) -> None:
    comment = say()
    decide(desk, comment)
    moderation.decide([comment.public_id], act="reject", expected="approved", moderator=kit)
    assert "Your last act" not in words(desk.get("/moderation/").content)


def test_moderator_changes_the_password_somebody_else_made(desk: Client, mo: User) -> None:
    new = "four words nobody joins"
    form = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert "password was changed" in words(desk.post("/accounts/password/", form, follow=True).content)
    mo.refresh_from_db()
    assert mo.check_password(new)


def test_password_page_is_valid_with_its_list_of_rules(desk: Client) -> None:
    page = desk.get("/accounts/password/").content.decode()
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<li>Your password must contain at least 15 characters.</li>" in page

"""One comment at a time: which comes next, what is shown of it, and what is refused with what changed."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments import moderation, receipts
from comments.desk import choosing
from comments.models import Claim, Comment, Decision, DeskNote, MessageTemplate

from .conftest import words

pytestmark = pytest.mark.one_database


@pytest.fixture
def of_kit(kit: User) -> Client:
    client = Client()
    client.force_login(kit)
    return client


def opened(desk: Client, path: str = "/moderation/focus/") -> Any:
    """The text in focus, or None where nothing is left."""
    page = desk.get(path, follow=True)
    return page.context["comment"].text if "comment" in page.context else None


def decide(desk: Client, comment: Comment, act: str = "approve", **more: str) -> Any:
    saw = f"{comment.name}\n{comment.text}"
    data = {"comment": comment.seen, "act": act, "expected": comment.status, "back": "focus", "saw": saw, **more}
    return desk.post("/moderation/decide/", data, follow=True)


def send(desk: Client, what: str, comment: Comment, **more: str) -> Any:
    return desk.post(f"/moderation/{what}/", {"comment": comment.seen, **more}, follow=True)


# --- Which one ------------------------------------------------------------------------------------------------------


def test_urgent_one_comes_first_and_then_the_oldest(desk: Client, say: Any) -> None:
    first, _second, urgent = say("First"), say("Second"), say("Danger", lane=0)
    assert opened(desk) == "Danger"
    assert decide(desk, urgent).context["comment"] == first
    assert opened(desk, "/moderation/focus/?lane=urgent") is None


def test_two_moderators_are_given_two_comments(desk: Client, of_kit: Client, say: Any) -> None:
    say("First"), say("Second")
    assert [opened(desk), opened(of_kit), opened(desk)] == ["First", "Second", "First"]


def test_whoever_opens_what_somebody_has_open_is_told(desk: Client, of_kit: Client, say: Any, kit: User) -> None:
    comment = say()
    opened(of_kit)
    page = desk.get(f"/moderation/focus/{comment.public_id}/")
    assert "kit has this open" in words(page.content)
    assert Claim.objects.get().moderator == kit


def test_skipped_one_does_not_come_again_until_asked_for(desk: Client, say: Any) -> None:
    first, second = say("First"), say("Second")
    assert send(desk, "skip", first).context["comment"] == second
    left = send(desk, "skip", second)
    assert "Look again at the 2 that you skipped" in words(left.content)
    assert desk.post("/moderation/skip/", follow=True).context["comment"] == first


def test_way_back_leads_to_the_one_skipped(desk: Client, say: Any) -> None:
    first, _second = say("First"), say("Second")
    page = send(desk, "skip", first)
    assert page.context["back_to"] == first.public_id
    assert send(desk, "go-back", first).context["comment"] == first


def test_what_i_hold_is_left_to_others(desk: Client, of_kit: Client, say: Any) -> None:
    comment = say("Hard")
    assert "comment" not in decide(desk, comment, "ask").context
    assert opened(of_kit) == "Hard"


def test_many_skips_are_bounded(desk: Client, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "REMEMBERED", 2)
    for number in range(3):
        send(desk, "skip", say(f"Text {number}"))
    assert len(desk.session[choosing.SKIPPED]) == 2


def test_undo_leads_back_to_the_comment(desk: Client, say: Any) -> None:
    comment, _next = say("First"), say("Second")
    decide(desk, comment, "spam")
    data = {"batch": str(Decision.objects.get().batch), "back": "focus"}
    assert desk.post("/moderation/undo/", data, follow=True).context["comment"] == comment


def test_number_of_queries_is_the_same_for_10_and_for_1000_waiting(desk: Client, article: Article) -> None:
    counts = []
    for number in (10, 1000):
        call_command("populate", pending=number, verbosity=0)
        Claim.objects.all().delete()
        with CaptureQueriesContext(connection) as made:
            desk.get("/moderation/focus/", follow=True)
        counts.append(len(made))
    assert counts[0] == counts[1]


# --- What is shown --------------------------------------------------------------------------------------------------


def test_all_that_helps_is_there(desk: Client, write: Any, say: Any, approved: Any, mo: User, kit: User) -> None:
    article = write(summary="What to do.")
    parent = approved("The question.", article=article, name="Deniz")
    approved("Another answer.", article=article, parent=parent)
    comment = say("Write to rita@example.org for more.", article=article, parent=parent, labels="disclosure many")
    moderation.note(comment.public_id, text="I know this clinic.", moderator=kit)
    moderation.decide([comment.seen], act="reject", expected="pending", moderator=mo, reason="sourcing")
    page = words(desk.get(f"/moderation/focus/{comment.public_id}/").content)
    for part in (
        *("Naloxone", "What to do.", "The question.", "Another answer.", "I know this clinic.", "mo: rejected"),
        *("Could lead to its writer", "rita@example.org", "One of many from the same network"),
    ):
        assert part in page


def test_same_writer_is_counted_and_not_named(desk: Client, say: Any, mo: User, worker_process: None) -> None:
    one, two = (say(text, address="rita@example.org") for text in ("One", "Two"))
    call_command("worker", "--once")
    moderation.decide([one.seen], act="approve", expected="pending", moderator=mo)
    page = desk.get(f"/moderation/focus/{two.public_id}/").content
    assert "Same writer: 1 approved, 0 rejected" in words(page)
    assert b"example.org" not in page


def test_withdrawn_one_is_said_and_the_next_one_shown(desk: Client, say: Any, approved: Any) -> None:
    gone = approved("Gone")
    say("Reply", parent=gone), moderation.withdraw(gone)
    page = desk.get(f"/moderation/focus/{gone.public_id}/", follow=True)
    assert "Its writer withdrew this comment, for good." in words(page.content)
    assert page.context["comment"].text == "Reply"


def test_comment_that_never_was_is_not_found(desk: Client) -> None:
    assert desk.get("/moderation/focus/nosuch/").status_code == 404


# --- Acts -----------------------------------------------------------------------------------------------------------


def test_text_that_changed_is_refused_with_what_changed(desk: Client, say: Any) -> None:
    comment = say("I took ten pills.")
    moderation.edit(comment, name="Rita", text="I took two pills.")
    page = decide(desk, comment)
    assert page.status_code == 409
    assert "I took <del>ten</del> pills." in page.content.decode()
    assert "I took <ins>two</ins> pills." in page.content.decode()
    assert not Decision.objects.exists()


def test_state_that_changed_is_refused_with_who_was_faster(desk: Client, say: Any, kit: User) -> None:
    comment = say()
    moderation.decide([comment.seen], act="reject", expected="pending", moderator=kit)
    page = decide(desk, comment)
    assert (page.status_code, page.context["comment"].status) == (409, "rejected")
    assert "kit was faster" in words(page.content)


def test_message_reaches_the_receipt(desk: Client, say: Any, client: Client) -> None:
    comment = say()
    decide(desk, comment, "reject", reason="hostile", message="Please leave out the name.")
    assert "Please leave out the name." in words(client.get(f"/receipt/{receipts.secret_of(comment)}/").content)


def test_message_that_is_too_long_loses_nothing(desk: Client, say: Any) -> None:
    page = decide(desk, say(), "reject", reason="hostile", message="far too long " * 100)
    assert page.status_code == 422
    assert page.content.decode().count("far too long") == 100
    assert '<option value="hostile" selected>' in page.content.decode()
    assert not Decision.objects.exists()


def test_text_of_ones_own_stands_where_nothing_is_typed(desk: Client, say: Any, mo: User, client: Client) -> None:
    kept = MessageTemplate.objects.create(moderator=mo, title="Names", text="Please leave out names.")
    comment = say()
    decide(desk, comment, "reject", template=str(kept.pk))
    assert "Please leave out names." in words(client.get(f"/receipt/{receipts.secret_of(comment)}/").content)


def test_note_is_kept_and_an_empty_one_is_not(desk: Client, say: Any, mo: User) -> None:
    comment = say()
    assert "I am not sure." in words(send(desk, "note", comment, text="I am not sure.").content)
    assert send(desk, "note", comment, text=" ").status_code == 422
    assert DeskNote.objects.get().moderator == mo


@pytest.mark.parametrize("text", ["\0", "x" * 20_000])
@pytest.mark.parametrize("what", ["note", "answer"])
def test_words_that_no_page_can_show_come_back(desk: Client, approved: Any, what: str, text: str) -> None:
    assert send(desk, what, approved(), text=text).status_code == 422


def test_answer_of_the_site_is_published(desk: Client, approved: Any, client: Client) -> None:
    comment = approved()
    send(desk, "answer", comment, text="Thank you for this.")
    assert b"Thank you for this." in client.get(comment.article.get_absolute_url()).content


def test_answer_to_what_is_not_published_any_more_comes_back(desk: Client, approved: Any, kit: User) -> None:
    comment = approved()
    moderation.decide([comment.seen], act="reject", expected="approved", moderator=kit)
    page = send(desk, "answer", comment, text="Thank you.")
    assert page.status_code == 409
    assert not Comment.objects.filter(by_site=True).exists()


@pytest.mark.parametrize("what", ["decide", "undo", "skip", "go-back", "note", "answer", "keys"])
def test_login_that_came_between_says_that_nothing_was_done(desk: Client, what: str) -> None:
    assert "so nothing was decided" in words(desk.get(f"/moderation/{what}/", follow=True).content)


@pytest.mark.parametrize("what", ["skip", "go-back", "note", "answer"])
@pytest.mark.parametrize("comment", ["", "\0", "nosuch-1", "x" * 1000])
def test_act_on_what_never_was_is_harmless(desk: Client, what: str, comment: str) -> None:
    assert desk.post(f"/moderation/{what}/", {"comment": comment}).status_code in (302, 404)


def test_keys_are_switched_off_for_the_session(desk: Client, say: Any) -> None:
    comment = say()
    page = send(desk, "keys", comment, keys="off")
    assert page.context["comment"] == comment
    assert re.search('data-keys="off"', page.content.decode())


# --- Texts of one's own ---------------------------------------------------------------------------------------------


def stock(desk: Client, **data: str) -> Any:
    return desk.post("/moderation/messages/", data, follow=True)


def test_texts_are_kept_changed_and_deleted(desk: Client, mo: User) -> None:
    stock(desk, title="Names", text="Leave out names.")
    kept = MessageTemplate.objects.get(moderator=mo)
    stock(desk, key=str(kept.pk), title="Names", text="Please leave out names.")
    assert "Please leave out names." in words(desk.get("/moderation/messages/").content)
    stock(desk, key=str(kept.pk), act="delete")
    assert not MessageTemplate.objects.exists()


def test_second_text_with_the_same_title_comes_back(desk: Client) -> None:
    stock(desk, title="Names", text="Leave out names.")
    page = stock(desk, title="Names", text="Another text.")
    assert page.status_code == 422
    assert "Another text." in words(page.content)


@pytest.mark.asvs("V8.2.2")
def test_text_of_somebody_else_is_neither_shown_nor_changed(desk: Client, kit: User) -> None:
    of_kit = MessageTemplate.objects.create(moderator=kit, title="Of Kit", text="By Kit.")
    assert "By Kit." not in words(desk.get("/moderation/messages/").content)
    assert stock(desk, key=str(of_kit.pk), act="delete").status_code == 409
    assert MessageTemplate.objects.get() == of_kit

"""What moderators do besides deciding: second opinions, notes, messages, answers of the site, claims."""

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import moderation, receipts, worker
from comments.desk.claims import claim, claims_on, release
from comments.models import Claim, Comment, Decision, DeskNote, LogLine, Message, SecondOpinion

from .conftest import words


def reject(comment: Comment, moderator: User, **more: Any) -> moderation.Outcome:
    return moderation.decide([comment.seen], act="reject", expected=comment.status, moderator=moderator, **more)


def receipt(client: Client, comment: Comment) -> str:
    return words(client.get(f"/receipt/{receipts.secret_of(comment)}/").content)


def test_second_opinion_leaves_the_comment_waiting_until_somebody_decides(say: Any, mo: User, kit: User) -> None:
    comment = say()
    assert moderation.ask(comment.seen, moderator=mo).done
    comment.refresh_from_db()
    assert comment.status == "pending"
    assert SecondOpinion.objects.get().asked_by == mo
    reject(comment, kit)
    assert not SecondOpinion.objects.exists()


def test_second_opinion_on_a_text_that_changed_is_lost(say: Any, mo: User) -> None:
    comment = say()
    moderation.edit(comment, name="Rita", text="Something else.")
    outcome = moderation.ask(comment.seen, moderator=mo)
    assert (outcome.done, len(outcome.lost)) == ([], 1)
    assert not SecondOpinion.objects.exists()


def test_second_opinion_is_taken_back_once(say: Any, mo: User) -> None:
    outcome = moderation.ask(say().seen, moderator=mo)
    assert moderation.undo(outcome.batch, moderator=mo).done
    assert not SecondOpinion.objects.exists()
    assert not moderation.undo(outcome.batch, moderator=mo).done


def test_message_is_read_on_the_receipt_until_another_decision(say: Any, mo: User, client: Client) -> None:
    comment = say()
    reject(comment, mo, message="Please leave out the name of the clinic.")
    assert "A moderator wrote to you: Please leave out the name" in receipt(client, comment)
    comment.refresh_from_db()
    moderation.decide([comment.seen], act="approve", expected="rejected", moderator=mo)
    assert "clinic" not in receipt(client, comment)
    assert not Message.objects.exists()


def test_note_is_in_its_writers_download_and_goes_with_the_comment(say: Any, mo: User, client: Client) -> None:
    comment = say()
    moderation.note(comment.public_id, text="Is this about Kim?", moderator=mo)
    file = json.loads(client.post(f"/receipt/{receipts.secret_of(comment)}/download/").content)
    assert [note["text"] for note in file["moderators"]["notes_for_each_other"]] == ["Is this about Kim?"]
    moderation.withdraw(comment)
    assert not DeskNote.objects.exists()


def test_note_goes_when_the_words_of_a_rejected_comment_do(say: Any, mo: User) -> None:
    comment = say()
    moderation.note(comment.public_id, text="Is this about Kim?", moderator=mo)
    reject(comment, mo)
    worker.forget(timezone.now() + dt.timedelta(days=31))
    assert not DeskNote.objects.exists()


def test_answer_of_the_site_is_published_with_a_badge(
    approved: Any, mo: User, client: Client, article: Article
) -> None:
    comment = approved()
    said = moderation.answer(comment.public_id, text="Thank you. The clinic is open on Mondays.", moderator=mo)
    page = words(client.get(article.get_absolute_url()).content)
    assert "Harmblog Staff" in page
    assert "open on Mondays" in page
    outcome = moderation.undo(Decision.objects.get(comment=said).batch, moderator=mo)
    assert outcome.done
    assert "open on Mondays" not in words(client.get(article.get_absolute_url()).content)


def test_commenter_who_takes_the_name_of_the_site_has_no_badge(approved: Any, client: Client, article: Article) -> None:
    approved(name="Harmblog")
    assert "Staff" not in words(client.get(article.get_absolute_url()).content).partition("Harmblog It")[0][-200:]
    assert b"badge" not in client.get(article.get_absolute_url()).content


@pytest.mark.parametrize("state", ["pending", "withdrawn"])
def test_nothing_is_answered_that_is_not_published(say: Any, mo: User, state: str) -> None:
    comment = say()
    if state == "withdrawn":
        moderation.withdraw(comment)
    with pytest.raises(moderation.Gone):
        moderation.answer(comment.public_id, text="Hello.", moderator=mo)
    assert not Comment.objects.filter(by_site=True).exists()


def test_claim_is_held_against_others_until_its_time_is_up(say: Any, mo: User, kit: User) -> None:
    comment = say()
    assert claim(comment, mo).moderator == mo
    assert claim(comment, kit).moderator == mo
    assert claims_on([comment])[comment.pk].moderator == mo
    Claim.objects.update(until=timezone.now())
    assert claims_on([comment]) == {}
    assert claim(comment, kit).moderator == kit
    release(comment, mo)
    assert claims_on([comment])[comment.pk].moderator == kit


def test_claims_that_ended_are_forgotten(say: Any, mo: User) -> None:
    claim(say(), mo)
    worker.forget(timezone.now() + dt.timedelta(hours=1))
    assert not Claim.objects.exists()


def test_each_act_is_one_line_of_the_log(say: Any, approved: Any, mo: User) -> None:
    before = LogLine.objects.count()
    batch = moderation.ask(say("One").seen, moderator=mo).batch
    moderation.undo(batch, moderator=mo)
    moderation.answer(approved("Two").public_id, text="Yes.", moderator=mo)
    lines = LogLine.objects.filter(number__gt=before).order_by("number").values_list("act", "before", "after")
    assert list(lines) == list(Decision.objects.order_by("pk").values_list("act", "before", "after"))
    assert [act for act, *_ in lines] == ["ask", "undo", "approve", "answer"]

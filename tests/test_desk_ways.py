"""Where an act on the desk leads to: on in the same lane, or back to where it was done, with the way back beside it."""

from typing import Any

import pytest
from django.test import Client

from comments import moderation
from comments.models import Comment, Decision, SafetyTemplate

FOCUS = "/moderation/focus/"


@pytest.fixture
def note() -> SafetyTemplate:
    template = SafetyTemplate.objects.create(key="tolerance", title="After a break")
    more = {"source": "A source, 2024", "reviewed_on": "2026-01-01"}
    template.texts.create(language="en", version=1, text="The dose from before can be too much.", **more)
    return template


def seen(comment: Comment, **more: str) -> dict[str, str]:
    return {"comment": comment.seen, "expected": comment.status, "back": "focus", "lane": "ordinary", **more}


def test_words_taken_out_in_a_lane_lead_on_in_that_lane(desk: Client, say: Any) -> None:
    comment, following = say("Ask Berit.", name="Rita"), say("Second.")
    page = desk.post(f"/moderation/redact/{comment.public_id}/", seen(comment, act="look", exact="Berit"))
    assert 'name="lane" value="ordinary"' in page.content.decode()
    spans = [mark.value for mark in page.context["sheet"].marks]
    looked = page.context["sheet"].looked
    data = seen(comment, act="publish", span=spans, looked=looked)  # type: ignore[arg-type]
    answer = desk.post(f"/moderation/redact/{comment.public_id}/", data)
    assert answer["Location"] == f"{FOCUS}{following.public_id}/?lane=ordinary"


def test_safety_note_given_in_a_lane_leads_on_in_that_lane(desk: Client, say: Any, note: SafetyTemplate) -> None:
    comment, following = say("Same as before."), say("Second.")
    path = f"/moderation/safety/{comment.public_id}/"
    assert f"{FOCUS}{comment.public_id}/?lane=ordinary" in desk.get(path + "?back=focus&lane=ordinary").content.decode()
    answer = desk.post(path, seen(comment, note=note.key, revision=str(comment.revision)))
    assert answer["Location"] == f"{FOCUS}{following.public_id}/?lane=ordinary"


def test_what_was_decided_on_reports_is_undone_there(desk: Client, approved: Any) -> None:
    comment = approved()
    moderation.report(comment, "risky", counts=True)
    data = {"comment": comment.seen, "expected": "approved", "act": "reject", "back": "reports"}
    page = desk.post("/moderation/decide/", data, follow=True)
    batch = str(Decision.objects.filter(act="reject").get().batch)
    assert batch in page.content.decode()
    answer = desk.post("/moderation/undo/", {"batch": batch, "back": "reports"})
    assert answer["Location"] == "/moderation/reports/"
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_keys_switched_off_on_reports_leave_one_there(desk: Client) -> None:
    answer = desk.post("/moderation/keys/", {"keys": "off", "back": "reports"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/moderation/reports/"
    assert 'data-keys="off"' in answer.content.decode()


def test_folded_words_are_not_quoted_beside_the_fold(desk: Client, say: Any) -> None:
    comment = say("I found a corpse rotting with maggots.", labels="graphic")
    page = desk.get(f"{FOCUS}{comment.public_id}/").content.decode()
    assert "May be hard to read" in page
    assert "<q" not in page.partition('class="whys"')[2].partition("</ol>")[0]
    assert 'class="folded"' in desk.get(f"/moderation/safety/{comment.public_id}/").content.decode()


def test_empty_note_is_asked_for_where_the_keyboard_is_put(desk: Client, say: Any) -> None:
    comment = say()
    answer = desk.post("/moderation/note/", seen(comment, text=" "))
    assert answer.status_code == 422
    assert "autofocus" in answer.content.decode().partition('action="/moderation/note/"')[2].partition("</form>")[0]


def test_closed_door_shows_the_way_to_ones_own_account(client: Client, ada: Any) -> None:
    client.force_login(ada)
    answer = client.get("/moderation/")
    assert answer.status_code == 403
    assert "/accounts/" in answer.content.decode().partition("<main")[2].partition("</main>")[0]

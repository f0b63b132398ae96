"""The desk's lists: lanes, what is narrowed down, what is known of each, several at once."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from bench import plans
from comments import moderation
from comments.desk import queue, tabs
from comments.desk.claims import claim
from comments.models import Comment, Decision, SecondOpinion

from .conftest import words


def texts(desk: Client, path: str = "/moderation/", **query: str) -> list[str]:
    return [item.comment.text for item in desk.get(path, query).context["items"]]


def ago(comment: Comment, **span: float) -> None:
    Comment.objects.filter(pk=comment.pk).update(received_at=timezone.now() - dt.timedelta(**span))


def test_lane_shows_its_own_and_says_how_many(desk: Client, say: Any) -> None:
    say("Ordinary."), say("Danger.", lane=0), say("Pills.", lane=2), say("Ordinary too.")
    assert texts(desk) == ["Danger.", "Ordinary.", "Ordinary too.", "Pills."]
    assert [texts(desk, lane=lane) for lane in ("urgent", "slow")] == [["Danger."], ["Pills."]]
    page = words(desk.get("/moderation/?lane=ordinary").content)
    for count in ("Urgent (1)", "Ordinary (2)", "Likely spam or sourcing (1)"):
        assert count in page.replace("&nbsp;", " ")


def test_counts_end_at_ninety_nine(desk: Client, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "COUNTED", 2)
    for number in range(3):
        say(f"Text {number}")
    assert "Ordinary (2+)" in words(desk.get("/moderation/").content).replace("&nbsp;", " ")


def test_urgent_one_has_a_clock(desk: Client, say: Any) -> None:
    comment = say("Danger.", lane=0)
    ago(comment, minutes=20)
    assert re.search("Waits for 20.minutes; 1.hour, [34]\\d.minutes left", words(desk.get("/moderation/").content))
    ago(comment, hours=3)
    assert re.search("Waits for 3.hours: 1.hour longer than it should", words(desk.get("/moderation/").content))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "straße MÜSSEN"}, ["Wir müssen über die STRASSE."]),
        ({"q": "ЗДРАВ"}, ["Здравствуйте всем."]),
        ({"q": "Deniz"}, ["By name."]),
        ({"article": "alox"}, ["Wir müssen über die STRASSE.", "Здравствуйте всем.", "By name."]),
        ({"article": "nights"}, ["Elsewhere."]),
        ({"label": "graphic"}, ["Elsewhere."]),
        ({"age": "day"}, ["By name."]),
        ({"age": "day", "q": "elsewhere"}, []),
        ({"q": "Здрав", "lane": "urgent"}, []),
    ],
)
def test_list_is_narrowed_down(desk: Client, say: Any, write: Any, query: dict[str, str], found: list[str]) -> None:
    say("Wir müssen über die STRASSE."), say("Здравствуйте всем.")
    ago(say("By name.", name="Deniz"), days=3)
    say("Elsewhere.", article=write("Long nights", slug="long-nights"), labels="graphic")
    assert texts(desk, **query) == found


def test_narrowed_list_looks_at_a_stretch_and_further(desk: Client, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "LOOKED_AT", 4)
    for number in range(10):
        say(f"Text {number}" if number in (1, 9) else f"Nothing {number}")
    page = desk.get("/moderation/", {"q": "text"})
    assert "Looked at 4 comments; 1 of them shown." in words(page.content)
    seen = [item.comment.text for item in page.context["items"]]
    while following := page.context["next"]:
        page = desk.get(following)
        seen += [item.comment.text for item in page.context["items"]]
    assert seen == ["Text 1", "Text 9"]


def test_approved_ones_are_narrowed_down_too(desk: Client, approved: Any) -> None:
    approved("Published."), approved("Another.")
    assert texts(desk, "/moderation/approved/", q="publ") == ["Published."]


def test_address_is_never_searched(desk: Client, say: Any) -> None:
    say(address="rita@example.org")
    assert texts(desk, q="example") == []


@pytest.mark.parametrize("name", ["q", "article", "label", "age", "lane", "after"])
@pytest.mark.parametrize("value", ["\0", "9" * 5000, "%", "'"])
def test_nonsense_in_the_address_is_no_error(desk: Client, say: Any, name: str, value: str) -> None:
    say()
    assert desk.get("/moderation/", {name: value}).status_code == 200


def test_act_leads_back_to_the_narrowed_list(desk: Client, say: Any) -> None:
    comment = say("One text"), say("Two text")
    given = desk.get("/moderation/", {"q": "text", "lane": "ordinary"}).content.decode()
    place = re.findall('name="place" value="([^"]*)"', given)[-1].replace("&amp;", "&")
    data = {"comment": comment[0].seen, "act": "approve", "expected": "pending", "place": place}
    answer = desk.post("/moderation/decide/", data)
    assert answer["Location"] == "/moderation/?lane=ordinary&q=text"


def test_narrowed_list_costs_the_same_queries_for_any_number(desk: Client, article: Article) -> None:
    call_command("populate", pending=5, verbosity=0)
    with CaptureQueriesContext(connection) as few:
        desk.get("/moderation/", {"q": "night", "article": "nalox"})
    call_command("populate", pending=300, verbosity=0)
    with CaptureQueriesContext(connection) as many:
        assert texts(desk, q="night", article="nalox")
    assert len(few) == len(many)


def test_list_says_who_has_a_comment_open(desk: Client, say: Any, mo: User, kit: User) -> None:
    claim(say("Kit reads this."), kit), claim(say("Mo reads this."), mo)
    page = words(desk.get("/moderation/").content)
    assert "kit has this open" in page
    assert "mo has this open" not in page


def test_second_opinions_have_a_list(desk: Client, say: Any, kit: User) -> None:
    say("Clear."), moderation.ask(say("Hard.").seen, moderator=kit)
    assert texts(desk, lane="opinion") == ["Hard."]
    assert "kit asks for a second opinion." in words(desk.get("/moderation/").content)


def test_graphic_text_is_folded(desk: Client, say: Any) -> None:
    say("Blood.", labels="graphic")
    folded = re.findall('<details class="folded">.*?</details>', desk.get("/moderation/").content.decode(), re.S)
    assert "Blood." in folded[0]


def test_rejections_of_the_same_writer_are_said(desk: Client, say: Any, mo: User, worker_process: None) -> None:
    acts = ("approve", "reject", "spam", "")
    said = {act: say(f"Text {act}", address="rita@example.org") for act in acts}
    call_command("worker", "--once")
    for act in filter(None, acts):
        moderation.decide([said[act].seen], act=act, expected="pending", moderator=mo)
    assert "Same writer: 1 approved, 2 rejected" in words(desk.get("/moderation/").content)


def test_several_are_held_at_once_and_taken_back_at_once(desk: Client, say: Any) -> None:
    chosen = [say(f"Text {i}").seen for i in range(3)]
    held = desk.post("/moderation/decide/", {"comment": chosen, "act": "ask", "expected": "pending"}, follow=True)
    assert "3 comments held for a second opinion." in words(held.content)
    assert SecondOpinion.objects.count() == 3
    desk.post("/moderation/undo/", {"batch": Decision.objects.latest("pk").batch})
    assert not SecondOpinion.objects.exists()


def test_several_are_rejected_with_a_reason(desk: Client, say: Any) -> None:
    data = {"comment": [say().seen, say("Two").seen], "act": "reject", "expected": "pending", "reason": "hostile"}
    desk.post("/moderation/decide/", data)
    assert set(Decision.objects.values_list("act", "reason")) == {("reject", "hostile")}


@pytest.mark.one_database
def test_what_waits_in_a_lane_is_counted_from_its_index_alone(desk: Client, say: Any) -> None:
    """Else SQLite, once it knows that one lane holds a hundred thousand, reads every comment, once for each lane."""
    say()
    with plans.watched() as seen:
        desk.get("/moderation/")
    counting = next(query for query in seen.queries if query.sql.count("COUNT(*)") == len(Comment.Lane))
    read = [line for line in counting.plan if "comments_comment" in line]
    assert read == ["SEARCH comments_comment USING COVERING INDEX comment_in_lane (lane=?)"] * len(Comment.Lane)

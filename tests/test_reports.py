"""Readers' reports: one button without an account, joined, throttled, and answered by a moderator alone."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from comments import limits, log, moderation, receipts
from comments.held import held
from comments.limits import Limiter
from comments.models import Comment, Decision, Report, SafetyTemplate
from harmblog.block import SALT, DailySalt, block_of

from .canary import furnish, kept_bytes, routes
from .conftest import words
from .promises.test_pending import changed, public_bytes

pytestmark = pytest.mark.django_db


def report(comment: Comment, reason: str = "risky", ip: str = "203.0.113.5", **more: Any) -> Any:
    path = f"{comment.article.get_absolute_url()}report/{comment.public_id}/"
    return Client().post(path, {"reason": reason}, REMOTE_ADDR=ip, **more)


def counts() -> dict[str, int]:
    return dict(Report.objects.values_list("reason", "count"))


def of_many(comment: Comment, number: int, first: int = 1) -> None:
    for n in range(first, first + number):
        report(comment, ip=f"203.0.113.{n}")


# --- Reporting --------------------------------------------------------------------------------------------------------


def test_every_published_comment_has_a_quiet_link_to_a_form_of_reasons(client: Client, approved: Any) -> None:
    comment = approved("Take twice as much.")
    link = f"{comment.article.get_absolute_url()}report/{comment.public_id}/"
    assert f'href="{link}" rel="nofollow">Report<' in client.get(comment.article.get_absolute_url()).content.decode()
    page = client.get(link).content.decode()
    assert 'content="noindex"' in page
    assert "Take twice as much." in page
    assert page.count('type="radio"') == len(Report.Reason.values)


def test_report_can_be_sent_where_comments_are_closed(client: Client, approved: Any) -> None:
    comment = approved()
    Article.objects.update(comments_open=False)
    assert "/report/" in client.get(comment.article.get_absolute_url()).content.decode()
    report(comment)
    assert counts() == {"risky": 1}


def test_report_is_kept_with_its_reason_and_nothing_else(approved: Any) -> None:
    comment = approved()
    answer = report(comment, "identifies")
    assert (answer.status_code, answer["Location"]) == (303, "/articles/naloxone/reported/")
    assert not answer.cookies
    columns = {field.name for field in Report._meta.get_fields()}
    assert columns == {"id", "comment", "reason", "count", "first_at"}
    found = SALT.keyed(b"block", block_of("203.0.113.5"))
    assert found.encode() not in kept_bytes()


def test_reports_are_joined_and_each_network_counts_once_a_day(approved: Any) -> None:
    comment = approved()
    answers = [report(comment, ip=ip) for ip in ("203.0.113.5", "203.0.113.5", "203.0.113.6", "::ffff:203.0.113.6")]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(303, "/articles/naloxone/reported/")}
    assert counts() == {"risky": 2}


def test_second_reason_from_the_same_place_is_noted_and_not_counted(approved: Any) -> None:
    comment = approved()
    report(comment), report(comment, "danger")
    assert counts() == {"risky": 1, "danger": 0}


def test_next_day_counts_anew(approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    comment, today = approved(), [dt.date(2026, 11, 24)]
    monkeypatch.setattr(limits, "daily", Limiter(salt=DailySalt(lambda: today[0])))
    report(comment), report(comment)
    today[0] += dt.timedelta(days=1)
    report(comment)
    assert counts() == {"risky": 2}


def test_danger_is_answered_with_help_first(client: Client, approved: Any) -> None:
    answer = report(approved(), "danger")
    page = client.get(answer["Location"]).content.decode()
    assert page.index("/help-now/") < page.index("Thank you</h1>")
    assert 'href="tel:' in page
    assert 'href="tel:' not in client.get("/articles/naloxone/reported/").content.decode()


@pytest.mark.parametrize("reason", ["", "x", "\0", "RISKY"])
def test_report_without_a_reason_asks_for_one(approved: Any, reason: str) -> None:
    answer = report(approved(), reason)
    assert answer.status_code == 422
    assert "Please choose what is wrong with it." in words(answer.content)
    assert counts() == {}


def test_many_reports_from_one_place_are_put_off_politely(approved: Any) -> None:
    most = limits.PURPOSES["report"][0]
    comments = [approved(f"Number {number}") for number in range(most + 1)]
    assert [report(comment).status_code for comment in comments] == [303] * most + [429]
    answer = report(comments[-1], "hostile")
    assert "Please wait a few minutes" in words(answer.content)
    assert 'value="hostile" checked' in answer.content.decode()
    assert "/help-now/" in answer.content.decode()
    assert report(comments[-1], ip="203.0.113.6").status_code == 303


def test_report_from_another_site_is_refused(approved: Any) -> None:
    assert report(approved(), HTTP_SEC_FETCH_SITE="cross-site").status_code == 403
    assert counts() == {}


def test_what_is_not_published_cannot_be_reported(say: Any, approved: Any, write: Any) -> None:
    hidden = approved(article=write("Draft"))
    Article.objects.filter(title="Draft").update(status="draft")
    for comment in (say(), hidden):
        assert report(comment).status_code == 404
        path = f"{comment.article.get_absolute_url()}report/{comment.public_id}/"
        assert Client().get(path).status_code == 404
    assert counts() == {}


def test_report_that_overtakes_a_decision_is_in_vain(approved: Any, mo: User) -> None:
    comment = approved()
    moderation.decide([comment.public_id], act="reject", expected="approved", moderator=mo)
    moderation.report(comment, "risky", counts=True)
    moderation.withdraw(comment)
    moderation.report(comment, "risky", counts=True)
    assert counts() == {}


def test_busy_database_says_that_it_was_not_received(approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*args: Any, **kwargs: Any) -> None:
        raise OperationalError

    comment = approved()
    monkeypatch.setattr(moderation, "report", busy)
    assert report(comment).status_code == 503


def test_reports_change_no_public_byte(client: Client, article: Article, approved: Any) -> None:
    comment = approved()
    paths = routes(furnish(client, article, comment))
    before = public_bytes(paths)
    for reason in Report.Reason.values:
        of_many(comment, 3)
        report(comment, reason, ip="203.0.113.99")
    assert sum(counts().values()) == 4
    assert changed(paths, before) == []


def test_writer_finds_reports_in_what_is_held(approved: Any) -> None:
    comment = approved()
    report(comment)
    today = timezone.localdate().isoformat()
    assert held(comment)["reports_of_readers"] == [{"reason": "risky", "how_many": 1, "since": today}]


# --- The moderators' lane ---------------------------------------------------------------------------------------------


def test_lane_shows_danger_first_then_the_oldest(desk: Client, approved: Any) -> None:
    for text, reason in (("Older.", "risky"), ("Newer.", "risky"), ("Danger.", "danger")):
        report(approved(text), reason)
    page = words(desk.get("/moderation/reports/").content)
    assert page.index("Danger.") < page.index("Older.") < page.index("Newer.")
    assert "A reader says that somebody may be in danger now." in page
    assert "Reports&nbsp;(3)" in page


def test_lane_shows_each_comment_once_with_its_reasons(desk: Client, approved: Any) -> None:
    comment = approved("Take twice as much.")
    of_many(comment, 2)
    report(comment, "hostile", ip="203.0.113.9")
    page = words(desk.get("/moderation/reports/").content)
    assert page.count("Take twice as much.") == 1
    assert "could be harmed. 2 times" in page
    assert "It attacks somebody." in page
    assert "Reports&nbsp;(1)" in page


def answer(desk: Client, comment: Comment, /, **changed: str) -> str:
    seen = ",".join(str(key) for key in Report.objects.order_by("pk").values_list("pk", flat=True))
    data = {"comment": comment.seen, "reports": seen, **changed}
    return words(desk.post("/moderation/reports/answer/", data, follow=True).content)


def test_comment_that_is_left_as_it_is_is_reported_no_more(desk: Client, approved: Any, client: Client) -> None:
    comment = approved()
    report(comment)
    before = client.get(comment.article.get_absolute_url()).content
    assert "The comment stays as it is." in answer(desk, comment)
    assert counts() == {}
    assert Decision.objects.latest("pk").act == "leave"
    assert not list(log.verify())
    assert client.get(comment.article.get_absolute_url()).content == before
    receipt = words(client.get(f"/receipt/{receipts.secret_of(comment)}/").content)
    assert "Your comment is published" in receipt
    assert "newer text" not in receipt


def test_report_that_came_since_stays_open(desk: Client, approved: Any) -> None:
    comment = approved()
    report(comment)
    seen = str(Report.objects.get().pk)
    report(comment, "danger", ip="203.0.113.6")
    answer(desk, comment, reports=seen)
    assert counts() == {"danger": 1}


@pytest.mark.parametrize("changed", [{"reports": ""}, {"reports": "x,٣,-1"}, {"comment": "a\0"}, {"comment": "x-1"}])
def test_answer_to_what_was_not_seen_changes_nothing(desk: Client, approved: Any, changed: dict[str, str]) -> None:
    comment = approved()
    report(comment)
    assert "Nothing was changed" in answer(desk, comment, **changed)
    assert counts() == {"risky": 1}


def test_answer_that_names_another_text_changes_nothing(desk: Client, approved: Any) -> None:
    comment = approved()
    report(comment)
    assert "Nothing was changed" in answer(desk, comment, comment=f"{comment.public_id}-2")


def test_get_answers_nothing(desk: Client, approved: Any) -> None:
    report(approved())
    assert "so nothing was decided" in words(desk.get("/moderation/reports/answer/", follow=True).content)
    assert counts() == {"risky": 1}


@pytest.mark.parametrize("act", ["reject", "spam"])
def test_decision_anew_answers_the_reports(desk: Client, approved: Any, act: str) -> None:
    comment = approved()
    report(comment)
    data = {"comment": comment.seen, "act": act, "expected": "approved", "back": "reports"}
    assert desk.post("/moderation/decide/", data)["Location"] == "/moderation/reports/"
    assert counts() == {}


def test_safety_note_and_its_undo_leave_reports_open(desk: Client, approved: Any, mo: User) -> None:
    comment = approved()
    template = SafetyTemplate.objects.create(key="one", title="One")
    template.texts.create(language="en", version=1, text="Text.", source="WHO", reviewed_on=timezone.localdate())
    report(comment)
    made = moderation.warn(comment.public_id, key="one", moderator=mo)
    moderation.undo(made.batch, moderator=mo)
    assert counts() == {"risky": 1}


def test_withdrawal_takes_the_reports_along(approved: Any) -> None:
    comment = approved()
    approved("Reply", parent=comment)
    report(comment)
    moderation.withdraw(comment)
    assert counts() == {}


def test_lane_costs_the_same_for_1_and_for_60(desk: Client, approved: Any, django_assert_num_queries: Any) -> None:
    report(approved())
    with CaptureQueriesContext(connection) as few:
        desk.get("/moderation/reports/")
    comments = [approved(f"Number {number}") for number in range(30)]
    Report.objects.bulk_create(Report(comment=one, reason=why) for one in comments for why in ("danger", "risky"))
    with django_assert_num_queries(len(few)):
        page = desk.get("/moderation/reports/")
    assert len(page.context["reported"]) == 25


# --- Hidden until somebody has looked ---------------------------------------------------------------------------------


@pytest.fixture
def hides(settings: Any) -> None:
    settings.REPORTS_HIDE_AFTER = 3


def state(comment: Comment) -> str:
    comment.refresh_from_db()
    return comment.status


def test_no_number_of_reports_hides_unless_the_site_wants_it(approved: Any) -> None:
    comment = approved()
    of_many(comment, 20)
    assert state(comment) == "approved"


@pytest.mark.usefixtures("hides")
def test_enough_readers_hide_a_comment_and_its_writer_is_told_the_truth(client: Client, approved: Any) -> None:
    comment = approved("Take twice as much.")
    article = comment.article.get_absolute_url()
    of_many(comment, 2)
    of_many(comment, 2)
    assert "Take twice as much." in client.get(article).content.decode()
    of_many(comment, 1, first=3)
    assert "Take twice as much." not in client.get(article).content.decode()
    assert (state(comment), comment.lane) == ("pending", Comment.Lane.URGENT)
    row = Decision.objects.latest("pk")
    assert (row.act, row.before, row.after, row.moderator) == ("hide", "approved", "pending", None)
    assert not list(log.verify())
    receipt = words(client.get(f"/receipt/{receipts.secret_of(comment)}/").content)
    assert "Your comment is hidden for now" in receipt
    assert "nobody has decided against it" in receipt


@pytest.mark.usefixtures("hides")
def test_moderator_finds_a_hidden_comment_and_shows_it_again(desk: Client, client: Client, approved: Any) -> None:
    comment = approved("Take twice as much.")
    of_many(comment, 3)
    lane = words(desk.get("/moderation/reports/").content)
    assert "Hidden from readers until you decide." in lane
    assert "Leave it as it is" not in lane
    queue = words(desk.get("/moderation/").content)
    assert "Readers’ reports: hidden until somebody has looked" in queue
    assert "Urgent: somebody may be in danger" not in queue
    data = {"comment": comment.seen, "act": "approve", "expected": "pending", "back": "reports"}
    desk.post("/moderation/decide/", data)
    assert counts() == {}
    assert "Take twice as much." in client.get(comment.article.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("hides")
@pytest.mark.parametrize("shown_again", [True, False])
def test_reports_of_the_same_day_do_not_overrule_a_moderator(desk: Client, approved: Any, shown_again: bool) -> None:
    comment = approved()
    of_many(comment, 3 if shown_again else 2)
    if shown_again:
        desk.post("/moderation/decide/", {"comment": comment.seen, "act": "approve", "expected": "pending"})
    else:
        answer(desk, comment)
    of_many(comment, 6)
    of_many(comment, 5, first=100)
    assert state(comment) == "approved"
    Decision.objects.update(at=timezone.now() - dt.timedelta(days=1, minutes=1))
    report(comment, ip="203.0.113.200")
    assert state(comment) == "pending"


@pytest.mark.usefixtures("hides")
def test_moderator_who_comes_too_late_is_told_of_the_reports(desk: Client, approved: Any) -> None:
    comment = approved()
    of_many(comment, 3)
    data = {"comment": comment.seen, "act": "reject", "expected": "approved"}
    told = words(desk.post("/moderation/decide/", data, follow=True).content)
    assert "Readers’ reports hid the comment by Rita in the meantime." in told

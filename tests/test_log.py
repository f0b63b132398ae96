"""The append-only log: a line for each decision, refused changes, the file that knows where it ends."""

import datetime as dt
import stat
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet
from django.test import Client, override_settings
from django.utils import timezone

from comments import anchor, log, moderation, worker
from comments.anchor import Anchor
from comments.models import Comment, Decision, Edit, LogCheck, LogHead, LogLine, Objection

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun() -> int:
    """Where the log stands: its tables are emptied for no test."""
    return LogHead.objects.get(pk=1).number


def added(begun: int) -> QuerySet[LogLine]:
    return LogLine.objects.filter(number__gt=begun).order_by("number")


def whole(*options: str) -> int:
    """The exit code of `verify_log`."""
    try:
        call_command("verify_log", *options)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


def act(comment: Comment, act: str, before: str, mo: User, reason: str = "") -> moderation.Outcome:
    comment.refresh_from_db()
    return moderation.decide([comment.seen], act=act, expected=before, moderator=mo, reason=reason)


# --- A line for each decision -----------------------------------------------------------------------------------------


def test_a_life_leaves_one_line_for_each_decision(begun: int, say: Any, mo: User, kit: User) -> None:
    comment, other = say(), say("Another.")
    act(comment, "approve", "pending", mo)
    for answer in (moderation.refuse_edit, moderation.approve_edit):
        moderation.edit(comment, name="Rita", text=f"It helped: {answer.__name__}.")
        answer(comment.public_id, Edit.objects.get(comment=comment).token, moderator=kit)
    moderation.undo(act(comment, "reject", "approved", kit, "risky").batch, moderator=kit)
    act(comment, "reject", "approved", mo, "hostile")
    Objection.objects.create(comment=comment, text="Why?")
    moderation.let_stand(comment.public_id, moderator=kit)
    moderation.edit(comment, name="Rita", text="Changed.")
    moderation.decide([say("Both.").seen, other.seen], act="spam", expected="pending", moderator=mo)
    moderation.withdraw(comment)
    made = Decision.objects.order_by("pk").values_list("act", "before", "after", "reason", "moderator_id")
    acts = "approve keep change reject undo reject keep resubmit spam spam withdraw"
    assert [row[0] for row in made] == acts.split()
    lines = added(begun).values_list("act", "before", "after", "reason", "actor")
    assert list(lines) == [(*row[:4], row[4] or 0) for row in made]
    subjects = {comment.public_id, *Comment.objects.values_list("public_id", flat=True)}
    assert {line.subject for line in added(begun)} == subjects
    assert whole() == 0


@pytest.mark.asvs("V2.3.3")
def test_a_decision_that_fails_leaves_no_line(begun: int, approved: Any, mo: User) -> None:
    comment = approved()
    with transaction.atomic():
        act(comment, "reject", "approved", mo)
        transaction.set_rollback(True)
    assert [line.act for line in added(begun)] == ["approve"]
    assert whole() == 0


@pytest.mark.asvs("V16.2.5")
def test_a_line_holds_no_word_and_no_name(begun: int, approved: Any) -> None:
    approved("Zopiclonish", name="Ritanova", address="rita@example.org")
    told = " ".join(str(value) for row in added(begun).values_list() for value in row)
    assert not [word for word in ("opiclon", "itanova", "rita", "example") if word in told]


# --- Nothing is changed -----------------------------------------------------------------------------------------------

REFUSED = {
    "update": "UPDATE comments_logline SET actor = 1",
    "delete": "DELETE FROM comments_logline WHERE number = 1",
    "delete all": "DELETE FROM comments_logline",
    "put back": "UPDATE comments_loghead SET number = number - 1",
    "forget the newest": "DELETE FROM comments_loghead",
    "another newest": "INSERT INTO comments_loghead VALUES (2, 0, '', '')",
}
OF_POSTGRESQL = {"empty": "TRUNCATE comments_logline", "empty the newest": "TRUNCATE comments_loghead"}
REST = "at, act, subject, actor, before, after, reason, mac"
VALUES = "SELECT number, at, 'spam', subject, actor, before, after, reason, mac FROM comments_logline"
OF_SQLITE = {
    "replace": f"INSERT OR REPLACE INTO comments_logline {VALUES}",
    "replace into": f"REPLACE INTO comments_logline {VALUES}",
    "replace by row": f"REPLACE INTO comments_logline (rowid, number, {REST}) "
    f"SELECT rowid, number + 1000000, {REST} FROM comments_logline",
    "replace by updating": "UPDATE OR REPLACE comments_logline SET number = 1",
    "replace the newest": "REPLACE INTO comments_loghead VALUES (1, 0, '', '')",
}
ALL = {**REFUSED, **(OF_SQLITE if connection.vendor == "sqlite" else OF_POSTGRESQL)}


@pytest.mark.asvs("V16.4.2")
@pytest.mark.parametrize("how", ALL)
def test_the_database_refuses(how: str, approved: Any) -> None:
    approved()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ALL[how])
    assert whole() == 0


@pytest.mark.parametrize("how", ["save", "update", "delete", "one", "bulk_update", "upsert", "head"])
def test_the_models_cannot(how: str, begun: int, approved: Any) -> None:
    approved()
    line = added(begun).get()
    line.act = "spam"
    ways: dict[str, Any] = {
        "save": line.save,
        "update": lambda: added(begun).update(act="spam"),
        "delete": lambda: added(begun).delete(),
        "one": line.delete,
        "bulk_update": lambda: LogLine.objects.bulk_update([line], ["act"]),
        "upsert": lambda: LogLine.objects.bulk_create(
            [line], update_conflicts=True, update_fields=["act"], unique_fields=["number"]
        ),
        "head": lambda: LogHead.objects.all().delete(),
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        ways[how]()
    assert added(begun).get().act == "approve"


# --- The end, noted outside -------------------------------------------------------------------------------------------


def test_the_newest_line_is_noted_once_a_minute(begun: int, approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(anchor.time, "monotonic", lambda: now)
    following = Anchor()
    following.follow()
    approved("One"), approved("Two")
    following.follow()
    assert len(anchor.read()) == bool(begun)
    for later in (61, 122, 183):
        now = 1000.0 + later
        following.follow()
    head = LogHead.objects.get(pk=1)
    assert site.LOG_ANCHOR.read_text().splitlines()[-1] == f"{head.number} {head.mac}"
    assert len(anchor.read()) == bool(begun) + 1
    assert stat.S_IMODE(site.LOG_ANCHOR.stat().st_mode) == 0o600


def test_a_torn_note_is_no_alarm_and_spoils_no_other(approved: Any) -> None:
    approved()
    Anchor().follow()
    site.LOG_ANCHOR.write_text(site.LOG_ANCHOR.read_text() + f"{10**6} 0123ab")
    assert whole() == 0
    approved("More.")
    Anchor().follow()
    assert max(anchor.read()) == LogHead.objects.get(pk=1).number


def test_a_restored_backup_is_told_and_nothing_noted_over_it(
    approved: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    number = LogHead.objects.get(pk=1).number + 7
    site.LOG_ANCHOR.write_text(f"{number} {'ab' * 32}\n")
    following = Anchor()
    approved()
    following.follow()
    assert list(anchor.read()) == [number]
    assert f"did at line {number}: run manage.py verify_log" in caplog.text
    assert whole() == 1
    assert "its end was cut off, or the database was brought back" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_stops_nothing(approved: Any, settings: Any, caplog: Any) -> None:
    settings.LOG_ANCHOR = settings.LOG_ANCHOR / "no" / "folder"
    approved()
    Anchor().follow()
    assert "could not be noted" in caplog.text


def test_a_line_that_a_mail_named_is_asked_for(approved: Any) -> None:
    approved()
    head = LogHead.objects.get(pk=1)
    assert whole("--known", f"{head.number}:{head.mac[:16]}") == 0
    assert whole("--known", f"{head.number}:{head.mac[1:17]}") == 1
    assert whole("--known", f"{head.number + 1}:{head.mac[:16]}") == 1


@pytest.mark.one_database
def test_the_worker_notes_and_reads(begun: int, approved: Any, worker_process: None) -> None:
    approved()
    call_command("worker", "--once")
    assert max(anchor.read()) == begun + 1
    assert LogCheck.objects.get().wrong == 0


# --- Read by the worker, and by hand ----------------------------------------------------------------------------------


def test_what_the_worker_finds_is_on_the_health_page(desk: Client, approved: Any, settings: Any) -> None:
    approved()
    worker.log.look()
    settings.SECRET_KEY, key = "another, and the old one forgotten", settings.SECRET_KEY
    for hours, told in ((23, False), (25, True)):
        worker.log.look(timezone.now() + dt.timedelta(hours=hours))
        with override_settings(SECRET_KEY=key):
            assert ("manage.py verify_log" in desk.get("/healthz/detail/").content.decode()) is told


@pytest.mark.asvs("V11.2.2")
def test_lines_under_an_older_key_are_whole(approved: Any, settings: Any) -> None:
    approved("Before.")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    approved("After.")
    assert whole() == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert whole() == 1


def test_quiet_says_nothing_where_all_is_well(approved: Any, capsys: pytest.CaptureFixture[str]) -> None:
    approved()
    assert whole("--quiet") == 0
    assert capsys.readouterr() == ("", "")
    assert whole() == 0
    head = LogHead.objects.get(pk=1)
    assert f"The log is whole: {head.number} lines. The newest is {head.number}:" in capsys.readouterr().out


def test_a_long_log_is_read_in_batches_and_by_its_end(approved: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(log, "BATCH", 3)
    for number in range(8):
        approved(f"Number {number}")
    far: list[int] = []
    assert list(log.verify(seen=far.append)) == []
    assert len(far) > 2
    read: list[int] = []
    assert list(log.verify(newest=5, seen=read.append)) == []
    assert read == [far[-1] - 2, far[-1]]

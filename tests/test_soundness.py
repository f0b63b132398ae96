"""The worker's daily reading of the whole database."""

import datetime as dt
import logging
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from articles.models import Article
from comments import soundness
from comments.models import Comment, DataCheck

pytestmark = pytest.mark.django_db


@pytest.fixture
def spoilt(say: Any) -> None:
    """A value that is none of its column's."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes no such value")
    say("Zopiclonish words.")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE comments_comment SET received_at = 'Zopiclonish time'")


def test_whole_database_is_said_to_be_whole(approved: Any, capsys: pytest.CaptureFixture[str]) -> None:
    approved("It helped me.", address="rita@example.org")
    soundness.look()
    assert DataCheck.objects.get().wrong == 0
    call_command("check_data")
    assert capsys.readouterr().out == "All of the database can be read.\n"


@pytest.mark.one_database
@pytest.mark.usefixtures("spoilt")
def test_damage_is_told_without_what_is_written_there(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    soundness.look()
    assert soundness.is_damaged()
    with pytest.raises(SystemExit):
        call_command("check_data")
    told = capsys.readouterr().err + caplog.text
    assert "comments_comment cannot be read to its end" in told
    assert "opiclon" not in told


@pytest.mark.parametrize(
    ("one", "other", "bit"),
    [
        ("<p>10 mg</p>", "<p>10 mg</p>", False),
        ("<p>10 mg</p>", "<p>60 mg</p>", False),
        ("<p>10 mg</p>", "<p>18 mg</p>", True),
        ("<p>10 mg</p>", "<p>18 mG</p>", False),
        ("<p>10 mg</p>", "<p>10 mg</p> ", False),
    ],
)
def test_another_way_to_draw_a_text_is_no_damage(one: str, other: str, bit: bool) -> None:
    assert soundness.is_a_bit_apart(one, other) is bit


@pytest.mark.one_database
def test_changed_letter_in_what_is_shown_is_damage(approved: Any, article: Article) -> None:
    comment = approved("It was 10 mg.")
    Comment.objects.filter(pk=comment.pk).update(html=comment.html.replace("10 mg", "18 mg"))
    Article.objects.filter(pk=article.pk).update(body=article.body.replace("text", "tdxt"))
    assert list(soundness.troubles()) == [
        f"Comment {comment.public_id}: what was written and what is shown differ by a bit.",
        f"Article {article.pk}: what was written and what is shown differ by a bit.",
    ]


@pytest.mark.one_database
@pytest.mark.usefixtures("spoilt")
def test_database_is_read_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    DataCheck.objects.create(at=now - dt.timedelta(hours=23), wrong=0)
    soundness.look(now)
    assert not soundness.is_damaged()
    soundness.look(now + dt.timedelta(hours=2))
    assert soundness.is_damaged()


@pytest.mark.one_database
def test_staff_are_told_though_the_round_breaks_off_at_the_damage(
    worker_process: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soundness, "troubles", lambda: ["Page 7 is never used."])
    monkeypatch.setattr("comments.journal.missing", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("worker", "--once")
    assert soundness.is_damaged()

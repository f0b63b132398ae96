"""/privacy/ and the table behind it: complete, true, and the same bytes whoever has just written."""

import datetime as dt
import re
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from articles.models import Article
from comments import moderation, retention, worker
from comments.models import Comment, Contact
from comments.retention.sweeps import SWEEPS

from .conftest import words

DURATIONS = {
    **{dt.timedelta(hours=12): "12 hours", dt.timedelta(hours=48): "48 hours", dt.timedelta(days=1): "day|24 hours"},
    **{dt.timedelta(days=30): "30 days", dt.timedelta(days=90): "90 days", dt.timedelta(days=365): "One year"},
}


def columns() -> set[tuple[str, str]]:
    """Every column that is there."""
    models = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    inherited = {model for model in models if model._meta.parents}
    return {
        (model._meta.label, field.name)
        for model in models
        if model not in inherited
        for field in model._meta.local_fields
    }


@pytest.mark.asvs("V14.1.2")
def test_every_column_is_in_the_table_and_the_table_names_no_other() -> None:
    named = {column for rule in retention.RULES for column in rule.columns()}
    assert len(named) > 100
    assert columns() - named == set()
    assert named - columns() == set()


@pytest.mark.asvs("V14.1.2")
def test_every_class_has_a_name_of_its_own_and_the_time_it_says() -> None:
    keys = [rule.key for rule in retention.RULES]
    assert len(keys) == len(set(keys))
    assert {sweep.name.partition(",")[0] for sweep in SWEEPS} <= set(keys)
    assert set(retention.HELD) <= set(keys)
    for rule in retention.RULES:
        if rule.after:
            assert re.search(DURATIONS[rule.after], str(rule.how_long)), rule.key


@pytest.mark.django_db
def test_the_page_shows_the_whole_table(client: Client) -> None:
    html = client.get("/privacy/").content.decode()
    for rule in retention.RULES:
        for text in (rule.what, rule.why, rule.how_long, rule.who):
            assert escape(str(text)) in html
    assert html.count("not counted yet") == len(retention.HELD) + 1


@pytest.mark.django_db
def test_the_page_shows_how_much_there_is(client: Client, say: Any, approved: Any) -> None:
    client.get("/privacy/")  # from before, and kept
    approved("One"), approved("Two"), approved("Three"), say("Four")
    retention.count()
    page = words(client.get("/privacy/").content)
    assert re.search(r"A published comment So that .{1,200}? How many now 3 ", page)
    assert re.search(r"A comment that waits So that .{1,300}? How many now 1 ", page)
    assert "not counted yet" not in page


@pytest.mark.django_db
def test_a_hundred_posts_change_no_byte(client: Client, article: Article, mo: Any, worker_process: None) -> None:
    retention.count()
    before = client.get("/privacy/")
    for number in range(100):
        address = f"rita{number}@example.org" if number % 2 else ""
        moderation.receive(article=article, name="Rita", text=f"Number {number}", address=address)
    worker.keep_house()
    while worker.screen():
        pass
    chosen = [comment.seen for comment in Comment.objects.all()[:50]]
    moderation.decide(chosen, act="approve", expected="pending", moderator=mo)
    after = client.get("/privacy/")
    assert Contact.objects.count() == 50
    assert (after.content, after["ETag"]) == (before.content, before["ETag"])
    worker.keep_house(timezone.now() + dt.timedelta(days=1, hours=1))
    assert client.get("/privacy/")["ETag"] != before["ETag"]


@pytest.mark.django_db
def test_it_says_how_to_take_back_and_what_a_court_would_get(client: Client) -> None:
    html = client.get("/privacy/").content.decode()
    for anchor in ("back", "held", "court", "hide", "leaving"):
        assert f'href="#{anchor}"' in html
        assert f'id="{anchor}"' in html
    assert "as long as this site is, until you ask" not in html

"""The front page: what is pinned on top of it, and the topics that it names."""

import datetime as dt
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.models import Topic

from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def twelve(write: Any) -> None:
    """Number 00 is the newest."""
    for i in range(12):
        write(f"Number {i:02}", published_at=timezone.now() - dt.timedelta(hours=i + 1), is_pinned=i in (1, 5, 7, 11))


def numbers(client: Client, page: int) -> list[str]:
    return re.findall(r"Number (\d\d)", words(client.get("/", {"page": page}).content))


def test_three_are_on_top_and_not_again_below(client: Client, twelve: None) -> None:
    assert numbers(client, 1) == ["01", "05", "07", "00", "02", "03", "04", "06", "08", "09"]


def test_second_page_goes_on_where_the_first_ended(client: Client, twelve: None) -> None:
    assert numbers(client, 2) == ["10", "11"]


def test_old_pinned_article_is_on_top_and_in_its_place(client: Client, write: Any) -> None:
    for i in range(11):
        write(f"Number {i:02}", published_at=timezone.now() - dt.timedelta(hours=i + 1), is_pinned=i == 10)
    assert numbers(client, 1)[:2] == ["10", "00"]
    assert numbers(client, 2) == ["10"]


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"published_at": timezone.now() + dt.timedelta(1)}])
def test_hidden_article_is_not_on_top(client: Client, write: Any, hidden: dict[str, Any]) -> None:
    write("Unseen", is_pinned=True, **hidden)
    assert b"Unseen" not in client.get("/").content


def test_pinned_is_said_in_words(client: Client, twelve: None) -> None:
    assert words(client.get("/").content).count("Pinned") == 3
    assert "Pinned" not in words(client.get("/?page=2").content)


def test_editor_pins_and_takes_a_topic_off_the_front_page(client: Client, ada: User, write: Any) -> None:
    topic, other = Topic.objects.create(name="Sleep"), Topic.objects.create(name="Food")
    assert "/topics/sleep/" in client.get("/").content.decode()
    desk = Client()
    desk.force_login(ada)
    rows = {"form-TOTAL_FORMS": 2, "form-INITIAL_FORMS": 2, "form-0-id": other.pk, "form-1-id": topic.pk}
    assert desk.post("/admin/articles/topic/", rows | {"form-0-is_featured": "on", "_save": "1"}).status_code == 302
    page = client.get("/").content.decode()
    assert "/topics/food/" in page
    assert "/topics/sleep/" not in page
    assert client.get("/topics/sleep/").status_code == 200
    assert desk.get(f"/admin/articles/article/{write().pk}/change/").context["adminform"].form["is_pinned"]

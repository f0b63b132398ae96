"""A comment that is drawn in the place of a stand-in looks like one that is drawn by itself."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from articles.models import Article
from comments import drawing
from comments.models import Comment
from comments.threads import thread

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
NASTY = ("100 %", "%(name)s %s", "{{ name }}", "<b>&amp;", "\N{RIGHT-TO-LEFT OVERRIDE}x", drawing.NAME)


@pytest.fixture
def rows(article: Article, approved: Any) -> Any:
    made = [approved(f"Words {name} 50 % %s", name=name) for name in NASTY]
    Comment.objects.filter(pk=made[0].pk).update(indexable=True)
    Comment.objects.filter(pk=made[1].pk).update(by_site=True)
    Comment.objects.filter(pk=made[2].pk).update(received_at=dt.datetime(2020, 2, 29, 23, tzinfo=dt.UTC))
    found = list(Comment.objects.approved().order_by("pk"))
    for comment in found:
        comment.safety_notes = []  # type: ignore[attr-defined]
    return thread(found)


@pytest.mark.parametrize("is_open", [True, False])
def test_comment_in_the_place_of_a_stand_in_is_as_if_drawn_by_itself(
    rows: Any, article: Article, monkeypatch: pytest.MonkeyPatch, is_open: bool
) -> None:
    together = drawing.drawn(rows, article, is_open=is_open)
    monkeypatch.setattr(drawing, "are_ours", lambda *names: False)
    assert together == drawing.drawn(rows, article, is_open=is_open)
    assert together.count('<li id="comment-') == len(NASTY)


def test_what_is_kept_of_one_page_is_not_seen_on_another(rows: Any, article: Article) -> None:
    first = drawing.drawn(rows, article, is_open=True)
    with translation.override("de"):
        other = drawing.drawn(rows, Article(slug="another"), is_open=True)
    assert "Reply" in first
    assert "/naloxone/" in first
    assert "/another/" in other
    assert "Reply" not in other
    assert "/naloxone/" not in other

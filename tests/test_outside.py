"""The name under which nginx keeps pages: another one as soon as something that readers saw is gone, and not before."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client

from articles import writing
from articles.models import Article
from comments import moderation
from comments.models import Comment
from harmblog.models import bump
from harmblog.pages import outside

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


@pytest.fixture
def name(settings: Any, tmp_path: Path) -> Callable[[], Path]:
    """What nginx reads as $realpath_root: it must lead somewhere."""
    settings.VAR_DIR = tmp_path
    outside.another_name()
    return lambda: (tmp_path / outside.LINK).resolve(strict=True)


def test_comment_that_goes_takes_the_name_along(name: Callable[[], Path], say: Any, mo: User) -> None:
    def decided(act: str, expected: str) -> bool:
        before = name()
        moderation.decide([comment.public_id], act=act, expected=expected, moderator=mo)
        return name() != before

    comment = say()
    assert not decided("reject", "pending")
    assert not decided("approve", "rejected")
    assert decided("reject", "approved")
    assert not decided("approve", "rejected")
    assert decided("spam", "approved")


@pytest.mark.parametrize(
    "act", [moderation.withdraw, lambda comment: moderation.report(comment, "identifies", counts=True)]
)
def test_whoever_takes_it_away(name: Callable[[], Path], approved: Any, settings: Any, act: Callable[..., Any]) -> None:
    settings.REPORTS_HIDE_AFTER = 1
    comment, before = approved(), name()
    act(comment)
    assert not Comment.objects.filter(status="approved").exists()
    assert name() != before


def test_article_that_is_taken_back(name: Callable[[], Path], article: Article, client: Client) -> None:
    before = name()
    writing.unpublish([article.pk])
    between = name()
    writing.publish([article.pk])
    assert (between != before, name()) == (True, between)


def test_many_at_once_leave_a_name_that_leads_somewhere(
    name: Callable[[], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(8) as several:
        list(several.map(lambda _: (outside.another_name(), name()), range(200)))
    assert name().is_dir()
    monkeypatch.setattr(outside, "ONE_IN", 1)
    monkeypatch.setattr(outside, "STAYS", -1.0)
    outside.another_name()
    assert sorted(tmp_path.glob(f"{outside.LINK}*")) == [tmp_path / outside.LINK, name()]


def test_name_that_cannot_be_given_stops_nothing(settings: Any) -> None:
    settings.VAR_DIR = Path("/proc/nowhere")
    with transaction.atomic():
        bump()

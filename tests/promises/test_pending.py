"""Channel 12: what waits, was refused or stands under a draft changes no byte that a reader gets."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles.feeds import RssFeed
from articles.models import Article, ArticleQuerySet
from comments import moderation
from comments.models import Comment, CommentQuerySet
from harmblog import pagecache
from harmblog.security import STAFF

from ..canary import crawl, furnish, post, raw, routes
from .channels import guards, plants

pytestmark = pytest.mark.django_db


def public_bytes(paths: list[str]) -> dict[str, bytes]:
    """Every public page as kept, and as drawn anew. (The log-in page holds a token of its own each time.)"""
    paths = [path for path in paths if not path.startswith(STAFF)]
    kept = {path: raw(answer) for path, answer in crawl(Client(), paths).items()}
    pagecache.forget()
    return kept | {f"{path} anew": raw(answer) for path, answer in crawl(Client(), paths).items()}


def changed(paths: list[str], before: dict[str, bytes]) -> list[str]:
    """What a reader could see to have changed."""
    return [path for path, answer in public_bytes(paths).items() if answer != before[path]]


@guards(2, 12)
def test_a_hundred_comments_change_no_public_byte(client: Client, article: Article, approved: Any, mo: User) -> None:
    paths = routes(furnish(client, article, approved()))
    before = public_bytes(paths)
    for n in range(100):
        assert post(client, article, comment=f"Waiting {n}.", email=f"{n}@example.org").status_code == 303
    assert changed(paths, before) == []
    waiting = list(Comment.objects.filter(text__startswith="Waiting").values_list("public_id", flat=True))
    for some, act in ((waiting[:40], "reject"), (waiting[40:80], "spam")):
        assert len(moderation.decide(some, act=act, expected="pending", moderator=mo).done) == 40
    assert changed(paths, before) == []


@plants(12)
@pytest.mark.parametrize("leak", ["comments", "count", "time"])
def test_page_that_knows_what_waits_is_caught(
    client: Client, approved: Any, monkeypatch: pytest.MonkeyPatch, leak: str
) -> None:
    article = approved().article
    if leak == "comments":
        monkeypatch.setattr(CommentQuerySet, "approved", lambda self: self)
    elif leak == "count":
        monkeypatch.setattr(Article, "get_absolute_url", lambda self: f"/articles/naloxone/?{Comment.objects.count()}")
    else:
        monkeypatch.setattr(RssFeed, "latest_post_date", lambda self: Comment.objects.latest("pk").received_at)
    paths = ["/feed/", "/comments/feed/", "/articles/naloxone/"]
    before = public_bytes(paths)
    later = timezone.now() + dt.timedelta(9)  # decided, too: feeds leave out what was never decided
    Comment.objects.create(article=article, name="Rita", text="Waits.", received_at=later, decided_at=later)
    assert changed(paths, before)


@guards(2, 12)
@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"published_at": timezone.now() + dt.timedelta(days=9)}])
def test_comment_of_an_unpublished_article_is_invisible(
    hidden: dict[str, Any], client: Client, write: Any, article: Article, approved: Any
) -> None:
    paths = routes(furnish(client, article, approved()))
    secret = approved("Said too early.", article=write("Not yet", **hidden))
    paths += [f"/articles/not-yet/{rest}" for rest in ("", "feed/", "comment/", f"reply/{secret.public_id}/")]
    everything = b"".join(public_bytes(paths).values())
    assert b"Said too early" not in everything
    assert secret.public_id.encode() not in everything


@plants(2)
def test_comment_of_a_draft_is_caught(
    client: Client, write: Any, approved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = approved("Said too early.", article=write("Not yet", status="draft"))
    monkeypatch.setattr(ArticleQuerySet, "published", lambda self: self)
    assert secret.public_id.encode() in b"".join(public_bytes(["/comments/feed/"]).values())

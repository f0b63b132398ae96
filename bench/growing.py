"""The pages whose cost must not grow with the site, and a site to look at them with."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article, Topic
from comments.models import Comment, Contact, Decision, LogLine, Mail
from harmblog.bulk import insert
from harmblog.populate import populate

TOPICS = ("Sleep", "Food")


@dataclass(frozen=True)
class Paths:
    """Addresses by who may look at them."""

    public: dict[str, str]
    desk: dict[str, str]


def quiet(line: str) -> None:
    """Nobody hears how far it is."""


def found() -> None:
    """What has to be there before it can grow: topics, and a moderator."""
    for name in TOPICS:
        Topic.objects.get_or_create(name=name)
    User.objects.get_or_create(username="mo-who-looks")[0].groups.add(Group.objects.get(name="Moderator"))


def grow(*, articles: int, comments: int, pending: int) -> None:
    """So many more; then the database looks at how its tables have grown."""
    populate(articles=articles, comments=comments, pending=pending, tell=quiet)


def history(number: int) -> None:
    """What so many comments leave behind that were decided on: a decision, a line of the log, addresses, mails."""
    mo, now = User.objects.get(username="mo-who-looks"), timezone.now()
    without = Comment.objects.approved().exclude(pk__in=Decision.objects.values("comment"))
    keys = list(without.order_by("-pk").values_list("pk", flat=True)[:number])
    last = LogLine.objects.count()
    made = {"act": "approve", "before": "pending", "after": "approved", "at": now, "told_at": now}
    insert([Decision(comment_id=key, moderator=mo, batch=uuid4(), **made) for key in keys])
    insert([Contact(comment_id=key, month="2026-11", fingerprint=f"{key % 97}") for key in keys[::2]], with_keys=True)
    mails = {"kind": "decision", "state": "sent", "due_at": now, "sent_at": now}
    insert([Mail(comment_id=key, once=f"decision-{key}", **mails) for key in keys[::2]], with_keys=True)
    said = {"at": now, "act": "approve", "before": "pending", "after": "approved", "actor": mo.pk}
    lines = [LogLine(number=last + place, subject=f"{key}", **said) for place, key in enumerate(keys, 1)]
    insert(lines, with_keys=True)


def moderator() -> Client:
    """A browser that is logged in at the desk."""
    client = Client()
    client.force_login(User.objects.get(username="mo-who-looks"))
    return client


def paths() -> Paths:
    """Every kind of page. The discussion and the feed are of the article that has the most comments."""
    article = Article.objects.published().in_stream().order_by("pk")[0]
    waits = Comment.objects.with_status(Comment.Status.PENDING).order_by("pk")[0]
    slug, month = article.slug, article.published_at
    assert month  # noqa: S101 - published
    public = {
        "Front page": "/",
        "Front page, further back": "/?page=20",
        "Article": f"/articles/{slug}/",
        "Discussion, second page": f"/articles/{slug}/comments/2/",
        "Feed of one article's comments": f"/articles/{slug}/feed/",
        "Topics": "/topics/",
        "Topic": f"/topics/{TOPICS[1].lower()}/",
        "Feed of a topic": f"/topics/{TOPICS[1].lower()}/feed/",
        "Archive": "/archive/",
        "Month": f"/archive/{month.year}/{month.month}/",
        "Search": "/search/?q=night",
        "Search, some of the words": "/search/?q=night+nowhereatall",
        "Feed": "/feed/",
        "Feed of comments": "/comments/feed/",
        "Sitemap": "/sitemap.xml",
        "Sitemap, one file": "/sitemap-2.xml",
        "An address where nothing is": "/nothing/coffee/",
    }
    desk = {
        "Desk": "/moderation/",
        "Desk, a lane": "/moderation/?lane=ordinary",
        "Desk, search": "/moderation/?q=nowhereatall",
        "Desk, published": "/moderation/approved/",
        "Desk, published, search": "/moderation/approved/?q=nowhereatall",
        "Desk, one at a time": f"/moderation/focus/{waits.public_id}/",
        "Desk, changes": "/moderation/changes/",
        "Desk, objections": "/moderation/objections/",
        "Desk, reports": "/moderation/reports/",
        "Desk, figures": "/moderation/figures/",
        "Desk, log": "/moderation/log/",
        "How the site is": "/healthz/detail/",
    }
    return Paths(public, desk)


def work() -> None:
    """What a worker does in one go."""
    call_command("worker", "--once")


def long_discussion(number: int) -> None:
    """Give the oldest article so many of the comments that are there."""
    article = Article.objects.published().in_stream().order_by("pk")[0]
    keys = Comment.objects.approved().order_by("-pk").values_list("pk", flat=True)[:number]
    for place, key in enumerate(list(keys)):
        Comment.objects.filter(pk=key).update(article=article, page=place // 50 + 1)


def analyze() -> None:
    """Both databases plan by what they know of their tables: SQLite by as much of each as the worker has it read."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA analysis_limit=400")
        cursor.execute("ANALYZE")

"""Loads the demo site: its texts are the files beside this one, its comments travel the real line."""

import datetime as dt
import secrets
import tomllib
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group, User
from django.utils import timezone

from articles.models import Article, Page, Profile, Source, Topic
from comments import moderation, receipts, safety
from comments.models import Comment, Decision, SafetyTemplate
from harmblog.models import Site

HERE = Path(__file__).parent
STAFF = {
    "admin": ("Admin", "", None),
    "ada": ("Ada", "Lindqvist", "Editor"),
    "noor": ("Noor", "Halabi", "Editor"),
    "mo": ("Mo", "Bakker", "Moderator"),
    "kit": ("Kit", "Osei", "Moderator"),
    "ines": ("Inês", "Duarte", "Privacy officer"),
    "tove": ("Tove", "Lund", "Privacy officer"),
}


def load() -> dict[str, str]:
    """Make staff, topics, sources, articles, pages, the site's words and comments. Returns the accounts' passwords."""
    passwords = {username: _account(username) for username in STAFF}
    for topic in tomllib.loads((HERE / "topics.toml").read_text())["topic"]:
        Topic.objects.create(**topic)
    for source in tomllib.loads((HERE / "sources.toml").read_text())["source"]:
        Source.objects.create(**source)
    articles = {}
    for file in sorted((HERE / "articles").glob("*.md")):
        article = _article(file)
        articles[article.slug] = article
    _site()
    _safety_templates()
    made: dict[str, Comment] = {}
    for row in tomllib.loads((HERE / "comments.toml").read_text())["comment"]:
        made[row["key"]] = _comment(row, articles[row["article"]], made.get(row["reply_to"]))
    return passwords


def _account(username: str) -> str:
    first, last, group = STAFF[username]
    password = secrets.token_urlsafe(12)
    names = {"first_name": first, "last_name": last, "email": f"{username}@example.org"}
    if group is None:
        User.objects.create_superuser(username, password=password, **names)
    else:
        user = User.objects.create_user(username, password=password, is_staff=group == "Editor", **names)
        user.groups.add(Group.objects.get(name=group))
    return password


def _site() -> None:
    """The site's own words, pages and people. No name: it stays the one in the settings until an admin gives one."""
    words = tomllib.loads((HERE / "site.toml").read_text())
    Site(**words["site"]).save()
    for file in sorted((HERE / "pages").glob("*.md")):
        row, body = _read(file)
        author = User.objects.get(username="ada")
        Page(**row, body=body, author=author, status=Article.Status.PUBLISHED, published_at=_ago(90)).save()
    for person in words["author"]:
        Profile.objects.create(user=User.objects.get(username=person["username"]), biography=person["biography"])


def _read(file: Path) -> tuple[dict[str, Any], str]:
    """The fields at the head of a text, and the text."""
    _, head, body = file.read_text().split("+++", 2)
    return tomllib.loads(head), body.strip() + "\n"


def _article(file: Path) -> Article:
    row, body = _read(file)
    topics, days = row.pop("topics"), row.pop("days_ago")
    author = User.objects.get(username=row.pop("author"))
    status = Article.Status.DRAFT if row.pop("status") == "draft" else Article.Status.PUBLISHED
    article = Article.objects.create(**row, body=body, author=author, status=status, published_at=_ago(days))
    article.topics.set(Topic.objects.filter(name__in=topics))
    return article


def _safety_templates() -> None:
    for row in tomllib.loads((HERE / "safety.toml").read_text())["template"]:
        template = SafetyTemplate.objects.create(key=row["key"], title=row["title"])
        for language, text in row["text"].items():
            words = {"language": language, "text": text, "source": row["source"], "reviewed_on": _ago(40).date()}
            safety.write(template, editor=User.objects.get(username="noor"), **words)


def _comment(row: dict[str, Any], article: Article, parent: Comment | None) -> Comment:
    words = {"name": row["name"], "text": row["text"].strip(), "address": row["email"]}
    secret = moderation.receive(article=article, parent=parent, **words)
    comment = Comment.objects.get(receipt_hash=receipts.hash_secret(secret))
    Comment.objects.filter(pk=comment.pk).update(received_at=_ago(row["days_ago"]))
    if row["status"] == "approved":
        moderator = User.objects.get(username="mo")
        moderation.decide([comment.public_id], act="approve", expected="pending", moderator=moderator)
        at = _ago(row["days_ago"]) + dt.timedelta(hours=3)
        Comment.objects.filter(pk=comment.pk).update(decided_at=at)
        Decision.objects.filter(comment=comment).update(at=at)
        if key := row.get("safety_note"):
            moderation.warn(comment.public_id, key=key, moderator=moderator)
        for reason in row.get("reports", []):
            moderation.report(comment, reason, counts=True)
    return comment


def _ago(days: float) -> dt.datetime:
    return timezone.now() - dt.timedelta(days=days)

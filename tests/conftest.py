"""A small cast and the few things every test needs: Ada writes, Mo and Kit moderate, Rita reads and comments."""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import moderation, vault
from comments.groups import make_groups
from comments.models import Comment

PASSWORD = "a long password for tests"


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    vault.make_keys(folder / "public", folder / "private")
    return folder


@pytest.fixture(autouse=True)
def web_process(keys: Path, settings: Any) -> Iterator[None]:
    """What the web process has: public keys only, and nothing kept from another test."""
    settings.SEALING_PUBLIC_KEYS = keys / "public"
    settings.SEALING_PRIVATE_KEYS = None
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed: these open nothing
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def worker_process(keys: Path, settings: Any) -> None:
    """What the worker has on top: the private keys."""
    settings.SEALING_PRIVATE_KEYS = keys / "private"


def account(username: str, group: str | None = None, **extra: Any) -> User:
    user = User.objects.create_user(username, password=PASSWORD, **extra)
    if group:
        make_groups(apps)  # they come with the migrations, but a test with real transactions empties the tables
        user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def ada(db: None) -> User:
    return account("ada", "Editor", is_staff=True, first_name="Ada", last_name="Lindqvist")


@pytest.fixture
def mo(db: None) -> User:
    return account("mo", "Moderator")


@pytest.fixture
def kit(db: None) -> User:
    return account("kit", "Moderator")


@pytest.fixture
def desk(mo: User) -> Client:
    """Mo's browser, logged in."""
    client = Client()
    client.force_login(mo)
    return client


@pytest.fixture
def write(ada: User) -> Any:
    """Publishes an article an hour ago, unless told otherwise."""

    def write(title: str = "Naloxone", **fields: Any) -> Article:
        fields = {"author": ada, "body": "Some *text*.", "status": "published", **fields}
        fields.setdefault("published_at", timezone.now() - dt.timedelta(hours=1))
        return Article.objects.create(title=title, **fields)

    return write


@pytest.fixture
def article(write: Any) -> Article:
    return write()


@pytest.fixture
def say(article: Article) -> Any:
    """Receives a comment, pending."""

    def say(text: str = "It helped me.", name: str = "Rita", **where: Any) -> Comment:
        secret = moderation.receive(**{"article": article, "name": name, "text": text, **where})
        return Comment.objects.get(receipt_hash=moderation.hash_receipt(secret))

    return say


@pytest.fixture
def approved(say: Any, mo: User) -> Any:
    """Receives a comment and approves it."""

    def approved(*args: Any, **kwargs: Any) -> Comment:
        comment = say(*args, **kwargs)
        moderation.decide([comment.public_id], act="approve", expected="pending", moderator=mo)
        comment.refresh_from_db()
        return comment

    return approved


def words(html: str | bytes) -> str:
    """What a page says, without its tags."""
    text = html.decode() if isinstance(html, bytes) else html
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))

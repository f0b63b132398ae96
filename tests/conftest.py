"""A small cast and the few things every test needs: Ada writes, Mo and Kit moderate, Rita reads and comments."""

import datetime as dt
import gc
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import limits, moderation, receipts, vault
from comments.groups import make_groups
from comments.models import Comment
from harmblog.staff import throttle

from .emptying import empty_log

# What a test asks for if it asks a database. One that starts a process with a database of its own is marked.
DATABASE = {"db", "transactional_db", "live_server"}
LANGUAGES = ["en", "es", "pt", "fr", "de"]
PASSWORD = "a long password for tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out what any database would do for")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
        items[:] = filter(asks_a_database, items)
    for item in items:
        if "seen" in getattr(item, "fixturenames", ()):  # dear, and made once: all that ask for it run in one process
            item.add_marker(pytest.mark.xdist_group("seen"))


def pytest_collection_finish() -> None:
    """What is loaded by now stays; the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def asks_a_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("database")
    asks = marked or DATABASE & set(getattr(item, "fixturenames", ()))
    return bool(asks) and not item.get_closest_marker("one_database")


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    vault.make_keys(folder / "public", folder / "private")
    return folder


@pytest.fixture(autouse=True)
def web_process(keys: Path, settings: Any, tmp_path: Path) -> Iterator[None]:
    """What the web process has: public keys only, and nothing kept from another test."""
    settings.SEALING_PUBLIC_KEYS = keys / "public"
    settings.SEALING_PRIVATE_KEYS = None
    settings.STAFF_SECOND_FACTOR = False  # but in the tests of it
    settings.ERASURE_JOURNAL = tmp_path / "erasures.journal"
    settings.LOG_ANCHOR = tmp_path / "log.anchor"
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # for speed: these open nothing
    cache.clear()
    limits.limiter.forget()
    throttle.forget()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def log_of_its_own(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """No line that a test committed is left to the next."""
    yield
    marked = request.node.get_closest_marker("django_db")
    if (marked and marked.kwargs.get("transaction")) or {"transactional_db", "live_server"} & set(request.fixturenames):
        with django_db_blocker.unblock():
            empty_log()


@pytest.fixture
def worker_process(keys: Path, settings: Any) -> None:
    """What the worker has on top: the private keys."""
    settings.SEALING_PRIVATE_KEYS = keys / "private"


def account(username: str, group: str | None = None, **extra: Any) -> User:
    user = User.objects.create_user(username, password=PASSWORD, **extra)
    if group:
        user.groups.add(Group.objects.filter(name=group).first() or made(group))
    return user


def made(group: str) -> Group:
    """The groups come with the migrations, but a test with real transactions empties the tables."""
    make_groups(apps)
    return Group.objects.get(name=group)


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
def writing(ada: User) -> Client:
    """Ada's browser, logged in."""
    client = Client()
    client.force_login(ada)
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


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest, settings: Any) -> str:
    """The site's language, each in turn. Its own names are in none of them."""
    settings.LANGUAGE_CODE = request.param
    settings.SITE_NAME, settings.SITE_TAGLINE = "Σίτε", "Λόγια"
    settings.HELPLINES = tuple(
        replace(country, lines=tuple(replace(line, name="Γραμμή") for line in country.lines))
        for country in settings.HELPLINES
    )
    return request.param


@pytest.fixture
def say(article: Article) -> Any:
    """Receives a comment, pending."""

    def say(text: str = "It helped me.", name: str = "Rita", **where: Any) -> Comment:
        secret = moderation.receive(**{"article": article, "name": name, "text": text, **where})
        return Comment.objects.get(receipt_hash=receipts.hash_secret(secret))

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


@pytest.fixture
def found(client: Client) -> Any:
    """The titles of what a search finds, in their order."""

    def found(typed: str, **more: Any) -> list[str]:
        page = client.get("/search/", {"q": typed, **more})
        assert page.status_code == 200
        return [words(title).strip() for title in re.findall(r"<h2><a[^>]*>(.*?)</a></h2>", page.content.decode())]

    return found

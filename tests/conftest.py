"""A small cast and the few things every test needs: Ada writes, Mo and Kit moderate, Rita reads and comments."""

import datetime as dt
import gc
import re
import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.core.cache import cache
from django.test import Client, override_settings
from django.utils import timezone

from articles.models import Article
from comments import limits, moderation, receipts, vault
from comments.groups import make_groups
from comments.models import Comment
from harmblog import pagecache
from harmblog.databases import spare
from harmblog.pages import mark, watching
from harmblog.staff import throttle

from .databases import django_db_keepdb, django_db_modify_db_settings, django_db_setup, migrated, template
from .proof import table
from .proof.long import LONG

__all__ = ["django_db_keepdb", "django_db_modify_db_settings", "django_db_setup", "migrated", "template"]

# What a test asks for if it asks a database. One that starts a process with a database of its own is marked.
DATABASE = {"db", "transactional_db", "live_server"}
LANGUAGES = ["en", "es", "pt", "fr", "de"]
PASSWORD = "a long password for tests"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database-only", action="store_true", help="leave out what any database would do for")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if LONG:  # make proof
        wanted = table.tests()
        items[:] = [item for item in items if isinstance(item, pytest.Function) and name_of(item) in wanted]
    if config.getoption("--database-only"):
        config.hook.pytest_deselected(items=[item for item in items if not asks_a_database(item)])
        items[:] = filter(asks_a_database, items)


def pytest_collection_finish() -> None:
    """What is loaded by now stays; the garbage collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def name_of(item: pytest.Function) -> str:
    return f"{item.module.__name__.rpartition('.')[2]}.{item.originalname}"


def asks_a_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("database")
    asks = marked or DATABASE & set(getattr(item, "fixturenames", ()))
    return bool(asks) and not item.get_closest_marker("one_database")


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    vault.make_keys(folder / "public", folder / "private")
    return folder


@pytest.fixture(scope="session", autouse=True)
def pages_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What one process of a parallel run changes does not renew the pages of another; and the web application, where a
    test asks it, starts no thread that would look at the database from then on.
    """
    mark.of_this_site.cache_clear()
    with override_settings(VAR_DIR=tmp_path_factory.mktemp("mark")):
        mark.of_this_site()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(watching, "watch", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def own_files(keys: Path, tmp_path_factory: pytest.TempPathFactory, django_test_environment: None) -> Iterator[Path]:
    """What the web process has: public keys only. Said once for all tests: each change of settings takes its time."""
    folder = tmp_path_factory.mktemp("own")
    with override_settings(
        SEALING_PUBLIC_KEYS=keys / "public",
        SEALING_PRIVATE_KEYS=None,
        STAFF_SECOND_FACTOR=False,  # but in the tests of it
        ERASURE_JOURNAL=folder / "erasures.journal",
        LOG_ANCHOR=folder / "log.anchor",
        MEDIA_ROOT=folder / "media",
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],  # for speed: these open nothing
    ):
        yield folder


@pytest.fixture(autouse=True)
def web_process(own_files: Path) -> Iterator[None]:
    """Nothing is kept from another test."""
    for left in own_files.iterdir():
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    cache.clear()
    pagecache.forget()
    limits.limiter.forget()
    throttle.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            spare, "_here", threading.local()
        )  # what it asked of the web application, it asked in this thread
        yield
        patch.setattr(spare, "IDLE", -1.0)
        spare.SPARE.close_old()  # a database that somebody is connected to cannot be removed
    cache.clear()
    pagecache.forget()


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

"""What `manage.py doctor` finds wrong with an installation: each thing broken once."""

import datetime as dt
import io
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache.backends.redis import RedisCache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from comments import log
from comments.heartbeat import Heart
from comments.models import Comment, Contact, LogCheck
from harmblog import doctor
from harmblog.doctor import files, services, setting

from .conftest import account

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
THIS_MONTH = f"{dt.datetime.now(dt.UTC):%Y-%m}"


@pytest.fixture(autouse=True)
def good(settings: Any, tmp_path: Path, keys: Path, mo: User) -> None:
    """A site on the internet with which all is well."""
    settings.DEBUG = False
    settings.SECRET_KEY, settings.SITE_URL, settings.ALLOWED_HOSTS = "k" * 60, "https://example.org", ["example.org"]
    settings.HTTPS = settings.STAFF_SECOND_FACTOR = True
    settings.PROXY_HOPS, settings.VAR_DIR, settings.STATIC_ROOT = 1, tmp_path, tmp_path
    settings.DATABASES["default"]["NAME"], name = str(tmp_path / "db.sqlite3"), settings.DATABASES["default"]["NAME"]
    settings.SEALING_PRIVATE_KEYS = keys / "private"
    (tmp_path / "staticfiles.json").touch()
    settings.SENDS_MAIL, settings.MAIL_FROM = True, "noreply@example.org"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Heart().follow()
    mo.set_unusable_password()
    mo.save()
    yield  # type: ignore[misc]
    settings.DATABASES["default"]["NAME"] = name


def found() -> str:
    return "\n".join(map(str, doctor.examine()))


def test_nothing_is_wrong_where_nothing_is() -> None:
    assert found() == ""
    said = io.StringIO()
    call_command("doctor", stdout=said)
    assert said.getvalue() == "Nothing is wrong.\n"


def test_what_is_wrong_comes_first_and_ends_with_1(settings: Any) -> None:
    settings.SENDS_MAIL, settings.PROXY_HOPS = False, 0
    said = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("doctor", stdout=said)
    lines = said.getvalue().splitlines()
    assert ended.value.code == 1
    assert [line.partition(":")[0] for line in lines] == ["wrong", "look", "1 thing is wrong."]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"DEBUG": True}, "wrong: DEBUG is on, and SITE_URL is public"),
        ({"DEBUG": True, "SITE_URL": "http://127.0.0.1:8000", "HTTPS": False}, "look: DEBUG is on"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is shorter"),
        ({"ALLOWED_HOSTS": ["*"]}, "any name"),
        ({"ALLOWED_HOSTS": ["other.example"]}, "lacks example.org"),
        ({"SITE_URL": "http://example.org", "HTTPS": False}, "in the clear"),
        ({"PROXY_HOPS": 0}, "PROXY_HOPS is 0"),
        ({"STAFF_SECOND_FACTOR": False}, "a password alone opens the desk"),
        ({"SENDS_MAIL": False}, "sends no mail"),
        ({"MAIL_FROM": "noreply@localhost"}, "MAIL_FROM is noreply@localhost"),
        ({"SEALING_PRIVATE_KEYS": None}, "look: The private keys were not looked at"),
        ({"SEALING_PUBLIC_KEYS": Path("/nowhere")}, "There is no key in /nowhere"),
        ({"VAR_DIR": Path("/nowhere")}, "VAR_DIR is /nowhere"),
        ({"STATIC_ROOT": Path("/nowhere")}, "collectstatic"),
        ({"ERASURE_JOURNAL": Path("/nowhere/journal")}, "brings back what was erased"),
        ({"LOG_ANCHOR": Path("/nowhere/anchor")}, "the end of the log was cut off"),
        (
            {
                "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                "EMAIL_HOST": "127.0.0.1",
                "EMAIL_PORT": 1,
            },
            "The mail server",
        ),
        ({"CACHES": {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}}, "does not keep"),
    ],
)
def test_a_setting_that_is_wrong(settings: Any, changed: dict[str, Any], says: str) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    assert says in found()


def test_a_cache_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "cache", RedisCache("redis://127.0.0.1:1", {}))
    assert "The cache (CACHE_URL) does not answer" in found()


@pytest.fixture
def own_keys(settings: Any, tmp_path: Path, keys: Path) -> Path:
    """A copy of the keys, to spoil."""
    shutil.copytree(keys, tmp_path / "keys")
    settings.SEALING_PUBLIC_KEYS, settings.SEALING_PRIVATE_KEYS = tmp_path / "keys/public", tmp_path / "keys/private"
    return tmp_path / "keys"


def test_keys_that_others_may_read_or_write(own_keys: Path) -> None:
    (own_keys / f"private/{THIS_MONTH}.key").chmod(0o640)
    (own_keys / f"public/{THIS_MONTH}.pub").chmod(0o666)
    assert "which opens addresses: chmod go=" in found()
    assert "put in a key of their own: chmod go-w" in found()


def test_a_private_half_that_is_gone(own_keys: Path, approved: Any, say: Any) -> None:
    say(address="rita@example.org")
    (own_keys / f"private/{THIS_MONTH}.key").unlink()
    (own_keys / "private/fingerprint.key").unlink()
    assert Contact.objects.get().month == THIS_MONTH
    assert f"The private key of {THIS_MONTH} is gone, and addresses are sealed with it" in found()
    assert "no private one: what is sealed with it can never be opened" in found()
    assert "nobody is recognised again" in found()


def test_a_month_without_a_key(own_keys: Path) -> None:
    for path in (own_keys / "public").iterdir():
        path.rename(path.with_name("2020-01.pub")) if THIS_MONTH in path.name else path.unlink()
    assert f"There is no public key of {THIS_MONTH}" in found()


def test_a_database_that_anybody_may_read(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "db.sqlite3"
    file.touch()
    file.chmod(0o644)
    assert "Anybody on this machine" not in found()  # the folder above lets nobody through
    monkeypatch.setattr(files, "_open_to_others", lambda path: True)
    assert f"Anybody on this machine may read {file}: chmod o=" in found()


@pytest.mark.parametrize(
    ("free", "says"), [(2, "wrong: The disk is full but for 2%"), (8, "look: The disk is nearly full")]
)
def test_a_disk_without_room(monkeypatch: pytest.MonkeyPatch, free: int, says: str) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(files.shutil, "disk_usage", lambda folder: usage(100, 100 - free, free))
    assert says in found()


def test_a_clock_that_went_back(approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    approved()
    monkeypatch.setattr(services.timezone, "now", lambda: dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    assert "The clock says 2020-01-01" in "\n".join(map(str, services.the_clock()))


def test_a_log_that_is_not_what_was_written() -> None:
    LogCheck.objects.create(at=timezone.now(), wrong=3)
    assert "wrong: The log was changed" in found()
    LogCheck.objects.update(at=timezone.now() - dt.timedelta(days=2), wrong=0)
    assert "look: The worker has not read the log" in found()
    log.look()
    assert found() == ""


def test_what_readyz_tells(say: Any) -> None:
    say()
    Comment.objects.update(received_at=timezone.now() - dt.timedelta(days=3))
    assert "look: Queue: somebody has waited" in found()


def test_people_without_a_second_factor_and_a_desk_without_people(mo: User) -> None:
    account("ada", "Editor", is_staff=True)
    assert "Without a second factor yet: ada." in found()
    mo.groups.clear()
    assert "Nobody can moderate" in found()


def test_a_database_without_tables_hinders_no_other_look(settings: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE comments_logcheck RENAME TO elsewhere")
    settings.PROXY_HOPS = 0
    try:
        assert "Could not look at the log: the database does not answer, or lacks a table." in found()
        assert "PROXY_HOPS" in found()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO comments_logcheck")


@pytest.mark.parametrize(
    ("url", "public"),
    [
        ("http://127.0.0.1:8000", False),
        ("http://localhost", False),
        ("https://example.org", True),
        ("http://10.0.0.1", True),
    ],
)
def test_which_address_is_public(settings: Any, url: str, public: bool) -> None:
    settings.SITE_URL = url
    assert setting.is_public() is public

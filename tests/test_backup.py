"""A site goes into a file and comes out the same: all of it, no key with it, and nothing that was erased since."""

import base64
import hashlib
import json
import os
import resource
import shutil
import stat
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import index
from articles.models import Article
from comments import anchor, erasing, moderation, worker
from comments.models import Comment, Contact, Edit, LogHead
from harmblog.backup import making, restoring
from harmblog.models import Generation, StaffSession

from .canary import furnish
from .emptying import empty_log

pytestmark = pytest.mark.django_db(transaction=True)
NOT_THE_SAME = ("articles_search", "django_migrations", "harmblog_generation", "harmblog_staffsession", "sqlite_")
SQLITE = connection.vendor == "sqlite"
RAW = "+" if SQLITE else ""  # past what makes a moment of a text
NASTY = "Tab\there, \\N and \\x41, “quotes” \"'\r\nnew line\u2028\u0085 and \U0001f494 𐍈 e\u0301"


def everything() -> dict[str, list[Any]]:
    """Each value of each row of each table, but for what a backup is not to bring back."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if not table.startswith(NOT_THE_SAME):
                key = connection.introspection.get_primary_key_column(cursor, table)
                described = connection.introspection.get_table_description(cursor, table)
                columns = ", ".join(sorted(f'{RAW}"{column.name}"' for column in described))
                cursor.execute(f'SELECT {columns} FROM "{table}" ORDER BY "{key}"')
                found[table] = [tuple(map(plain, row)) for row in cursor.fetchall()]
    return found


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def empty() -> None:
    call_command("flush", verbosity=0, interactive=False)
    empty_log()
    index.forget_all_but(Article.objects.all())
    shutil.rmtree(site.MEDIA_ROOT, ignore_errors=True)


def verified(file: Path, *options: str) -> int:
    """The exit code of `verify`."""
    try:
        call_command("verify", str(file), "--quiet", *options)
    except SystemExit as end:
        return int(end.code or 0)
    return 0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "site.zip"


@pytest.fixture
def full(client: Client, desk: Client, article: Article, approved: Any, say: Any) -> dict[str, str]:
    """A site with something in most tables, and somebody logged in."""
    comment = approved(NASTY, name="Rita \\. Ö")
    samples = furnish(client, article, comment)
    say("Screened.", address="rita@example.org", wishes=moderation.receiving.Wishes(True, True))
    moderation.edit(comment, name="Rita", text="Second thoughts.")
    Comment.objects.filter(pk=comment.pk).update(received_at=timezone.now().replace(microsecond=0))
    User.objects.create_user("gone").delete()
    return samples


# --- There and back ---------------------------------------------------------------------------------------------------


def test_restored_site_is_the_same(
    full: dict[str, str], file: Path, client: Client, found: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    before, images = everything(), {path.name: path.read_bytes() for path in site.MEDIA_ROOT.rglob("*.webp")}
    assert StaffSession.objects.exists()
    assert images
    call_command("backup", str(file))
    assert verified(file) == 0
    number = Generation.objects.get(pk=1).number
    empty()
    call_command("restore", str(file))
    assert everything() == before
    assert not StaffSession.objects.exists()
    assert {path.name: path.read_bytes() for path in site.MEDIA_ROOT.rglob("*.webp")} == images
    assert found("naloxone") == ["Naloxone"]
    assert client.get(reverse("receipt", args=[full["secret"]])).status_code == 200
    call_command("verify_log", "--quiet")
    assert Generation.objects.get(pk=1).number > number + 10**6
    assert "IT IS BACK" in capsys.readouterr().err


def test_key_of_a_deleted_row_is_not_given_again(full: dict[str, str], file: Path) -> None:
    last = User.objects.create_user("last")
    key = last.pk
    last.delete()
    call_command("backup", str(file))
    empty()
    call_command("restore", str(file))
    assert User.objects.create_user("new").pk == key + 1


def test_older_backup_takes_the_place_of_a_site(full: dict[str, str], file: Path) -> None:
    call_command("migrate", "comments", "0011", verbosity=0)
    call_command("backup", str(file))
    call_command("migrate", verbosity=0)
    before = everything()
    with pytest.raises(CommandError, match=r"2 accounts, 2 articles and pages, 3 comments"):
        call_command("restore", str(file))
    Comment.objects.all().delete()
    User.objects.create_user("later")
    call_command("restore", str(file), "--replace")
    after = everything()
    assert {table for table in before if before[table] != after[table]} <= {"auth_permission", "django_content_type"}
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM comments_logline")


@pytest.mark.skipif(SQLITE, reason="needs both kinds of database")
def test_site_moves_from_one_kind_of_database_to_the_other_and_back(full: dict[str, str], file: Path) -> None:
    before = everything()
    call_command("backup", str(file))
    back = file.with_name("back.zip")
    env = {
        "PATH": os.environ["PATH"],
        "VAR_DIR": str(file.parent),
        "DATABASE_URL": f"sqlite:///{file.parent}/db.sqlite3",
    }
    acts = f"call_command('restore', '{file}'); call_command('backup', '{back}')"
    program = f"import django; django.setup(); from django.core.management import call_command; {acts}"
    env |= {"DJANGO_SETTINGS_MODULE": "harmblog.settings", "PYTHONPATH": os.environ["PYTHONPATH"]}
    subprocess.run([sys.executable, "-c", program], env=env, cwd=site.BASE_DIR, check=True, capture_output=True)
    empty()
    call_command("restore", str(back))
    assert everything() == before


def test_restore_that_fails_at_the_end_has_changed_nothing(
    full: dict[str, str], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("backup", str(file))
    empty()
    before = everything()

    def killed(*_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "renew_pages", killed)
    with pytest.raises(KeyboardInterrupt):
        call_command("restore", str(file))
    assert everything() == before
    monkeypatch.undo()
    call_command("restore", str(file))
    assert Comment.objects.count() == 3


# --- One moment -------------------------------------------------------------------------------------------------------


def elsewhere(act: Callable[[], Any]) -> None:
    """Do something on another connection, and wait for it."""
    failed: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(5)
    assert not thread.is_alive(), "Somebody waits for the backup"
    assert not failed


def test_backup_is_of_one_moment_and_nobody_waits_for_it(say: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = say("There before.", address="rita@example.org")
    said = moderation.receive
    write_rows = making._write_rows

    def write_while_others_write(archive: Any, table: Any, tell: Any) -> Any:
        if table.name in ("comments_comment", "comments_contact", "comments_decision"):
            elsewhere(lambda: said(article=first.article, name="Sol", text=table.name, address="sol@example.org"))
        if table.name == "comments_contact":
            elsewhere(lambda: moderation.withdraw(Comment.objects.get(pk=first.pk)))
        return write_rows(archive, table, tell)

    monkeypatch.setattr(making, "_write_rows", write_while_others_write)
    call_command("backup", str(file))
    assert verified(file) == 0
    with zipfile.ZipFile(file) as archive:
        for table in ("comment", "contact"):
            lines = archive.read(f"rows/comments_{table}.jsonl").splitlines()
            assert [json.loads(line)[0] for line in lines] == [first.pk]
    assert Comment.objects.count() == 3


# --- Damage -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def whole(say: Any, approved: Any, file: Path) -> Path:
    approved("One.")
    call_command("backup", str(file))
    return file


@pytest.mark.one_database
def test_any_flipped_bit_is_found(whole: Path) -> None:
    data = whole.read_bytes()
    damaged = whole.with_name("damaged.zip")

    @settings(max_examples=30, deadline=None, database=None)
    @given(st.integers(0, len(data) * 8 - 1))
    def flip(bit: int) -> None:
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        damaged.write_bytes(changed)
        assert verified(damaged) == 1

    flip()
    damaged.write_bytes(data[:-1])
    assert verified(damaged) == 1
    assert verified(whole) == 0


def rewritten(file: Path, change: Callable[[str, Any], Any]) -> Path:
    """A backup in which somebody changed something and made all checksums anew. `change` is told each member's name
    and gets the rows of a table, or the manifest.
    """
    made = BytesIO()
    sums: dict[str, tuple[int, str]] = {}
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(made, "w") as new:
        new.comment = bytes(64)
        for name in old.namelist():
            data = old.read(name)
            if name == "manifest.json":
                manifest = json.loads(data)
                for rows in manifest["rows"]:
                    rows["number"], rows["sha256"] = sums[rows["table"]["name"]]
                data = json.dumps(change(name, manifest)).encode()
            elif name.startswith("rows/"):
                rows = change(name, [json.loads(line) for line in data.splitlines()])
                data = "".join(
                    json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows
                ).encode()
                sums[name[5:-6]] = len(rows), hashlib.sha256(data).hexdigest()
            new.writestr(name, data)
    content = made.getvalue()[:-64]
    file.with_name("rewritten.zip").write_bytes(content + hashlib.sha256(content).hexdigest().encode())
    return file.with_name("rewritten.zip")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("member", "change", "told"),
    [
        (
            "rows/comments_logline.jsonl",
            lambda rows: [[*row[:-3], "spam", *row[-2:]] for row in rows],
            "Line 1 was chan",
        ),
        ("rows/comments_logline.jsonl", lambda rows: [], "The newest line should be 1, and is 0"),
        ("rows/articles_article.jsonl", lambda rows: [], "comments_comment.article_id names row"),
        ("rows/comments_comment.jsonl", lambda rows: rows * 2, "line 2, is out of order"),
        ("rows/comments_comment.jsonl", lambda rows: [row[:-1] for row in rows], "is no row of this table"),
        ("rows/comments_comment.jsonl", lambda rows: [[2**70, *row[1:]] for row in rows], "is no row of this table"),
        ("manifest.json", lambda manifest: {**manifest, "format": "another"}, "backup of another kind"),
    ],
)
def test_what_does_not_hold_together_is_told(
    whole: Path, member: str, change: Any, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = rewritten(whole, lambda name, content: change(content) if name == member else content)
    assert verified(changed) == 1
    assert told in capsys.readouterr().err
    Comment.objects.all().delete()
    with pytest.raises(CommandError):
        call_command("restore", str(changed), "--replace")
    assert User.objects.filter(username="mo").exists()


@pytest.mark.one_database
def test_backup_of_a_newer_version_is_refused(whole: Path) -> None:
    def add(name: str, content: Any) -> Any:
        if name == "manifest.json":
            content["migrations"].append(["comments", "9999_later"])
        return content

    with pytest.raises(CommandError, match=r"newer version.*comments\.9999_later"):
        call_command("restore", str(rewritten(whole, add)))


# --- The file ---------------------------------------------------------------------------------------------------------


@pytest.mark.one_database
def test_file_is_there_whole_or_not_at_all(say: Any, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say()
    partial = file.with_name("site.zip.partial")
    with monkeypatch.context() as patch:
        patch.setattr(making, "_images", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            call_command("backup", str(file))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, hard))
    try:
        with pytest.raises(CommandError, match=r"no room for it\. Nothing was left there"):
            call_command("backup", str(file))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(file.parent.glob("site*")) == []
    partial.write_bytes(b"What a killed backup left.")
    call_command("backup", str(file))
    assert list(file.parent.glob("site*")) == [file]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with pytest.raises(CommandError, match="already"):
        call_command("backup", str(file))
    file.write_bytes(b"")
    call_command("backup", str(file), "--force")
    assert verified(file) == 0


@pytest.mark.one_database
def test_backup_is_not_written_where_everybody_reads(say: Any) -> None:
    site.MEDIA_ROOT.mkdir(parents=True)
    with pytest.raises(CommandError, match="shown to everybody"):
        call_command("backup", str(site.MEDIA_ROOT / "site.zip"))


def test_no_key_and_no_log_in_is_in_a_backup(full: dict[str, str], file: Path, keys: Path) -> None:
    call_command("backup", str(file))
    session = StaffSession.objects.get()
    secrets = [path.read_bytes() for path in (keys / "private").iterdir()]
    secrets += [site.SECRET_KEY.encode(), session.session_key.encode(), session.session_data.encode()]
    assert len(secrets) > 4
    with zipfile.ZipFile(file) as archive:
        data = b"\n".join(archive.read(name) for name in archive.namelist())
    assert b"Second thoughts." in data
    for secret in secrets:
        assert not [form for form in (secret, secret.hex().encode(), base64.b64encode(secret)) if form in data]


# --- What was erased since --------------------------------------------------------------------------------------------


def test_what_was_erased_since_does_not_come_back(
    say: Any, approved: Any, file: Path, worker_process: None, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    gone, changed = approved("Zopiclonish."), approved("Zopiclonish at first.")
    say("Stays.", address="rita@example.org")
    call_command("backup", str(file))
    moderation.withdraw(gone)
    changed.refresh_from_db()
    moderation.edit(changed, name="Rita", text="Milder now.")
    moderation.approve_edit(changed.public_id, Edit.objects.get().token, moderator=User.objects.get(username="mo"))
    worker.screen()
    fingerprint = str(Contact.objects.get().fingerprint)
    erasing.note_address(fingerprint)
    call_command("worker", "--once")
    empty()
    call_command("restore", str(file))
    assert "Zopiclonish" not in "".join(Comment.objects.values_list("text", flat=True))
    assert b"Zopiclonish" not in client.get(gone.article.get_absolute_url()).content
    assert not Contact.objects.exists()
    told = capsys.readouterr()
    assert "Erasures repeated: 3" in told.out
    assert "has later lines. Put that file away" in told.err
    site.LOG_ANCHOR.rename(site.LOG_ANCHOR.with_name("away"))
    call_command("verify_log", "--quiet")
    assert anchor.read() == {}
    assert LogHead.objects.get().number > 2


@pytest.mark.one_database
def test_without_keys_an_erased_address_is_left_to_the_worker(
    say: Any, file: Path, settings: Any, keys: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    say(address="rita@example.org")
    call_command("backup", str(file))
    settings.SEALING_PRIVATE_KEYS = keys / "private"
    worker.screen()
    erasing.note_address(str(Contact.objects.get().fingerprint))
    call_command("worker", "--once")
    settings.SEALING_PRIVATE_KEYS = None
    empty()
    call_command("restore", str(file))
    assert "left to the worker" in capsys.readouterr().err
    settings.SEALING_PRIVATE_KEYS = keys / "private"
    call_command("worker", "--once")
    assert not Contact.objects.exists()

"""Channels 5, 33, 34: the search index, backups, and what is left of a row that was deleted."""

import shutil
import sqlite3
from contextlib import closing, suppress
from io import StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.management import call_command
from django.db import connection

from articles.models import Article
from comments import vault
from comments.models import Comment, Contact

from ..canary import ADDRESS, kept_bytes, screen, wipe_what_other_tests_left
from .channels import guards, plants
from .encodings import COMMENTERS, leaks
from .people import say_everything, send

SQLITE = connection.vendor == "sqlite"
WORD = b"zopiclonish"  # no article has it


# --- 5: the index -----------------------------------------------------------------------------------------------------


def index_bytes() -> bytes:
    """The search index as it is stored: tables, their hidden tables on SQLite, and keys of GIN by way of the rows."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith("articles_search"):
                cursor.execute(f"SELECT * FROM {table}")
                values = [value for row in cursor.fetchall() for value in row]
                found += [
                    v if isinstance(v, bytes) else bytes(v) if isinstance(v, memoryview) else str(v).encode()
                    for v in values
                ]
    assert found
    return b"\n".join(found)


@guards(5)
@pytest.mark.django_db
def test_index_holds_nothing_of_comments(article: Article, write: Any, mo: Any, settings: Any) -> None:
    write("Thoughts", status="draft", body="Of wakefulnesses.")
    say_everything(article, write("Not yet", status="draft"), mo, settings)
    assert send(COMMENTERS[0], article, f"It was {WORD.decode()}.", name=WORD.decode()).status_code == 303
    kept = index_bytes()
    assert b"naloxon" in kept
    assert leaks(kept) == []
    assert WORD not in kept


@plants(5)
@pytest.mark.django_db
def test_comment_in_the_index_is_caught(article: Article) -> None:
    article.body += f"\n\nSomebody said {WORD.decode()}, write to {ADDRESS}"
    article.save()
    assert leaks(index_bytes())
    assert WORD in index_bytes()


# --- 33: copies -------------------------------------------------------------------------------------------------------


def copy_to(folder: Path) -> Path:
    """Backups: ours, unpacked, and SQLite's own, free pages included; on PostgreSQL each value of each row."""
    folder.mkdir(exist_ok=True)
    call_command("backup", str(folder / "site.zip"), stdout=StringIO())
    with ZipFile(folder / "site.zip") as archive:
        archive.extractall(folder / "unpacked")
    if SQLITE:
        with closing(sqlite3.connect(folder / "copy.sqlite3")) as copy:
            connection.ensure_connection()
            connection.connection.backup(copy)
    else:
        (folder / "copy").write_bytes(kept_bytes())
    return folder


def opened_from(folder: Path) -> list[str]:
    """The comments whose address can be read with nothing but what is in this folder."""
    files = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    keys = [data for data in files if len(data) == 32]
    found = []
    for contact in Contact.objects.filter(sealed__isnull=False).select_related("comment"):
        sealed: Any = contact.sealed
        info = f"harmblog/contact/v1|{sealed.month}|{contact.comment.public_id}".encode()
        for key in keys:
            with suppress(InvalidTag):
                vault.SUITE.decrypt(sealed.ciphertext, X25519PrivateKey.from_private_bytes(key), info)
                found.append(contact.comment.public_id)
    return found


@guards(33)
@pytest.mark.django_db(transaction=True)
def test_backup_without_the_private_keys_tells_nothing(
    article: Article, write: Any, mo: Any, settings: Any, keys: Path, tmp_path: Path
) -> None:
    wipe_what_other_tests_left()
    say_everything(article, write("Not yet", status="draft"), mo, settings)
    screen(settings)
    backup = copy_to(tmp_path / "backup")
    shutil.copytree(keys / "public", backup / "public")
    data = b"\n".join(file.read_bytes() for file in backup.rglob("*") if file.is_file())
    assert b"Said by 2, rejected." in data
    assert leaks(data) == opened_from(backup) == []


@plants(33)
@pytest.mark.django_db(transaction=True)
def test_backup_that_holds_the_keys_is_caught(say: Any, keys: Path, tmp_path: Path) -> None:
    comment = say(address=ADDRESS)
    backup = copy_to(tmp_path / "backup")
    shutil.copytree(keys, backup / "keys")
    assert opened_from(backup) == [comment.public_id]


@pytest.mark.promise(6)
@guards(33, 46)
@pytest.mark.django_db
def test_backup_is_closed_for_ever_when_its_month_is_destroyed(say: Any, keys: Path, tmp_path: Path) -> None:
    contact: Any = Contact.objects.get(comment=say(address=ADDRESS))
    shutil.copytree(keys, tmp_path / "keys")
    assert opened_from(tmp_path) == [contact.comment.public_id]
    (tmp_path / f"keys/private/{contact.month}.key").unlink()
    assert opened_from(tmp_path) == []


# --- 34: deleted rows -------------------------------------------------------------------------------------------------


def empty_the_log() -> None:
    """What an erasure ends with."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)" if SQLITE else "SELECT 1")


def left_of(comment: Comment, seal: bytes) -> list[str]:
    """What is left of a comment and its address in the bytes that are kept."""
    kept = kept_bytes()
    parts = {"text": comment.text.encode(), "name": comment.name.encode(), "seal": seal}
    return [name for name, part in parts.items() if part in kept]


@pytest.fixture
def deleted(say: Any) -> Any:
    """Deletes a comment and its contact, and looks what is left."""

    def delete() -> list[str]:
        wipe_what_other_tests_left()
        comment = say("A text of its own: xylomantic.", name="Zephyrine", address=ADDRESS)
        seal = Contact.objects.get(comment=comment).sealed.ciphertext  # type: ignore[attr-defined]
        assert left_of(comment, seal) == ["text", "name", "seal"]
        comment.delete()
        empty_the_log()
        return left_of(comment, seal)

    return delete


@guards(34)
@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_of_a_deleted_row(deleted: Any) -> None:
    assert deleted() == []


@plants(34)
@pytest.mark.django_db(transaction=True)
def test_row_that_is_only_marked_as_deleted_is_caught(deleted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if SQLITE:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=OFF")
        assert "text" in deleted()
        connection.close()
    else:
        monkeypatch.setattr(Comment, "delete", lambda self: None)
        assert deleted() == ["text", "name", "seal"]


@plants(34)
@pytest.mark.skipif(not SQLITE, reason="the write-ahead log is SQLite's")
@pytest.mark.django_db(transaction=True)
def test_row_that_stays_in_the_log_is_caught(deleted: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{__name__}.empty_the_log", lambda: None)
    assert "seal" in deleted()

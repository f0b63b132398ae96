"""What the database is told about keeping its word, and what a production site must be told."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas are SQLite's")
FULL = 2


@SQLITE
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", FULL),
        ("secure_delete", 1),
        ("foreign_keys", 1),
        ("trusted_schema", 0),
        ("busy_timeout", 10_000),
    ],
)
def test_sqlite_keeps_what_was_answered_and_wipes_what_was_deleted(pragma: str, value: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone()[0] == value


@SQLITE
def test_sqlite_writers_wait_their_turn() -> None:
    assert connection.transaction_mode == "IMMEDIATE"  # type: ignore[attr-defined]


# What a production site needs, with a word of how to get it.
PRODUCTION = {"SECRET_KEY": "token_urlsafe", "ALLOWED_HOSTS": "example.org", "SEALING_PUBLIC_KEYS": "-m comments.vault"}


@pytest.mark.parametrize("missing", [*PRODUCTION, "SECRET_KEY ALLOWED_HOSTS SEALING_PUBLIC_KEYS", ""])
def test_production_names_what_is_missing_and_how_to_make_it(missing: str, keys: Path, tmp_path: Path) -> None:
    given = {"SECRET_KEY": "s" * 60, "ALLOWED_HOSTS": "a.example", "SEALING_PUBLIC_KEYS": str(keys / "public")}
    env = {name: value for name, value in given.items() if name not in missing.split()}
    command = [sys.executable, "-c", "import harmblog.settings"]
    env = {"DEBUG": "0", "VAR_DIR": str(tmp_path), "PYTHONPATH": os.environ["PYTHONPATH"], **env}
    run = subprocess.run(command, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, timeout=30)
    assert (run.returncode != 0) == bool(missing)
    said = run.stderr.rpartition("ImproperlyConfigured: ")[2]
    for name, how in PRODUCTION.items():
        assert (f"{name}: " in said) == (how in said) == (name in missing.split())

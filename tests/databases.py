"""The databases of the tests: copies of one that is migrated once in a run. Any test finds them as new."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from .apart import POSTGRES, ask_postgres
from .emptying import Beginning

TEMPLATE = "test_migrated"


def migrate_once(folder: Path, address: str) -> None:
    """Done by whichever process of the run comes first, while the others wait."""
    done = folder / f"{address.rpartition('/')[2]}.done"
    with (folder / "migrated.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            if address.startswith("postgres"):
                ask_postgres(POSTGRES, f"DROP DATABASE IF EXISTS {TEMPLATE}")  # of an earlier run
                ask_postgres(POSTGRES, f"CREATE DATABASE {TEMPLATE}")
            env = {**os.environ, "DATABASE_URL": address, "VAR_DIR": str(folder), "DEBUG": "1"}
            command = [sys.executable, "manage.py", "migrate", "-v0"]
            subprocess.run(command, cwd=settings.BASE_DIR, env=env, check=True)
            done.touch()


def folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite's with all tables."""
    folder = folder_of_the_run(tmp_path_factory)
    file = folder / "migrated.sqlite3"
    migrate_once(folder, f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with all tables, by its name, for PostgreSQL to copy."""
    migrate_once(folder_of_the_run(tmp_path_factory), f"{POSTGRES.rpartition('/')[0]}/{TEMPLATE}")
    return TEMPLATE


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, request: Any) -> None:
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["TEST"]["NAME"])
        for end in ("-wal", "-shm"):  # of an earlier run that was killed
            Path(f"{name}{end}").unlink(missing_ok=True)
        shutil.copyfile(request.getfixturevalue("migrated"), name)
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = request.getfixturevalue("template")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """What a test commits is taken back."""
    with django_db_blocker.unblock():
        beginning = Beginning()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: beginning.restore())
        yield

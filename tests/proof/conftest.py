"""Sites that run, for experiments on them: each is started once for all."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nginx
import pytest
from django.test import override_settings

from articles.models import Article

from ..apart import copied_database
from ..behind import Served
from ..conftest import account

NGINX = pytest.mark.skipif(nginx.PROGRAM is None, reason="nginx is not installed")


@contextmanager
def furnished(folder: Path, keys: Path, *, threads: int = 4, **more: str) -> Iterator[Served]:
    """A site that is not started yet: two articles, Ada who writes and Mo who moderates."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"]):  # as the processes
        made = [account("ada-of-proof", "Editor", is_staff=True), account("mo-of-proof", "Moderator")]
    for slug in ("naloxone", "sleep"):
        made.append(
            Article.objects.create(
                title=slug.title(), slug=slug, body="Some *text*.", author=made[0], status="published"
            )
        )
    as_served = {"DEBUG": "0", "ALLOWED_HOSTS": "127.0.0.1,localhost", "STAFF_SECOND_FACTOR": "0"}
    site = Served(folder, keys, threads=threads, **as_served, **more)
    site.manage("collectstatic", "--noinput", "--verbosity", "0")
    with copied_database(site.var) as database:
        for one in reversed(made):
            one.delete()
        site.env["DATABASE_URL"] = database
        try:
            yield site
        finally:
            site.stop()


@pytest.fixture(scope="session")
def pair(
    tmp_path_factory: pytest.TempPathFactory, keys: Path, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Served]:
    """nginx and the first web process, with room for a second beside it."""
    with django_db_blocker.unblock(), furnished(tmp_path_factory.mktemp("pair"), keys) as site:
        site.start(gate=False)
        yield site


@pytest.fixture(scope="session")
def watched(tmp_path_factory: pytest.TempPathFactory, keys: Path, pair: Served) -> Iterator[Served]:
    """Another nginx before the same web process, and a door between them that notes what passes."""
    site = Served(tmp_path_factory.mktemp("watched"), keys)
    site.before(pair)
    site.start(web=False)
    try:
        yield site
    finally:
        site.stop()

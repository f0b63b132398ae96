"""Web processes that are restarted, and replaced by another version, while people read and write."""

import re
import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings

from ..behind import PAGE, Desk, Served
from ..conftest import PASSWORD
from ..gate import Gate
from .conftest import NGINX
from .long import LONG, Figure, many
from .visitors import Crowd, crowd

pytestmark = [pytest.mark.django_db, NGINX]
CODE = "articles comments deploy harmblog locale manage.py static templates tools".split()
NEXT = '''"""What a next version might need."""
from django.db import migrations, models

class Migration(migrations.Migration):
    dependencies = [("comments", "{last}")]
    operations = [
        migrations.AddField("comment", "mood", models.CharField(max_length=9, default="", db_default="")),
        migrations.AddIndex("comment", models.Index(fields=["mood"], name="comment_mood")),
        migrations.CreateModel("Mood", [("id", models.BigAutoField(primary_key=True))]),
    ]
'''


def roll(site: Served, root: Path | None = None) -> None:
    """The upgrade of docs/deploy.md: a second process, the first one anew, the second one away."""
    site.start_web(site.second, root=root)
    site.wait_for(site.second)
    site.stop_web(site.app)
    site.start_web(site.app, root=root)
    site.wait_for(site.app)
    time.sleep(2)
    site.stop_web(site.second)


def until(come: Crowd, asked: int, *, within: float = 600) -> None:
    deadline = time.monotonic() + within
    while come.asked < asked and time.monotonic() < deadline:
        time.sleep(0.1)


@pytest.mark.fault(13)
@pytest.mark.one_database
def test_no_request_fails_while_web_processes_are_restarted(pair: Served, record_property: Figure) -> None:
    times = many(1, 20)
    with crowd(pair, 4) as come:
        for number in range(times):
            roll(pair)
            until(come, many(1, 10_000) * (number + 1) // times)
    assert come.failed == []
    assert come.received[0]
    record_property("figure", f"{2 * times} restarts, 0 of {come.asked:,} requests failed")


@pytest.mark.fault(13)
@pytest.mark.one_database
def test_comment_that_a_stopping_process_has_not_taken_goes_to_the_next_one(pair: Served) -> None:
    pair.start_web(pair.second)
    pair.wait_for(pair.second)
    pair.stop_web(pair.app)
    stopping = Gate(pair.second)
    stopping.shut()
    stopping.port = pair.app
    try:
        stopping.open()
        stopping.swallows = True
        assert pair.post(name="Rita", comment="To whoever is there.").status == 303
        assert len(stopping.heard) == 1
    finally:
        stopping.shut()
        pair.revive()
        pair.stop_web(pair.second)


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """A checkout of a next version, with a migration on top."""
    root = tmp_path / "second"
    root.mkdir()
    for name in CODE:
        part = settings.BASE_DIR / name
        copy = shutil.copytree if part.is_dir() else shutil.copy
        copy(part, root / name)
    version = root / "harmblog/__init__.py"
    version.write_text(re.sub(r'VERSION = ".*"', 'VERSION = "9.9.9"', version.read_text()))
    migrations = root / "comments/migrations"
    last = max(file.stem for file in migrations.glob("0*.py"))
    (migrations / "9999_next.py").write_text(NEXT.format(last=last))
    return root


def smoke(site: Served) -> None:
    """The whole way of a comment."""
    text = f"Smoke {time.monotonic_ns()}."
    assert site.post(name="Rita", comment=text).status == 303
    Desk(site, "mo-of-proof", PASSWORD).decide("approve", text=text)
    time.sleep(1.1)
    assert text in site.get(PAGE).text.decode()


@pytest.mark.fault(14)
def test_a_next_version_comes_and_goes_and_nobody_notices(pair: Served, later: Path, record_property: Figure) -> None:
    *_, last = sorted(file.stem for file in (later / "comments/migrations").glob("0*.py"))
    with crowd(pair, 3, rate=20) as come:
        pair.manage("migrate", "--verbosity", "0", root=later)
        smoke(pair)  # the old version on the new tables
        if LONG:
            roll(pair, later)
            smoke(pair)
            roll(pair)
            smoke(pair)
    pair.manage("migrate", "comments", last, "--verbosity", "0", root=later)  # as others found it
    assert come.failed == []
    versions = "the next version and back, 0" if LONG else "0"
    record_property("figure", f"a migration under load, {versions} of {come.asked:,} requests failed")

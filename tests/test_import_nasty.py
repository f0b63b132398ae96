"""Imports that are killed, lied to, or given real files; and what must not be anywhere afterwards."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.management import CommandError
from django.test import Client

from articles.models import Article
from comments import moderation
from comments.models import Comment, Ping
from harmblog.models import Imported, Site
from harmblog.wordpress.arriving import comments as arriving

from .canary import ADDRESS, assert_no_canary, kept_bytes, raw, wipe_what_other_tests_left
from .moving import author, comment, item, run, wxr

FOLDER = Path(os.environ.get("WXR_SAMPLES", Path(site.BASE_DIR).parent / "shared/data/wxr"))
SAMPLES = sorted(FOLDER.glob("*.xml")) or [
    pytest.param(Path("none"), marks=pytest.mark.skip(reason="the sample export files are not here"))
]
IP = "203.0.113.77"


def many(path: Path) -> Path:
    """Forty comments under two articles, in threads."""
    first = [
        comment(n, f"text {n}", comment_parent=(n + 5 if n % 3 else 0), comment_author_email=ADDRESS)
        for n in range(1, 21)
    ]
    second = [comment(n, f"text {n}", comment_parent=n - 1 if n % 2 else 0) for n in range(101, 121)]
    return wxr(path, author(1, "ann", "Ann"), item(1, *first), item(2, *second))


def state() -> Any:
    """All that an import made, without what differs each time."""
    comments = Comment.objects.select_related("parent", "article")
    return (
        sorted(Article.objects.values_list("slug", "title", "body_html", "published_at")),
        sorted((c.article.slug, c.text, c.status, c.parent.text if c.parent else "") for c in comments),
        sorted(Imported.objects.values_list("kind", "external_id")),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("fails_at", [1, 2, 4])
def test_an_import_that_broke_off_goes_on(tmp_path: Path, monkeypatch: Any, fails_at: int) -> None:
    path = many(tmp_path / "old.xml")
    monkeypatch.setattr(arriving, "BATCH", 10)
    calls = Counter[str]()

    def dies(*args: Any) -> None:
        calls["bring_in"] += 1
        real(*args)
        if calls["bring_in"] == fails_at:
            raise KeyboardInterrupt

    real = moderation.bring_in
    monkeypatch.setattr(moderation, "bring_in", dies)
    with pytest.raises(KeyboardInterrupt):
        run("import_wordpress", path)
    assert Comment.objects.count() == 10 * (fails_at - 1)
    run("import_wordpress", path)
    resumed = state()
    for model in (Comment, Article, Imported, Site, User):
        model._default_manager.all().delete()
    run("import_wordpress", path)
    assert resumed == state()
    assert len(resumed[1]) == 40


@pytest.mark.asvs("V2.3.3")
@pytest.mark.skipif("postgres" in os.environ.get("DATABASE_URL", ""), reason="kills a process on a SQLite file")
def test_a_killed_process_leaves_whole_batches(tmp_path: Path, keys: Path, migrated: Path) -> None:
    path = tmp_path / "old.xml"
    wxr(path, item(1, *[comment(n, f"text {n}", comment_parent=n - 1) for n in range(1, 4001)]))
    env = {**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    env["SEALING_PUBLIC_KEYS"] = str(keys / "public")
    manage = [sys.executable, str(site.BASE_DIR / "manage.py")]
    shutil.copyfile(migrated, tmp_path / "db.sqlite3")
    process = subprocess.Popen([*manage, "import_wordpress", str(path)], env=env, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:  # killed while comments are stored
        if line.startswith("60%"):
            break
    time.sleep(0.2)
    process.kill()
    process.wait()
    process.stdout.close()
    again = subprocess.run(
        [*manage, "import_wordpress", str(path)], env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    counts = re.search(r"comments, approved\s+([\d,]+)\s+([\d,]+)\s+([\d,]+)\s+0\n", again.stdout)
    assert counts
    came_in, made, here = (int(number.replace(",", "")) for number in counts.groups())
    assert (came_in, made + here) == (4000, 4000)
    assert here % arriving.BATCH == 0
    third = subprocess.run(
        [*manage, "import_wordpress", str(path)], env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    assert "0 changes" in third.stdout


@pytest.mark.django_db
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_real_files(sample: Path, caplog: pytest.LogCaptureFixture) -> None:
    source = sample.read_text()
    said = run("import_wordpress", sample)
    numbers = re.findall(r"<wp:comment_id>", source)
    pings = re.findall(r"<wp:comment_type>(?:<!\[CDATA\[)?(?:pingback|trackback)", source)
    assert (Comment.objects.count(), Ping.objects.count()) == (len(numbers) - len(pings), len(pings))
    assert Article.objects.count() == len(re.findall(r"<wp:post_type>(?:<!\[CDATA\[)?(?:post|page)\b", source)) or (
        "gaps" in sample.name
    )
    assert "0 changes" in run("import_wordpress", sample)
    private = re.findall(r"<wp:(?:comment_author_email|comment_author_IP|author_email)>([^<]+)", source)
    private += re.findall(r"<wp:(?:comment_author_email|comment_author_IP|author_email)><!\[CDATA\[([^\]]+)", source)
    kept = kept_bytes()
    for secret in {text.strip() for text in private if len(text.strip()) > 3}:
        assert secret.encode() not in kept
        assert secret not in said + caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_canary_is_nowhere(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    wipe_what_other_tests_left()
    hidden = {"comment_author_email": ADDRESS, "comment_author_IP": IP, "comment_agent": f"Agent {ADDRESS}"}
    path = wxr(
        tmp_path / "old.xml",
        author(1, ADDRESS, ADDRESS).replace(
            "<wp:author_login>", f"<wp:author_email>{ADDRESS}</wp:author_email><wp:author_login>"
        ),
        item(
            1,
            comment(1, **hidden),
            comment(2, **{**hidden, "comment_author": ADDRESS, "comment_approved": ADDRESS}),
            comment(3, **{**hidden, "comment_type": ADDRESS}),
            comment(4, **{**hidden, "comment_author_email": f"{ADDRESS} {ADDRESS}"}),
            comment(ADDRESS, **hidden),
            creator=ADDRESS,
        ),
        item(2, post_type=ADDRESS, creator=ADDRESS),
        item(ADDRESS, status=ADDRESS, creator=ADDRESS, post_name="three", link="https://old.example.org/three/"),
    )
    said = run("import_wordpress", path) + run("import_wordpress", path)
    assert "0 changes" in said
    assert Comment.objects.count() == 4
    for where, data in (("the database", kept_bytes()), ("output", said.encode()), ("logs", caplog.text.encode())):
        assert_no_canary(data, where)
        assert IP.encode() not in data
    article = Article.objects.published().get()
    for path_shown in (article.get_absolute_url(), "/", "/feed/", "/comments/feed/"):
        assert_no_canary(raw(Client().get(path_shown)), path_shown)


@pytest.mark.django_db
def test_an_error_that_nobody_thought_of_is_told_without_words(tmp_path: Path, monkeypatch: Any) -> None:
    def breaks(text: str) -> str:
        raise ValueError(text)

    monkeypatch.setattr(arriving, "comment_html", breaks)
    said = run("import_wordpress", wxr(tmp_path / "old.xml", item(1, comment(5, f"Write to {ADDRESS}"))))
    assert "could not be read (ValueError) (comment 5)" in said
    assert_no_canary(said.encode(), "output")

    monkeypatch.setattr(arriving.Comments, "flush", lambda self: breaks(ADDRESS))
    with pytest.raises(CommandError) as stopped:
        run("import_wordpress", tmp_path / "old.xml")
    assert ADDRESS not in str(stopped.value)
    assert stopped.value.__suppress_context__


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x03\x04", b"<html><body>No</body></html>"])
def test_other_files_are_refused_with_a_reason(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.xml"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"other.xml: \w+"):
        run("import_wordpress", path)


@pytest.mark.django_db
def test_a_file_that_is_not_there_is_said_plainly() -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("import_wordpress", Path("/nowhere/old.xml"))

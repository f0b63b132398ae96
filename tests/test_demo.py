"""The demo site and the large site."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from articles.models import Article, Page, Profile
from comments.groups import make_groups
from comments.models import Comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    make_groups(apps)  # they come with the migrations, but a test with real transactions empties the tables
    call_command("demo", verbosity=0)
    return tmp_path


def test_demo_is_a_site_with_a_queue(demo: Path, client: Client) -> None:
    assert Article.objects.published().in_stream().count() == 8
    assert Comment.objects.approved().count() == 30
    assert Comment.objects.with_status("pending").count() == 12
    assert client.get("/").status_code == 200


def test_demo_has_its_pages_its_people_and_the_way_to_them(demo: Path, client: Client) -> None:
    front = client.get("/").content.decode()
    pages = Page.objects.all().published()
    assert len(pages) == 3
    assert not [page for page in pages if f'href="{page.get_absolute_url()}"' not in front]
    for profile in Profile.objects.public():
        assert client.get(profile.get_absolute_url()).status_code == 200
    assert Profile.objects.public().count() == 2


def test_demo_is_named_by_the_settings_until_an_admin_names_it(demo: Path, client: Client, settings: Any) -> None:
    settings.SITE_NAME = "Night shift"
    assert '<a href="/">Night shift</a>' in client.get("/").content.decode()


def test_demo_accounts_are_random_kept_private_and_work(demo: Path, client: Client) -> None:
    file = demo / "demo-accounts.txt"
    assert file.stat().st_mode & 0o077 == 0
    accounts = dict(re.findall(r"^(\w+) +(\S+)", file.read_text(), re.M))
    assert len(set(accounts.values())) == len(accounts) == 7
    assert client.login(username="mo", password=accounts["mo"])


def test_demo_leaves_a_site_with_content_alone(article: Article, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path
    with pytest.raises(CommandError, match="not empty"):
        call_command("demo")
    call_command("demo", "--if-empty")
    assert Article.objects.count() == 1


def test_demo_links_lead_somewhere(demo: Path, client: Client) -> None:
    for article in Article.objects.published():
        for link in re.findall(r'href="(/[^"#]*)"', client.get(article.get_absolute_url()).content.decode()):
            assert link.startswith("/static/") or client.get(link).status_code in (200, 302, 303), link


def test_demo_cites_what_its_library_has(demo: Path) -> None:
    assert sorted(filter(None, Article.objects.values_list("citations", flat=True))) == [
        "lockwood2021 marland2025",
        "who2014 sordo2017",
    ]
    assert not any(article.render().unknown for article in Article.objects.all())


def test_populate_makes_what_was_asked_and_shows_progress(capsys: pytest.CaptureFixture[str], client: Client) -> None:
    call_command("populate", articles=3, comments=50, pending=20)
    assert Article.objects.published().count() == 3
    assert Comment.objects.approved().count() == 50
    assert Comment.objects.with_status("pending").count() == 20
    assert "approved comments: 50 of 50" in capsys.readouterr().out
    call_command("populate", articles=3, verbosity=0)
    assert Article.objects.published().count() == 6

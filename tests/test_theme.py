"""A theme: a folder with a stylesheet, templates and files, which go before our own."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from comments import vault
from harmblog.theme import Theme, read_theme

ROOT = Path(settings.BASE_DIR)
CSS = re.sub(r"/\*.*?\*/", "", (ROOT / "static/site.css").read_text(), flags=re.S)
DOCS = (ROOT / "docs/themes.md").read_text()
# What the site answers, seen from a process of its own: settings are read once.
LOOK = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client
if {collect}:
    # Without what only staff load: compressing it would take most of the time.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["admin*"])
page = Client().get("/privacy/", headers={{"host": "localhost"}})
print(page.status_code, page.content.decode())
"""


def look(tmp_path: Path, theme: Path, *, debug: bool) -> subprocess.CompletedProcess[str]:
    """The privacy page of a site with this theme."""
    keys = tmp_path / "var/keys"
    vault.make_keys(keys / "public", keys / "private")
    env = {
        **{name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")},
        "DJANGO_SETTINGS_MODULE": "harmblog.settings",
        "THEME_DIR": str(theme),
        "VAR_DIR": str(tmp_path / "var"),
        "DEBUG": str(int(debug)),
        "SECRET_KEY": "only for this test",
        "ALLOWED_HOSTS": "localhost",
    }
    code = LOOK.format(collect=not debug)
    return subprocess.run([sys.executable, "-c", code], env=env, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.fixture
def theme(tmp_path: Path, migrated: Path) -> Path:
    folder = tmp_path / "theme"
    (tmp_path / "var").mkdir()
    shutil.copyfile(migrated, tmp_path / "var/db.sqlite3")
    (folder / "templates").mkdir(parents=True)
    (folder / "static").mkdir()
    (folder / "theme.css").write_text(":root { --accent: #3d348b; } h1 { background: url(stripe.svg); }")
    (folder / "templates/privacy.html").write_text(
        '{% extends "base.html" %}{% block main %}<h1>Ours</h1>{% endblock %}'
    )
    (folder / "static/stripe.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "secret.txt").write_text("not for readers")
    return folder


def test_theme_in_production_has_its_stylesheet_named_by_content(tmp_path: Path, theme: Path) -> None:
    done = look(tmp_path, theme, debug=False)
    assert done.stdout.startswith("200 "), done.stderr
    (site, own) = re.findall(r'<link rel="stylesheet" href="/static/([^"]*)">', done.stdout)
    assert re.fullmatch(r"site\.\w{12}\.css", site)
    served = (tmp_path / "var/static" / own).read_text()
    assert "--accent: #3d348b" in served
    assert re.search(r'url\("stripe\.\w{12}\.svg"\)', served)
    assert not (tmp_path / "var/static/secret.txt").exists()


def test_template_of_a_theme_takes_the_place_of_ours(tmp_path: Path, theme: Path) -> None:
    done = look(tmp_path, theme, debug=True)
    assert "<h1>Ours</h1>" in done.stdout, done.stderr
    assert 'href="/static/theme.css"' in done.stdout


def test_nothing_of_the_folder_but_its_stylesheet_is_found(theme: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "THEME", read_theme(theme))
    assert finders.find("theme.css") == str(theme / "theme.css")
    assert finders.find("secret.txt") is None
    assert finders.find("site.css") == str(ROOT / "static/site.css")


@pytest.mark.parametrize("broken", ["nothing-is-here", "empty"])
def test_broken_theme_stops_the_start_and_says_why(tmp_path: Path, broken: str) -> None:
    (tmp_path / "empty").mkdir()
    done = look(tmp_path, tmp_path / broken, debug=True)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured: THEME_DIR:" in last
    assert broken in last


def test_theme_may_be_a_part(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    assert read_theme(tmp_path) == Theme(tmp_path, templates=(tmp_path / "templates",))
    with pytest.raises(ImproperlyConfigured):
        read_theme(tmp_path / "templates")


def test_without_a_theme_nothing_is_linked(client: Client, db: None) -> None:
    assert "theme.css" not in client.get("/").content.decode()
    assert read_theme(None) == read_theme(Path()) == Theme()


# --- What a theme can change is described ---------------------------------------------------------------------------


def test_every_property_is_described_and_no_other() -> None:
    defined = set(re.findall(r"(--[a-z-]+):", CSS))
    described = set(re.findall(r"^\| `(--[a-z-]+)` \|", DOCS, re.M))
    assert described == defined
    assert set(re.findall(r"var\((--[a-z-]+)", CSS)) == defined
    assert set(re.findall(r"(--[a-z-]+):", DOCS)) <= defined


def test_colours_typefaces_and_corners_are_properties() -> None:
    rules = re.sub(r":root \{.*?\}", "", CSS, flags=re.S)
    assert re.findall(r"#[0-9a-f]{3,8}\b|rgb|hsl", rules) == []
    assert set(re.findall(r"font-family: ([^;}]+)", rules)) <= {"var(--sans)", "var(--display)", "var(--serif)"}
    assert not [value for value in re.findall(r"border-radius: ([^;]+)", rules) if not value.startswith("var(")]
    assert [value for value in re.findall(r"max-width: (\d[^;)]*)", rules) if value not in ("30rem", "100%")] == []


def test_every_template_of_readers_is_described_with_its_blocks() -> None:
    own = [file for folder in (".", "articles", "comments") for file in ROOT.glob(f"templates/{folder}/*.html")]
    names = {str(file.relative_to(ROOT / "templates")): file.read_text() for file in own}
    small = {"_kept.html", "comments/_promise.html", "articles/markdown_textarea.html"}
    assert [name for name in sorted(names.keys() - small) if f"`{name}`" not in DOCS] == []
    blocks = set(re.findall(r"{% block (\w+) %}", names["base.html"] + names["articles/article.html"]))
    assert [block for block in sorted(blocks) if f"`{block}`" not in DOCS] == []

"""Channels 32, 37, 43: files that leave the site, the repository, and addresses that nobody meant to serve."""

import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path

from articles.models import Article
from harmblog.wordpress.leaving import discussions

from ..canary import ADDRESS, raw, screen
from ..moving import run
from .channels import guards, plants
from .conftest import Seen
from .encodings import leaks
from .people import say_everything

ROOT = Path(site_settings.BASE_DIR)

# --- 32: exports ------------------------------------------------------------------------------------------------------


def export_that_tells(folder: Path) -> list[str]:
    """What an export tells of who wrote, and the elements for it that are not empty."""
    run("export_wordpress", folder / "out.xml")
    data = (folder / "out.xml").read_bytes()
    channel = ET.fromstring(data)  # noqa: S314 - written by ourselves
    names = ("comment_author_email", "comment_author_IP", "comment_agent", "author_email")
    filled = [
        f"{element.tag}: {element.text}" for element in channel.iter() if element.tag.endswith(names) and element.text
    ]
    return leaks(data) + filled


@guards(32)
@pytest.mark.django_db
def test_export_tells_nobody_who_wrote(article: Article, write: Any, mo: Any, settings: Any, tmp_path: Path) -> None:
    said = say_everything(article, write("Not yet", status="draft"), mo, settings)
    screen(settings)
    assert export_that_tells(tmp_path) == []
    assert (tmp_path / "out.xml").read_text().count("Said by") >= len(said)


@guards(32)
def test_downloads_tell_nobody_who_wrote(seen: Seen) -> None:
    files = [
        answer for answer in seen.answers.values() if not answer.headers.get("Content-Type", "").startswith("text/html")
    ]
    assert {"application/x-bibtex", "text/plain", "image/webp"} & {
        a.headers.get("Content-Type", "")[:20].split(";")[0] for a in files
    }
    assert [answer for answer in files if leaks(raw(answer))] == []


@plants(32)
@pytest.mark.django_db
def test_export_with_an_address_is_caught(say: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    say(address=ADDRESS)
    element = discussions.element
    filled = lambda name, *value: element(name, *value or (ADDRESS,) * name.endswith("email"))  # noqa: E731
    monkeypatch.setattr(discussions, "element", filled)
    assert f"comment_author_email: {ADDRESS}" in " ".join(export_that_tells(tmp_path))


# --- 37: the repository -----------------------------------------------------------------------------------------------

EXAMPLES = re.compile(r"(^|\.)(example(\.(org|com|net))?|invalid|test|localhost)$", re.IGNORECASE)
MAIL = re.compile(rb"[\w.%+-]{1,64}@((?:[\w-]{1,63}\.){1,8}[a-zA-Z]{2,24})\b")
IP = re.compile(rb"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
NOBODYS = ("127.", "0.", "10.", "192.0.2.", "198.51.100.", "203.0.113.")
KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
OPAQUE = {".mo", ".png", ".webp", ".pyc"}
FORGIVEN = {"exmaple.org", "of.a.server"}  # a slip of the pen that a test types, and a Mastodon handle


def checked_in(root: Path) -> Iterator[Path]:
    """The files of the repository, as git lists them."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=True).stdout
    yield from (root / name for name in listed.split("\0") if name and (root / name).is_file())


def real_people(files: Iterator[Path] | list[Path]) -> list[str]:
    """Files with an address, an IP or a key that could be somebody's."""
    found = []
    for file in files:
        data = file.read_bytes()
        domains = {match[1].decode() for match in MAIL.finditer(data)} if file.suffix not in OPAQUE else set()
        ips = {match[0].decode() for match in IP.finditer(data)} if file.suffix not in OPAQUE else set()
        found += [f"{file.name}: @{domain}" for domain in domains - FORGIVEN if not EXAMPLES.search(domain)]
        found += [f"{file.name}: {ip}" for ip in ips if not ip.startswith(NOBODYS)]
        found += [f"{file.name}: a private key"] if KEY.search(data) else []
    return found


@guards(37)
def test_repository_names_nobody() -> None:
    files = (
        list(checked_in(ROOT))
        if (ROOT / ".git").exists()
        else [f for f in ROOT.rglob("*.py") if ".venv" not in f.parts]
    )
    assert len(files) > 100
    assert real_people(files) == []


@plants(37)
@pytest.mark.parametrize(
    ("leak", "told"),
    [
        (("author_email: rita@", "gmail.com"), "@gmail.com"),
        (("INSERT INTO log VALUES ('81.2", ".69.142')"), ".".join(("81", "2", "69", "142"))),
        (("-----BEGIN ", "PRIVATE KEY-----"), "a private key"),
    ],
)
def test_fixture_with_somebody_in_it_is_caught(tmp_path: Path, leak: tuple[str, str], told: str) -> None:
    (tmp_path / "fixture.json").write_text("".join(leak))  # in two parts here, for this file is looked at too
    assert real_people([tmp_path / "fixture.json"]) == [f"fixture.json: {told}"]


# --- 43: what nobody meant to serve -----------------------------------------------------------------------------------

STEMS = """
.env .git/HEAD .git/config .htpasswd .svn/entries .DS_Store backup config database db db.sqlite3
var/db.sqlite3 test.sqlite3 dump export out settings secret_key var/secret_key keys/private/fingerprint.key
var/keys/private demo-accounts.txt var/demo-accounts.txt core tmp log logs/error debug __debug__ silk metrics
status server-status health healthz/detail readyz stats graphql api api/comments api/users swagger
openapi.json phpinfo wp-login wp-admin wp-json/wp/v2/users wp-json/wp/v2/comments wp-content/uploads xmlrpc
admin.sql comments contacts users media media/images static static/admin static/site uploads console
actuator/env trace info __pycache__ manage.py harmblog/settings.py
""".split()
ENDINGS = ("", "/", ".sql", ".sqlite3", ".zip", ".tar.gz", ".log", ".bak")
# What a watching program is told stands for itself: tests/test_ready.py.
WORDS = [f"/{stem}{ending}" for stem, ending in product(STEMS, ENDINGS) if f"{stem}{ending}" != "readyz/"]


def served(client: Client, words: list[str]) -> list[str]:
    """Addresses of this list at which there is something other than our own 404 page or a way to log in."""
    found = []
    for word in words:
        answer = client.get(word)
        to_log_in = answer.status_code in (301, 302) and not answer.headers["Location"].startswith("http")
        if answer.status_code != 404 and not to_log_in:
            found.append(word)
    return found


@guards(43)
@pytest.mark.django_db
@pytest.mark.one_database
def test_nothing_lies_about_at_five_hundred_addresses(article: Article) -> None:
    assert len(WORDS) >= 500
    assert served(Client(), WORDS) == []
    assert Client().get("/healthz/").content == b"ok\n"


@plants(43)
@pytest.mark.django_db
def test_page_of_figures_is_caught(article: Article, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Urls:
        urlpatterns = [path("metrics", lambda request: HttpResponse("comments 9")), path("", include("harmblog.urls"))]
        handler404 = "harmblog.views.not_found"

    settings.ROOT_URLCONF = Urls
    assert served(Client(), ["/metrics", "/status"]) == ["/metrics"]

"""Django's flaws of what is believed too easily, tried here: caches, forms, signatures; and what is not here at all."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from django.test import Client

from articles.models import Source, Topic
from comments import receipts
from harmblog import pagecache

from ..canary import browser
from ..editing import fields

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = "/articles/naloxone/"
ROOT = Path(site.BASE_DIR)
TEXTS = {
    str(file.relative_to(ROOT)): file.read_text()
    for app in ("harmblog", "articles", "comments", "deploy")
    for file in (ROOT / app).rglob("*")
    if file.suffix in (".py", ".service", ".yaml")
}

# --- What is kept for everybody -------------------------------------------------------------------------------------

ODD = [
    {"HTTP_AUTHORIZATION": "Basic cm9vdDpyb290"},
    {"HTTP_COOKIE": "theme=dark; csrf=x"},
    {"HTTP_COOKIE": ""},
    {"HTTP_ACCEPT_LANGUAGE": ""},
    {"HTTP_CACHE_CONTROL": "Private, No-Store"},
    {"HTTP_VARY": " * "},
    {"HTTP_X_FORWARDED_HOST": "evil.example"},
    {"HTTP_X_FORWARDED_PREFIX": "/evil"},
]


@pytest.mark.flaw("shared cache")
@pytest.mark.asvs("V14.2.2")
@pytest.mark.parametrize("path", ["/", PAGE, "/comments/feed/", "/feed/json/"])
@pytest.mark.parametrize("odd", ODD, ids=str)
def test_whoever_asks_first_leaves_nothing_to_the_next(
    path: str, odd: dict[str, str], client: Client, approved: Any
) -> None:
    approved()
    pagecache.forget()
    plain = client.get(path)
    pagecache.forget()
    first, next_one = client.get(path, **odd), client.get(path)
    assert first.content == next_one.content == plain.content
    assert next_one.headers == plain.headers == first.headers
    assert (plain.headers["Vary"], "Set-Cookie" in str(first.cookies)) == ("Accept-Encoding", False)


@pytest.mark.flaw("shared cache")
def test_no_cache_of_djangos_keeps_a_page_and_no_look_saves_a_session() -> None:
    assert [name for name in site.MIDDLEWARE if "cache" in name.lower()] == []
    assert site.SESSION_SAVE_EVERY_REQUEST is False
    assert [name for name, text in TEXTS.items() if "cache_page(" in text or "UpdateCacheMiddleware" in text] == []


# --- Staff ----------------------------------------------------------------------------------------------------------


@pytest.mark.flaw("links of staff")
@pytest.mark.asvs("V1.2.2")
@pytest.mark.parametrize(
    "evil", ["javascript:alert(1)", "JaVaScript:alert(1)//http://a", "data:text/html,x", "vbscript:x"]
)
def test_address_that_got_into_the_database_runs_nowhere(evil: str, write: Any) -> None:
    source = Source.objects.create(
        key="lee", title="On sleep", authors="Lee, A.", year="2020", url="https://example.org/"
    )
    article, root = write(body="So [@lee]."), browser("superuser")
    pages = ["/admin/articles/source/", f"/admin/articles/source/{source.pk}/change/", article.get_absolute_url()]

    def links() -> str:
        pagecache.forget()
        read = [root.get(page).content.decode() for page in [*pages, f"{article.get_absolute_url()}feed/"]]
        return " ".join(re.findall(r'(?:href|src)="([^"]*)"', "".join(read))).lower()

    assert "https://example.org/" in links()
    Source.objects.update(url=evil)
    article.save()  # which draws it anew
    assert evil.lower()[:9] not in links()


@pytest.mark.flaw("forged forms")
@pytest.mark.asvs("V15.3.3")
def test_list_that_can_be_changed_makes_no_new_row(writing: Client) -> None:
    topic = Topic.objects.create(name="Sleep")
    other = Topic.objects.create(name="Safer use")
    path = "/admin/articles/topic/"
    form = fields(writing.get(f"{path}?q=").content) | {"form-TOTAL_FORMS": "3", "_save": "Save"}
    form |= {"form-2-name": "Forged", "form-2-is_featured": "on", "form-2-id": "", "form-0-name": "Forged"}
    form |= {"form-0-DELETE": "on", "form-1-DELETE": "on"}
    assert writing.post(path, form).status_code in (200, 302)
    assert sorted(Topic.objects.values_list("name", flat=True)) == sorted([topic.name, other.name])


# --- Signatures, and what is not here -------------------------------------------------------------------------------


@pytest.mark.flaw("one signature for another")
@pytest.mark.asvs("V9.1.1")
def test_hash_for_one_purpose_is_none_for_another() -> None:
    made = [("link", "ab", "c"), ("link", "a", "bc"), ("linka", "b", "c"), ("link", "abc"), ("link", "ab", "c", "")]
    assert len({receipts.keyed_hash(*parts) for parts in made}) == len(made)
    source = "".join(TEXTS.values())
    assert "signed_cookie" not in source
    salts = re.findall(r"signing\.(?:dumps|loads)\((.*)\)", source)
    assert salts
    assert [call for call in salts if "salt=" not in call] == []


ABSENT: dict[str, Callable[[str], bool]] = {
    "maps": lambda text: "contrib.gis" in text or "gdal" in text.lower(),
    "ASGI": lambda text: "asgi" in text.lower().replace("wsgi", ""),
}


@pytest.mark.flaw("maps", "ASGI")
@pytest.mark.parametrize("what", ABSENT)
def test_what_is_said_not_to_be_here_is_not(what: str) -> None:
    assert len(TEXTS) > 100
    assert [name for name, text in TEXTS.items() if ABSENT[what](text)] == []
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.flaw("maps")
@pytest.mark.asvs("V13.2.4")
def test_no_page_asks_another_server_for_anything() -> None:
    asks = re.compile(
        r"^\s*(?:from|import) (urllib\.request|http\.client|requests|httpx|aiohttp|urllib3|ftplib)\b", re.M
    )
    assert [name for name, text in TEXTS.items() if asks.search(text)] == []

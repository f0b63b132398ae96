"""The sitemap by the rules of sitemaps.org: every public address once, absolute, with the day of its last change."""

import datetime as dt
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client

from articles import sitemaps
from articles.models import Article, Page, Topic
from harmblog import pagecache

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SITE = "http://127.0.0.1:8000"


def addresses(client: Client, path: str = "/sitemap.xml") -> dict[str, str | None]:
    """Each address of a sitemap with its last change, checked against the protocol on the way."""
    answer = client.get(path)
    assert answer.headers["Content-Type"] == "application/xml; charset=utf-8"
    assert len(answer.content) < 50 * 2**20
    root = ET.fromstring(answer.content)  # noqa: S314 - our own
    assert root.tag in (f"{SPACE}urlset", f"{SPACE}sitemapindex")
    found: dict[str, str | None] = {}
    for entry in root:
        assert entry.tag == (f"{SPACE}url" if root.tag.endswith("urlset") else f"{SPACE}sitemap")
        assert [child.tag for child in entry] in ([f"{SPACE}loc"], [f"{SPACE}loc", f"{SPACE}lastmod"])
        location, changed = entry.findtext(f"{SPACE}loc") or "", entry.findtext(f"{SPACE}lastmod")
        assert location.startswith(f"{SITE}/")
        assert location.isascii()
        assert len(location) < 2048
        assert changed is None or dt.datetime.fromisoformat(changed).tzinfo
        assert location not in found
        found[location] = changed
    return found


@pytest.fixture
def site(write: Any, ada: Any) -> Article:
    article = write("Сон & <b>", summary="x")
    article.topics.add(Topic.objects.create(name="Sleep & more"), Topic.objects.create(name="Empty"))
    Page.objects.create(title="About", body="x", author=ada, status="published")
    write("Draft", status="draft")
    return article


def test_everything_public_is_there_and_answers(client: Client, site: Article) -> None:
    found = addresses(client)
    paths = [location.removeprefix(SITE) for location in found]
    assert {"/", "/archive/", "/topics/", "/topics/sleep-more/", "/about/", "/privacy/", "/help-now/"} <= set(paths)
    assert len(paths) == 9
    assert {client.get(path).status_code for path in paths} == {200}


def test_last_change_is_that_of_the_article(client: Client, site: Article) -> None:
    Article.objects.filter(pk=site.pk).update(updated_at=dt.datetime(2031, 5, 6, tzinfo=dt.UTC))
    found = addresses(client)
    for path in (site.get_absolute_url(), "/topics/sleep-more/", "/"):
        assert (found[SITE + path] or "").startswith("2031-05-06T00:00:00")
    assert found[f"{SITE}/privacy/"] is None


def test_past_the_limit_it_is_split_and_nothing_is_lost(
    client: Client, site: Article, write: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        write(f"Number {number}")
    everything = addresses(client)
    pagecache.forget()
    monkeypatch.setattr(sitemaps, "PART", 3)
    parts = [location.removeprefix(SITE) for location in addresses(client)]
    assert parts[0] == "/sitemap-1.xml"
    assert len(parts) in (3, 4)  # articles, a page and a draft, by their keys
    together = [addresses(client, path) for path in parts]
    assert {location: changed for part in together for location, changed in part.items()} == everything
    assert all(1 <= len(part) <= 3 + 2 + 5 for part in together)


def test_a_file_with_nothing_in_it_is_not_named(client: Client, write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write("First")
    write("Last", pk=first.pk + 30)
    write("Draft", pk=first.pk + 60, status="draft")
    monkeypatch.setattr(sitemaps, "PART", 3)
    parts = [location.removeprefix(SITE) for location in addresses(client)]
    assert len(parts) in (2, 3)
    assert all(addresses(client, path) for path in parts)
    assert client.get(f"/sitemap-{(first.pk + 60 - 1) // 3 + 1}.xml").status_code == 404


@pytest.mark.parametrize("number", ["0", "1", "2", "9" * 30])
def test_file_that_is_not_there_is_a_404(client: Client, site: Article, number: str) -> None:
    assert client.get(f"/sitemap-{number}.xml").status_code == 404

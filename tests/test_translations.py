"""Articles that say the same in other languages: how they are linked, and what their form refuses."""

import re
from typing import Any
from urllib.parse import quote

import feedparser
import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article

from .test_admin import ADD, NEW

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Write = Any


@pytest.fixture
def group(write: Write) -> list[Article]:
    """An English original with two translations, and a third that is only a draft."""
    original = write("Sleep", language="en")
    spanish = write("Dormir", language="es", translation_of=original)
    arabic = write("نوم", language="ar", translation_of=original)
    write("Schlaf", language="de", translation_of=original, status="draft")
    return [original, spanish, arabic]


def page(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def alternates(html: str, base: str) -> dict[str, str]:
    """What a page tells search engines: addresses by language."""
    links = re.findall(r'rel="alternate" hreflang="([^"]+)" href="([^"]+)"', html)
    assert len(links) == len(dict(links))
    return {language: address.removeprefix(base) for language, address in links}


def test_each_of_a_group_names_all_of_it(client: Client, group: list[Article], settings: Any) -> None:
    expected = {one.language: one.get_absolute_url() for one in group} | {"x-default": group[0].get_absolute_url()}
    assert [alternates(page(client, one), settings.SITE_URL) for one in group] == [expected] * 3


def test_sitemap_names_the_group_too(client: Client, group: list[Article], settings: Any, write: Write) -> None:
    write("Alone")
    sitemap = client.get("/sitemap.xml").content.decode()
    entries = {url: alternates(url, settings.SITE_URL) for url in re.findall("<url>.*?</url>", sitemap)}
    expected = {one.language: one.get_absolute_url() for one in group} | {"x-default": group[0].get_absolute_url()}
    assert [found for found in entries.values() if found] == [expected] * 3


def test_readers_are_shown_the_others(client: Client, group: list[Article]) -> None:
    shown = re.findall(r'lang="(\w+)" hreflang="\1" rel="alternate">([^<]+)</a>', page(client, group[0]))
    assert shown == [("ar", "العربيّة"), ("es", "Español")]


def test_preview_of_a_new_article_names_no_others(writing: Client, group: list[Article], ada: User) -> None:
    assert "hreflang" not in writing.post(f"{ADD}preview/", NEW).content.decode()


def test_an_article_alone_says_nothing_of_translations(client: Client, article: Article) -> None:
    assert "hreflang" not in page(client, article)


def test_a_translation_stays_linked_when_the_original_is_hidden(client: Client, group: list[Article]) -> None:
    group[0].status = "draft"
    group[0].save()
    assert f'hreflang="x-default" href="http://127.0.0.1:8000{group[2].get_absolute_url()}"' in page(client, group[1])


def test_any_number_of_translations_costs_the_same(
    client: Client, group: list[Article], write: Write, django_assert_max_num_queries: Any
) -> None:
    for code in ("fr", "pt", "it", "nl", "pl", "ru"):
        write(code, language=code, translation_of=group[0])
    # Two generations, two of the clock, site, what there is, places, people, articles, groups.
    with django_assert_max_num_queries(14):
        client.get("/sitemap.xml")


def test_machines_are_told_the_language(client: Client, group: list[Article]) -> None:
    assert '"inLanguage": "ar"' in page(client, group[2])
    feed = feedparser.parse(client.get("/feed/").content)
    assert not feed.bozo
    assert {entry["language"] for entry in feed.entries} == {"en", "es", "ar"}
    atom = client.get("/feed/atom/").content.decode()
    assert '<entry xml:lang="ar">' in atom


# --- The form -------------------------------------------------------------------------------------------------------


@pytest.fixture
def give(writing: Client, ada: User) -> Any:
    """Sends the form for a new article; gives what it says is wrong, nothing when it was taken."""

    def give(path: str = ADD, **fields: Any) -> list[str]:
        new = {**NEW, "author": ada.pk, "language": "es", "translation_of": "", **fields}
        answer = writing.post(path, new)
        if answer.status_code == 302:
            return []
        return [str(error) for error in answer.context["adminform"].form.errors.get("translation_of", ["?"])]

    return give


@pytest.mark.parametrize(
    "named", ["naloxone", "/articles/naloxone/", " https://example.org/articles/naloxone/?x=1#comment-1 "]
)
def test_original_is_named_by_its_address(give: Any, article: Article, named: str) -> None:
    assert give(translation_of=named) == []
    assert Article.objects.get(translation_of=article).language == "es"


def test_encoded_address_is_understood(give: Any, write: Write) -> None:
    original = write("Ναλοξόνη")
    assert give(translation_of=quote(f"/articles/{original.slug}/")) == []


def test_form_shows_what_is_stored(writing: Client, group: list[Article]) -> None:
    form = writing.get(f"/admin/articles/article/{group[1].pk}/change/").content.decode()
    assert re.search(r'name="translation_of" value="sleep"', form)
    assert re.search(r'<option value="es" selected>Español</option>', form)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"translation_of": "nothing"}, "There is no article with this address."),
        ({"translation_of": "\0"}, "There is no article with this address."),
        ({"translation_of": "dormir", "language": "fr"}, "is a translation itself. Name the original."),
        ({"translation_of": "sleep", "language": "en"}, "is in the same language."),
        ({"translation_of": "sleep", "language": "es"}, "“Dormir” is already the translation into this language."),
        ({"translation_of": "sleep", "language": "de"}, "“Schlaf” is already the translation into this language."),
    ],
)
def test_what_cannot_be_a_translation_is_refused_with_the_reason(
    give: Any, group: list[Article], fields: dict[str, str], said: str
) -> None:
    assert said in give(**fields)[0]


def test_article_is_no_translation_of_itself_or_of_another_while_it_has_its_own(
    give: Any, group: list[Article], write: Write
) -> None:
    write("Rest", language="fr")
    change = f"/admin/articles/article/{group[0].pk}/change/"
    assert "of itself" in give(change, slug="sleep", language="en", translation_of="sleep")[0]
    assert "cannot be one itself" in give(change, slug="sleep", language="en", translation_of="rest")[0]
    assert "already in this language" in give(change, slug="sleep", language="es")[0]


def test_language_that_does_not_exist_is_refused(give: Any) -> None:
    assert give(language="xx") == ["?"]
    assert not Article.objects.exists()

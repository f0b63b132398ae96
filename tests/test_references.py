"""Sources from the library to the page: kept, cited, drawn anew when they change, exported, told to machines."""

import datetime as dt
import json
import re
from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.bibliography import read
from articles.models import Article, Image, Page, Source

from .conftest import words

pytestmark = pytest.mark.one_database

BODY = """# A

So [see @swogger2019, p. 4; @who2014] it is.

## B

![](image:k3f7q2xw "A kit")

## C

## D[^1]

[^1]: [@swogger2019]
"""
FIELDS = {"kind": "article", "authors": "Swogger, Marc\nLee, Bo", "year": "2019", "title": "Kratom & <more>"}


@pytest.fixture
def library(ada: User) -> None:
    Source.objects.create(key="swogger2019", doi="10.1000/x<1>", url="https://example.org/?a=1&b=2", **FIELDS)
    Source.objects.create(key="who2014", kind="book", authors="World Health Organization", title="Naloxone")
    Image.objects.create(
        key="k3f7q2xw", name="images/abc", widths="480 960", width=960, height=640, alt="A <kit>", uploaded_by=ada
    )


@pytest.fixture
def cited(library: None, write: Any) -> Article:
    return write(body=BODY, content_note="Describes an <overdose>.")


@pytest.fixture
def editor(ada: User) -> Client:
    client = Client()
    client.force_login(ada)
    return client


def page(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def post_article(client: Client, **fields: str) -> str:
    """Publish in the admin. Returns what the next page says."""
    author = str(User.objects.get(username="ada").pk)
    form = {"title": "New", "status": "published", "author": author, "body": "x", "language": "en", **fields}
    return words(client.post("/admin/articles/article/add/", form, follow=True).content)


def test_article_shows_its_references(cited: Article, client: Client) -> None:
    said = words(page(client, cited))
    assert "(see Swogger and Lee 2019 , p. 4; World Health Organization n.d. )" in said
    assert "Swogger, Marc; Lee, Bo (2019). “Kratom &amp; &lt;more&gt;”. https://doi.org/10.1000/x%3C1%3E . " in said


def test_page_with_everything_is_valid(cited: Article, client: Client) -> None:
    html = page(client, cited)
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids))
    fragments = {e.get("href")[1:] for e in tree.iter("a") if e.get("href", "").startswith("#")}
    assert fragments <= set(ids)
    assert tree.find(".//figure/img").get("srcset").endswith("images/abc-960.webp 960w")


def test_references_are_in_the_language_of_the_article(library: None, write: Any, client: Client) -> None:
    article = write(body="[@who2014]", language="de")
    assert article.body_html.startswith("<p>(")
    assert client.get(article.get_absolute_url()).status_code == 200


def test_drawing_takes_a_query_for_images_and_one_for_sources(
    library: None, write: Any, django_assert_num_queries: Any
) -> None:
    article = write(body=BODY * 5)
    with django_assert_num_queries(2):
        article.render()
    article.body = "name@example.org"
    with django_assert_num_queries(0):
        article.render()


def test_writer_hears_of_unknown_keys_and_images(library: None, editor: Client) -> None:
    said = post_article(editor, body="[@foo2020; @who2014] ![x](image:nothere)")
    assert "No source is known for: foo2020" in said
    assert "image:nothere" in said
    assert "foo2020" not in words(page(Client(), Article.objects.get()))


def test_preview_tells_them_too(library: None, editor: Client) -> None:
    said = words(editor.post("/admin/articles/article/add/preview/", {"title": "T", "body": "[@foo2020]"}).content)
    assert "No source is known for: foo2020" in said


def test_source_that_comes_later_appears_in_the_article(editor: Client, write: Any) -> None:
    article = write(body="So [@later].")
    assert "(" not in words(page(editor, article)).split("So")[1][:3]
    editor.post("/admin/articles/source/add/", {**FIELDS, "key": "later"})
    assert "So ( Swogger and Lee 2019 )." in words(page(editor, article))


def test_changed_source_is_drawn_anew_and_a_deleted_one_goes(cited: Article, editor: Client) -> None:
    before = cited.updated_at
    source = Source.objects.get(key="who2014")
    form = {"kind": "book", "authors": "", "title": "Another title", "key": "who2014", "year": "2014"}
    editor.post(f"/admin/articles/source/{source.pk}/change/", form)
    assert "“Another title” 2014" in words(page(editor, cited))
    editor.post(f"/admin/articles/source/{source.pk}/delete/", {"post": "yes"})
    assert "Another title" not in page(editor, cited)
    cited.refresh_from_db()
    assert (cited.citations, cited.updated_at) == ("swogger2019", before)


def test_several_deleted_at_once_go_from_the_article(cited: Article, editor: Client) -> None:
    chosen = list(Source.objects.values_list("pk", flat=True))
    form = {"action": "delete_selected", "_selected_action": chosen, "post": "yes"}
    editor.post("/admin/articles/source/", form)
    assert "Swogger" not in page(editor, cited)


def test_renamed_key_names_the_texts_that_still_have_the_old_one(cited: Article, editor: Client) -> None:
    source = Source.objects.get(key="swogger2019")
    form = {**FIELDS, "key": "swogger2019b"}
    said = words(editor.post(f"/admin/articles/source/{source.pk}/change/", form, follow=True).content)
    assert f"1 text still cites this source as swogger2019. Please change it there: {cited.title}" in said
    assert "Swogger" not in page(editor, cited)


def test_source_says_where_it_is_cited(cited: Article, editor: Client) -> None:
    source = Source.objects.get(key="swogger2019")
    html = editor.get(f"/admin/articles/source/{source.pk}/change/").content.decode()
    assert f'href="/admin/articles/article/{cited.pk}/change/"' in html


@pytest.mark.asvs("V1.2.2")
@pytest.mark.flaw("links of staff")
@pytest.mark.parametrize(("field", "value"), [("key", "foo."), ("key", "a b"), ("doi", "abc"), ("url", "javascript:x")])
def test_source_that_could_not_be_used_is_refused(editor: Client, field: str, value: str) -> None:
    response = editor.post("/admin/articles/source/add/", {**FIELDS, "key": "k", field: value})
    assert response.status_code == 200
    assert not Source.objects.exists()


def test_references_can_be_taken_along_as_bibtex(cited: Article, client: Client) -> None:
    path = f"{cited.get_absolute_url()}sources.bib"
    assert f'href="{path}"' in page(client, cited)
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/x-bibtex; charset=utf-8"
    assert [entry.key for entry in read(response.content.decode())] == ["swogger2019", "who2014"]


@pytest.mark.parametrize("fields", [{}, {"status": "draft", "body": BODY}])
def test_no_bibtex_of_a_draft_or_without_references(library: None, write: Any, client: Client, fields: Any) -> None:
    article = write(**fields)
    assert client.get(f"{article.get_absolute_url()}sources.bib").status_code == 404
    assert "sources.bib" not in page(client, article)


def test_standing_page_may_cite_too(library: None, ada: User, client: Client) -> None:
    fields = {"author": ada, "status": "published", "body": BODY}
    shown = Page.objects.create(title="Help", slug="help", **fields)
    assert client.get(re.findall(r'href="([^"]*sources.bib)"', page(client, shown))[0]).status_code == 200


def structured(html: str) -> Any:
    return json.loads(re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)[0])


def test_machines_are_told_what_is_cited(cited: Article, client: Client, settings: Any) -> None:
    data = structured(page(client, cited))
    assert data["citation"][0] == {
        "@type": "ScholarlyArticle",
        "name": "Kratom & <more>",
        "author": [
            {"@type": "Person", "name": "Marc Swogger", "familyName": "Swogger", "givenName": "Marc"},
            {"@type": "Person", "name": "Bo Lee", "familyName": "Lee", "givenName": "Bo"},
        ],
        "datePublished": "2019",
        "sameAs": "https://doi.org/10.1000/x%3C1%3E",
        "url": "https://example.org/?a=1&b=2",
    }
    assert data["citation"][1]["author"] == [{"@type": "Organization", "name": "World Health Organization"}]
    assert [address.rsplit("/", 1)[1] for address in data["image"]] == ["abc-480.webp", "abc-960.webp"]
    assert all(address.startswith(settings.SITE_URL) for address in data["image"])


def test_machines_are_told_what_search_engines_ask_for(article: Article, client: Client) -> None:
    data = structured(page(client, article))
    assert {"headline", "datePublished", "dateModified", "author", "publisher", "inLanguage"} <= set(data)
    assert {"image", "citation"} & set(data) == set()
    for name in ("datePublished", "dateModified"):
        assert dt.datetime.fromisoformat(data[name]).tzinfo


def test_content_note_comes_first_and_offers_a_way_past(cited: Article, client: Client) -> None:
    html = page(client, cited)
    note = html.index('role="note"')
    assert note < html.index('class="prose"')
    assert "Describes an &lt;overdose&gt;." in html[note:]
    assert re.search(r'<a href="#after">Skip this text</a>', html[note:])

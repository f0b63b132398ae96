"""Five languages: the words around a full article, in what helps to find it, and at the writers' desk."""

import datetime as dt
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from articles import at_work
from articles.images import markdown, read_image, store_image
from articles.models import Article, Page, Profile, Source, Topic

from .canary import crawl
from .conftest import LANGUAGES, words
from .editing import change, fields, logged_in, open_form, press
from .interface import contents, mark_translations, unmarked
from .pictures import picture, upload

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
BODY = """Λόγια [@a; @b, 4; @c] και [-@d; @e; @f].[^1] Πάλι [@a].[^1]

## Πρώτο

## Δεύτερο

## Τρίτο

[^1]: Υποσημείωση."""


@pytest.fixture
def site(write: Any, ada: User, language: str, settings: Any, tmp_path: Any) -> Article:
    """A full article, others near it, and somebody who has written them."""
    sources = {
        "a": {"authors": "Λη, Α", "year": "2019", "url": "https://example.org/a", "accessed_on": dt.date(2026, 5, 3)},
        "b": {"authors": "Λη, Α\nΡα, Β", "doi": "10.1000/x", "kind": "book", "container": "Σειρά"},
        "c": {"authors": "Λη, Α\nΡα, Β\nΝι, Γ", "year": "2020"},
        "d": {"authors": "{Οργανισμός}\net al."},
        "e": {"year": "2021"},
        "f": {"year": "2021", "kind": "report"},
    }
    for key, given in sources.items():
        Source.objects.create(key=key, title=f"Τίτλος {key}", **given)
    topic = Topic.objects.create(name="Θέμα", description="Τι είναι.", is_featured=True)
    image = store_image(read_image(upload(picture())), alt="Εικόνα", is_decorative=False, uploaded_by=ada)
    given = {
        "language": language,
        "summary": "Σύνοψη.",
        "content_note": "Σημείωση.",
        "reviewed_on": dt.date(2026, 5, 3),
    }
    full = write("Ναλοξόνη", body=f"{BODY}\n\n{markdown(image, 'Λεζάντα')}", **given)
    write("Μετάφραση", language="es" if language == "en" else "en", translation_of=full)
    for number in range(12):
        write(f"Ναλοξόνη {number}", language=language, is_pinned=number == 0).topics.add(topic)
    full.topics.add(topic)
    Page.objects.create(title="Ποιοι", body="Εμείς.", author=ada, status="published", language=language)
    Profile.objects.create(user=ada, biography="Γράφει.[^1]\n\n[^1]: Εδώ.")
    return full


def left(pages: dict[str, Any]) -> dict[str, set[str]]:
    """The words that nobody can translate, by page."""
    allowed = contents()
    found = {path: unmarked(answer.content, allowed) for path, answer in pages.items()}
    return {path: some for path, some in found.items() if some}


def drawn_again(monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    """What was rendered when it was saved is rendered with marks."""
    mark_translations(monkeypatch, language)
    Article.objects.draw_again()
    for profile in Profile.objects.all():
        profile.save()


def test_no_word_around_a_full_article_is_untranslatable(
    client: Client, site: Article, ada: User, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn_again(monkeypatch, language)
    link = at_work.make_link(site, editor=ada, days=7).get_absolute_url()
    path = site.get_absolute_url()
    pages = crawl(client, [path, link, f"{path}feed/", "/feed/", "/feed/atom/", "/feed/json/"])
    text = pages[path].content.decode()
    parts = (
        'class="references"',
        'class="footnotes"',
        'class="contents"',
        "<figure",
        'class="related"',
        'rel="alternate"',
    )
    assert [part for part in (*parts, "sources.bib", "content-note") if part not in text] == []
    assert left(pages) == {}


def test_no_word_of_what_helps_to_find_is_untranslatable(
    client: Client, site: Article, ada: User, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("articles.search.MOST", 11)
    drawn_again(monkeypatch, language)
    old = at_work.make_link(site, editor=ada, days=1)
    type(old).objects.update(expires_at=timezone.now())
    asked = [
        "",
        "?q=ναλοξόνη",
        "?q=ναλοξόνη&page=2",
        "?q=τίποτα",
        "?q=ναλοξόνη+τίποτα",
        f"?q={'λόγος+' * 20}",
        "?page=9",
    ]
    profile, page = Profile.objects.get(), Page.objects.get()
    paths = ["/", "/topics/", "/ναλοξονη/λόγια/", "/archive/", old.get_absolute_url(), profile.get_absolute_url()]
    paths += [f"/search/{query}" for query in asked]
    paths += ["/topics/θέμα/", "/topics/θέμα/?page=2", "/topics/θέμα/feed/json/", page.get_absolute_url()]
    pages = crawl(client, paths)
    assert [answer.status_code for answer in pages.values()].count(404) == 3
    assert 'class="pin"' in pages["/"].content.decode()
    assert left(pages) == {}


def test_no_word_of_an_empty_site_is_untranslatable(
    client: Client, language: str, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    Profile.objects.create(user=ada, biography="Γράφει.")
    mark_translations(monkeypatch, language)
    assert left(crawl(client, ["/", "/topics/", "/search/?q=λόγια", Profile.objects.get().get_absolute_url()])) == {}


def test_no_word_of_a_text_given_back_is_untranslatable(
    site: Article, ada: User, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_translations(monkeypatch, language)
    strict = Client(enforce_csrf_checks=True, headers={"Accept-Language": language}, raise_request_exception=False)
    typed = {"title": "Τίτλος", "body": "Λόγια.", "image_file": upload(picture())}
    pages = {"logged out": strict.post(change(site), typed)}
    strict.force_login(ada)
    pages["too old"] = strict.post(change(site), typed)
    client = logged_in(ada)
    monkeypatch.setattr("articles.writing.save_text", None)
    pages["broken"] = client.post(change(site), open_form(client, site), headers={"Accept-Language": language})
    assert [page.status_code for page in pages.values()] == [403, 403, 500]
    assert left(pages) == {}


def test_no_word_at_the_writers_desk_is_untranslatable(
    site: Article, ada: User, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.update(is_superuser=True)
    desk = Client(headers={"Accept-Language": language}, raise_request_exception=False)
    desk.force_login(ada)
    old = open_form(desk, site)
    press(desk, site, "_save", open_form(desk, site), body="Νέο [@z].")
    desk.get("/admin/")  # which says that it was saved, without marks
    at_work.make_link(site, editor=ada, days=7)
    Article.objects.filter(title__endswith=" 1").update(published_at=timezone.now() - dt.timedelta(900))
    mark_translations(monkeypatch, language)
    own, admin = change(site), "/admin/articles/"
    history = own.replace("change/", "history/")
    paths = [own, f"{own}preview/", history, f"{history}compare/?old=1&new=2", f"{history}1/"]
    paths += [f"{admin}{end}" for end in ("article/", "article/add/", "article/review/", "page/", "profile/add/")]
    paths += ["/admin/", "/admin/harmblog/site/"]
    paths += [f"{admin}{end}" for end in ("source/", "source/import/", "image/", "image/add/", "topic/add/")]
    paths += [f"{admin}source/{Source.objects.get(key=key).pk}/change/" for key in "af"]
    pages = crawl(desk, paths)
    pages["conflict"] = press(desk, site, "_save", old, body="Άλλο.")
    pages["wrong"] = press(desk, site, "_save", fields(desk.get(own).content), title="", slug="search")
    pages["sources"] = desk.post(
        f"{admin}source/import/", {"text": "@article{x, title={Λ}}\n@article{x, title={Λ}}\n@book{,"}
    )
    pages["saved"] = press(desk, site, "_save", open_form(desk, site), body="Νέο [@z]. ![](image:zzzzzzzz)")
    pages["after"] = desk.get(own)
    assert {path: page.status_code for path, page in pages.items() if page.status_code >= 403} == {"conflict": 409}
    typed = {"article", "book", "title"}
    djangos = {"Search", "True", "Error"}  # Django's own: names of its signs, and what its Portuguese has not
    known = {*LANGUAGES, *typed, *djangos}
    assert {path: found for path, some in left(pages).items() if (found := some - known)} == {}


REFERENCES = {
    "en": ("References", "Swogger and Lee n.d.", "Ruiz et al. 2020"),
    "es": ("Referencias", "Swogger y Lee s. f.", "Ruiz et al. 2020"),
    "pt": ("Referências", "Swogger e Lee s. d.", "Ruiz et al. 2020"),
    "pt-br": ("Referências", "Swogger e Lee s. d.", "Ruiz et al. 2020"),
    "fr": ("Références", "Swogger et Lee s. d.", "Ruiz et al. 2020"),
    "de": ("Quellen", "Swogger und Lee o. J.", "Ruiz et al. 2020"),
    "ar": ("References", "Swogger and Lee n.d.", "Ruiz et al. 2020"),
}


@pytest.mark.parametrize("code", REFERENCES)
def test_references_speak_the_articles_language(client: Client, write: Any, code: str) -> None:
    Source.objects.create(key="two", authors="Swogger, Marc\nLee, Bo", title="Kratom")
    Source.objects.create(key="many", authors="Ruiz, Ana\nLee, Bo\nSwogger, Marc", year="2020", title="Sleep")
    page = client.get(write(body="[@two] [@many]", language=code).get_absolute_url()).content.decode()
    assert [part for part in REFERENCES[code] if part not in words(unescape(page))] == []

"""Five languages: no word on any reader's page that is not translated, and a page speaks its article's language."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from articles.models import Article, Topic
from comments import moderation, receipts
from comments.models import Comment
from harmblog.security import STAFF

from .canary import crawl, furnish, routes
from .conftest import LANGUAGES
from .interface import contents, mark_translations, unmarked

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
Write = Any


@pytest.fixture
def foreign(write: Write, language: str) -> Article:
    return write("Ναλοξόνη", body="Κείμενο.", summary="Σύνοψη.", content_note="Σημείωση.", language=language)


def receipt(article: Article, text: str, **given: Any) -> tuple[str, Comment]:
    secret = moderation.receive(article=article, name="Ρίτα", text=text, **given)
    return f"/receipt/{secret}/", Comment.objects.get(receipt_hash=receipts.hash_secret(secret))


def decide(comment: Comment, act: str, mo: User) -> Comment:
    moderation.decide([comment.public_id], act=act, expected=comment.status, moderator=mo)
    comment.refresh_from_db()
    return comment


def talk(article: Article, mo: User) -> Comment:
    """A thread that is too deep, and a reply whose parent is gone. Gives the last comment."""
    gone = decide(receipt(article, "Χαμένο")[1], "approve", mo)
    decide(receipt(article, "Ορφανό", parent=gone)[1], "approve", mo)
    decide(gone, "reject", mo)
    parent = None
    for text in ("Ένα", "Δύο", "Τρία", "Τέσσερα", "Πέντε", "Έξι"):
        parent = decide(receipt(article, text, parent=parent)[1], "approve", mo)
    assert parent
    return parent


def fill(article: Article, write: Write, mo: User) -> list[str]:
    """Articles in every state that a reader can meet, and the addresses that the URL map does not tell."""
    shown = article.language
    write("Μετάφραση", body="Κείμενο.", language="es" if shown == "en" else "en", translation_of=article)
    closed = write("Κλειστό", body="Κείμενο.", language=shown, comments_open=False)
    alone = write("Μόνο", body="Κείμενο.", language=shown)
    Topic.objects.create(name="Κενό")
    for number in range(12):
        write(f"Άρθρο {number}", body="Κείμενο.")
    found = [closed.get_absolute_url(), alone.get_absolute_url(), "/?page=2", "/topics/κενό/", "/nothing/", "/search/"]
    hidden = write("Κρυφό", body="Κείμενο.", language=shown)
    for where, act in ((alone, "approve"), (alone, "reject"), (alone, "spam"), (hidden, "approve")):
        link, comment = receipt(where, f"Σχόλιο {act}")
        decide(comment, act, mo)
        found.append(link)
    Article.objects.filter(pk=hidden.pk).update(status="draft")
    return found


def forms(client: Client, article: Article) -> Iterator[Any]:
    """The answers to a form that is wrong in each way, and to one that is not taken at all."""
    path = f"{article.get_absolute_url()}comment/"
    right = {"name": "Ρίτα", "email": "", "comment": "Λόγια"}
    for wrong in (
        {"name": "", "comment": ""},
        {"email": "@", "comment": "Λ"},
        {"comment": "Λ" * 10_001, "name": "Λ" * 81},
        {"comment": "\u200b\u200b", "name": "\u202e"},
        {"parent": "nothing"},
    ):
        yield client.post(path, right | wrong)
    yield client.post(path, right, headers={"Sec-Fetch-Site": "cross-site"})
    yield client.post(path, {"comment": "Λ" * 1_000_001})
    yield client.post("/articles/nothing/comment/", right)
    yield client.post(path, right | {f"Λ{number}": "" for number in range(501)})
    Article.objects.filter(pk=article.pk).update(comments_open=False)
    yield client.post(path, right)


def test_no_word_on_a_readers_page_is_untranslatable(
    client: Client, foreign: Article, write: Write, mo: User, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = furnish(client, foreign, talk(foreign, mo))
    found = fill(foreign, write, mo)
    public = [path for path in routes(samples) if not path.startswith(STAFF)] + found
    mark_translations(monkeypatch, language)
    answers = crawl(client, public)
    answers |= {f"form {number}": answer for number, answer in enumerate(forms(client, foreign))}
    answers["/accounts/login/"] = client.get("/accounts/login/", headers={"Accept-Language": language})
    assert {answer.status_code for answer in answers.values()} >= {200, 400, 403, 404, 413, 422}
    allowed = contents()
    pages = {path: a for path, a in answers.items() if re.search("html|xml|feed.json", a.headers["Content-Type"])}
    assert len(pages) > 35
    assert {path: left for path, answer in pages.items() if (left := unmarked(answer.content, allowed))} == {}


def test_no_word_of_an_empty_or_broken_site_is_untranslatable(
    client: Client, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark_translations(monkeypatch, language)
    client.raise_request_exception = False
    pages = [client.get("/"), client.get("/archive/")]
    monkeypatch.setattr("articles.views.Article.objects.published", None)
    pages.append(client.get("/archive/2026/"))
    assert [page.status_code for page in pages] == [200, 200, 500]
    assert [unmarked(page.content, contents()) for page in pages] == [set(), set(), set()]


def test_no_word_on_the_desk_is_untranslatable(
    desk: Client, mo: User, foreign: Article, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = talk(foreign, mo)
    receipt(foreign, "Νέο", address="rita@example.org")
    mark_translations(monkeypatch, language)
    lists = [f"/moderation/{end}" for end in ("", "approved/", "rejected/", "spam/")] + ["/accounts/password/"]
    pages = [desk.get(path, headers={"Accept-Language": language}) for path in lists]
    choice = {"act": "spam", "expected": "approved", "comment": last.public_id}
    headers = {"Accept-Language": language, "Sec-Fetch-Site": "same-origin"}
    pages += [desk.post("/moderation/decide/", choice, headers=headers, follow=True)]
    pages += [desk.post("/moderation/decide/", choice | {"act": "reject"}, headers=headers, follow=True)]
    pages += [desk.post("/moderation/decide/", {}, headers=headers)]
    assert [unmarked(page.content, contents()) for page in pages] == [set()] * len(pages)


def test_the_reader_of_pages_finds_a_word_that_is_not_translated() -> None:
    page = "<p>⟦Ja <b>so</b>⟧ Hello <img alt='A cat'><input type=submit value=Send></p><p translate=no>gecko</p>Yes"
    assert unmarked(page.encode(), {"cat"}) == {"Hello", "A", "Send", "Yes"}


HEADINGS = {
    "en": ["0 thoughts on “Sleep”", "One thought on “Sleep”", "2 thoughts on “Sleep”", "21 thoughts on “Sleep”"],
    "es": [
        *("0 comentarios sobre «Sleep»", "Un comentario sobre «Sleep»"),
        *("2 comentarios sobre «Sleep»", "21 comentarios sobre «Sleep»"),
    ],
    "pt": [
        *("0 comentário sobre “Sleep”", "1 comentário sobre “Sleep”"),
        *("2 comentários sobre “Sleep”", "21 comentários sobre “Sleep”"),
    ],
    "fr": [
        *("0 réflexion sur «\xa0Sleep\xa0»", "1 réflexion sur «\xa0Sleep\xa0»"),
        *("2 réflexions sur «\xa0Sleep\xa0»", "21 réflexions sur «\xa0Sleep\xa0»"),
    ],
    "de": ["0 Gedanken zu „Sleep“", "Ein Gedanke zu „Sleep“", "2 Gedanken zu „Sleep“", "21 Gedanken zu „Sleep“"],
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_number_of_thoughts_is_grammar(client: Client, write: Write, language: str) -> None:
    headings = []
    for number in (0, 1, 2, 21):
        article = write("Sleep", slug=f"sleep-{number}", language=language)
        comments = [Comment(article=article, name="Rita", text="Yes", html="Yes") for _ in range(number)]
        moderation.insert_with_status(comments, status="approved")
        page = client.get(article.get_absolute_url()).content.decode()
        headings.append(re.findall(r'id="discussion">\n<h2>(.*)</h2>', page)[0])
    assert headings == HEADINGS[language]


# --- Who is spoken to in which language -----------------------------------------------------------------------------


def test_all_that_belongs_to_an_article_speaks_its_language(client: Client, write: Write, approved: Any) -> None:
    article = write("Dormir", language="fr")
    comment = approved(article=article)
    path = article.get_absolute_url()
    assert "Publier le commentaire" in client.get(path).content.decode()
    assert "Répondre à" in client.get(f"{path}reply/{comment.public_id}/").content.decode()
    assert "Rita sur «" in client.get(f"{path}feed/").content.decode()
    wrong = client.post(f"{path}comment/", {"name": "", "comment": ""}).content.decode()
    assert '<html lang="fr" dir="ltr">' in wrong
    assert "Merci de donner un nom" in wrong
    taken = client.post(f"{path}comment/", {"name": "Rita", "comment": "Oui, merci"}, follow=True)
    assert "Votre commentaire a été reçu" in taken.content.decode()


def test_lists_speak_the_sites_language(client: Client, write: Write) -> None:
    write("Dormir", language="fr")
    home = client.get("/").content.decode()
    assert '<html lang="en" dir="ltr">' in home
    assert 'lang="fr" dir="auto">Dormir</a>' in home


def test_a_language_that_the_site_does_not_speak_leaves_the_page_the_sites_own(client: Client, write: Write) -> None:
    page = client.get(write("نوم", language="ar").get_absolute_url()).content.decode()
    assert '<html lang="en" dir="ltr">' in page
    assert '<article class="article" lang="ar" dir="rtl">' in page
    assert '0 thoughts on “<bdi lang="ar" dir="rtl">نوم</bdi>”' in page


@pytest.mark.parametrize(("code", "date"), [("en", "3 May 2026"), ("es", "3 de mayo de 2026"), ("de", "3. Mai 2026")])
def test_dates_are_written_as_the_language_does(client: Client, write: Write, code: str, date: str) -> None:
    page = client.get(write(language=code, published_at="2026-05-03T12:00Z").get_absolute_url()).content.decode()
    assert f">{date}</time>" in page


def test_staff_are_spoken_to_in_their_browsers_language(desk: Client) -> None:
    page = desk.get("/moderation/", headers={"Accept-Language": "pt-BR, es;q=0.5"}).content.decode()
    assert '<html lang="pt" dir="ltr">' in page
    assert "Não há nada em espera" in page


def test_a_late_rendered_page_speaks_it_too(client: Client) -> None:
    """Django's own log-in is rendered after its view has returned."""
    assert "Anmelden</h1>" in client.get("/accounts/login/", headers={"Accept-Language": "de"}).content.decode()


def test_no_language_stays_in_the_thread(client: Client, desk: Client, write: Write) -> None:
    client.get(write(language="fr").get_absolute_url())
    assert translation.get_language() == settings.LANGUAGE_CODE
    desk.get("/moderation/", headers={"Accept-Language": "de"})
    assert translation.get_language() == settings.LANGUAGE_CODE

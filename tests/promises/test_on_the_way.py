"""Channels 13, 14, 44: what a cache or a wire may hold on the way to a reader."""

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from articles.models import Article
from comments import views
from harmblog import pagecache

from ..canary import COMMENTERS, browser, crawl, post, raw
from .channels import guards, plants
from .conftest import Answers, Seen, dump_cache
from .encodings import leaks
from .looking import (
    holding,
    kept_though_typed,
    packed_secrets,
    reflected_beside_secrets,
    unfit_to_share,
)
from .people import send

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = "/articles/naloxone/"
TYPED = "Typedhere4711"


@pytest.fixture
def everything(seen: Seen) -> Answers:
    return seen.answers | seen.own


# --- 13 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V14.2.2", "V14.3.2")
@guards(13)
def test_what_was_typed_is_kept_nowhere_on_the_way(seen: Seen) -> None:
    typed = {name: answer for name, answer in seen.own.items() if answer.status_code != 301}
    assert len([name for name, answer in typed.items() if leaks(raw(answer))]) >= 3  # they do give it back
    assert kept_though_typed(typed) == []
    assert leaks(seen.cache) == []


@plants(13)
def test_form_kept_by_the_cache_is_caught(client: Client, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    render = views._respond

    def respond(*args: Any, **kwargs: Any) -> HttpResponse:
        response = pagecache.Page.of(render(*args, **kwargs)).answer(args[0])
        cache.set("form", raw(response))
        return response

    monkeypatch.setattr(views, "_respond", respond)
    assert kept_though_typed({"form again": post(client, article, comment="")}) == ["form again"]
    assert leaks(dump_cache())


# --- 14 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V14.2.2")
@pytest.mark.flaw("shared cache")
@guards(14)
def test_what_may_be_shared_is_for_everybody(everything: Answers) -> None:
    assert len([1 for answer in everything.values() if "public" in answer.headers.get("Cache-Control", "")]) > 20
    assert unfit_to_share(everything) == []


@pytest.mark.asvs("V14.2.2")
@pytest.mark.flaw("shared cache")
@guards(14)
def test_readers_get_no_byte_of_staff_from_the_cache(client: Client, desk: Client, approved: Any) -> None:
    approved()
    paths = [PAGE, "/", "/comments/feed/", "/archive/", "/privacy/"]
    for_staff, for_readers = crawl(desk, paths), crawl(client, paths)
    assert [raw(for_staff[path]) for path in paths] == [raw(for_readers[path]) for path in paths]
    assert holding(for_readers, [b">mo<", b"Log out", b"csrfmiddlewaretoken"]) == []


@plants(14)
def test_page_that_greets_its_first_reader_is_caught(
    client: Client, desk: Client, article: Article, override: Any, without: Any
) -> None:
    without("harmblog.security.forget_the_reader")
    override("base.html", "<main", "<p>Hello <b>{{ user.get_username }}</b> {% csrf_token %}</p><main")
    for_staff, for_readers = crawl(desk, [PAGE]), crawl(client, [PAGE])
    assert unfit_to_share(for_staff) == unfit_to_share(for_readers) == [PAGE]
    assert holding(for_readers, [b">mo<", b"Log out", b"csrfmiddlewaretoken"]) == [PAGE]


@plants(14)
def test_cookie_on_a_shared_page_is_caught(client: Client, article: Article, settings: Any, without: Any) -> None:
    """The session that is saved with every request, and so set with every page."""
    without("harmblog.security.forget_the_reader")
    settings.SESSION_SAVE_EVERY_REQUEST = True
    client.force_login(article.author)
    assert unfit_to_share(crawl(client, [PAGE])) == [PAGE]


# --- 44 ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(article: Article, approved: Any) -> list[str]:
    """Pages, asked for with something that they might say again."""
    paths = [PAGE, "/", "/search/", "/comments/feed/", f"{PAGE}reply/{approved().public_id}/", "/privacy/", "/nothing/"]
    return [f"{path}?q={TYPED}&name={TYPED}&next={TYPED}" for path in paths]


def packed(client: Client) -> Client:
    client.defaults["HTTP_ACCEPT_ENCODING"] = "gzip, br"
    return client


@guards(44)
def test_nothing_secret_is_compressed_or_stands_beside_what_was_typed(
    client: Client, article: Article, asked: list[str]
) -> None:
    answers = crawl(packed(client), asked)
    receipt = send(COMMENTERS[0], article, TYPED)["Location"]
    answers |= crawl(packed(client), [receipt]) | crawl(packed(browser("moderator")), ["/moderation/", "/admin/"])
    assert len([1 for answer in answers.values() if answer.headers.get("Content-Encoding")]) >= 3
    assert packed_secrets(answers) == []
    pages = {name: answer for name, answer in answers.items() if name in asked}
    assert holding(pages, [TYPED.encode()])  # the search page says it again
    assert reflected_beside_secrets(pages, TYPED.encode()) == []


@plants(44)
def test_compressed_secret_is_caught(client: Client, article: Article, settings: Any) -> None:
    settings.MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *settings.MIDDLEWARE]
    receipt = send(COMMENTERS[0], article, TYPED)["Location"]
    assert packed_secrets(crawl(packed(client), [receipt])) == [receipt]


@plants(44)
def test_token_beside_what_was_typed_is_caught(client: Client, asked: list[str], override: Any) -> None:
    override("articles/_search_form.html", "<form", "{% csrf_token %}<form")
    assert reflected_beside_secrets(crawl(client, asked), TYPED.encode()) == [asked[2]]

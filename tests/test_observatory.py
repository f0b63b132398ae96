"""Mozilla's HTTP Observatory, as a table over the headers of every answer: what readers are shown scores 150 at least,
every page of staff 130. Scores: mdn/mdn-http-observatory, August 2026, with its tests for COOP and COEP.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from http.cookies import Morsel
from typing import Any

import pytest

from articles.models import Article
from comments.models import Comment
from harmblog.security import STAFF

from .canary import browser, crawl, furnish, routes

pytestmark = [pytest.mark.one_database]
SAFE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
HALF_A_YEAR = 15_768_000  # seconds
Policy = dict[str, list[str]]


def policy(header: str) -> Policy:
    """The directives of a Content-Security-Policy and what each allows."""
    parts = [part.split() for part in header.split(";") if part.strip()]
    return {name: allowed for name, *allowed in parts}


def content_policy(csp: Policy) -> int:
    if not csp:
        return -25
    scripts = csp.get("script-src", csp.get("default-src", ["*"]))
    styles = csp.get("style-src", csp.get("default-src", ["*"]))
    if {"'unsafe-inline'", "data:", "*"} & set(scripts) or {"https:", "http:"} & set(scripts):
        return -20
    if "'unsafe-eval'" in scripts:
        return -10
    if "'unsafe-inline'" in styles:
        return 0
    return 10 if csp.get("default-src") == ["'none'"] else 5


def cookies(given: Mapping[str, Morsel[str]]) -> int:
    if not given:
        return 0
    safe = all(one["secure"] and one["httponly"] and one["samesite"] for one in given.values())
    return 5 if safe else -40


def transport(header: str) -> int:
    ages = [part.partition("=")[2] for part in header.replace(" ", "").split(";") if part.startswith("max-age=")]
    return 0 if ages and int(ages[0]) >= HALF_A_YEAR else -20


def points(answer: Any) -> Iterator[int]:
    """What each test gives or takes."""
    headers, csp = answer.headers, policy(answer.headers.get("Content-Security-Policy", ""))
    yield content_policy(csp)
    yield cookies(answer.cookies)
    yield -50 if headers.get("Access-Control-Allow-Origin") == "*" else 0
    yield 5 if headers.get("Referrer-Policy") in SAFE_REFERRERS else -5
    yield transport(headers.get("Strict-Transport-Security", ""))
    yield 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5
    framed = {"DENY": 0, "SAMEORIGIN": 0}.get(headers.get("X-Frame-Options", ""), -20)
    yield 5 if set(csp.get("frame-ancestors", ["*"])) <= {"'none'", "'self'"} else framed
    yield 10 if headers.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site") else 0
    yield 10 if headers.get("Cross-Origin-Embedder-Policy") in ("require-corp", "credentialless") else 0
    yield 10 if headers.get("Cross-Origin-Opener-Policy") == "same-origin" else 0


def score(answer: Any) -> int:
    """From 100, less the penalties; what is won counts only from 90 on."""
    given = list(points(answer))
    base = 100 + sum(one for one in given if one < 0)
    return base + sum(one for one in given if one > 0) if base >= 90 else base


def is_page(answer: Any) -> bool:
    return str(answer.headers.get("Content-Type", "")).startswith("text/html")


@pytest.fixture
def https(settings: Any) -> None:
    """As on a site with TLS: what settings.py does where SITE_URL says so."""
    settings.SECURE_HSTS_SECONDS, settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = 63_072_000, True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


@pytest.mark.usefixtures("https")
@pytest.mark.parametrize(("who", "least"), [("reader", 150), ("superuser", 130)])
def test_every_page_scores(article: Article, approved: Any, who: str, least: int) -> None:
    comment: Comment = approved()
    visitor = browser(who)
    paths = routes(furnish(browser("reader"), article, comment))
    mine = [path for path in paths if path.startswith(STAFF) == (who != "reader")]
    visitor.get = partial(visitor.get, secure=True)  # type: ignore[method-assign]
    answers = {path: answer for path, answer in crawl(visitor, mine).items() if is_page(answer)}
    assert len(answers) > 20
    assert {path: got for path, answer in answers.items() if (got := score(answer)) < least} == {}


def test_page_that_allows_anything_scores_low(client: Any) -> None:
    answer = client.get("/healthz/")
    for header in list(answer.headers):
        del answer.headers[header]
    assert score(answer) < 50

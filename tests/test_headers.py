"""What comes with every answer, and how a public page is kept: the same bytes for everybody, and never stale."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import brotli
import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from articles.models import Article
from comments import moderation
from comments.models import Comment
from harmblog import pagecache
from harmblog.security import STAFF

from .canary import browser, crawl, furnish, post, routes

pytestmark = [pytest.mark.one_database]

EVERYWHERE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
Answers = dict[str, Any]
SEEN: Answers = {}


@pytest.fixture
def answers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Answers:
    """Every kind of answer, fetched once: the tests only look."""
    if not SEEN:
        settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True  # as on https
        SEEN.update(fetch(request.getfixturevalue("article"), request.getfixturevalue("approved")(), monkeypatch))
    return SEEN


def fetch(article: Article, comment: Comment, monkeypatch: pytest.MonkeyPatch) -> Answers:
    """Each page to a reader and to a superuser, static files, refusals and errors."""
    reader, root = browser("reader"), browser("superuser")
    paths = [*routes(furnish(reader, article, comment)), "/static/site.css", "/static/icon.svg", "/static/none", "/%00"]
    found = {f"reader {path}": answer for path, answer in crawl(reader, paths).items()}
    found |= {f"root {path}": answer for path, answer in crawl(root, paths).items()}
    page = article.get_absolute_url()
    found["sent"] = post(reader, article)
    found["form again"] = post(reader, article, comment="")
    found["unknown article"] = reader.post("/articles/none/comment/", {"comment": "Hello."})
    found["other site"] = reader.post(f"{page}comment/", headers={"Sec-Fetch-Site": "cross-site"})
    found["wrong method"] = reader.delete(page)
    found["not modified"] = reader.get(page, headers={"If-None-Match": "*"})
    found["wrong host"] = reader.get(page, headers={"Host": "evil.example"})
    found["root /moderation/decide/ wrongly"] = root.post("/moderation/decide/", {"act": "praise"})
    found["stranger /accounts/login/ without token"] = Client(enforce_csrf_checks=True).post("/accounts/login/", {})
    monkeypatch.setattr(moderation, "receive", lambda **_: 1 / 0)
    found["broken"] = post(reader, article)
    return found


def is_staff(name: str) -> bool:
    return name.partition(" ")[2].startswith(STAFF)


def directives(answer: HttpResponse) -> dict[str, str]:
    parts = answer.headers.get("Content-Security-Policy", "").split(";")
    return {name: values for name, _, values in (part.strip().partition(" ") for part in parts)}


def observatory(answer: HttpResponse) -> int:
    """The score of Mozilla's HTTP Observatory (mdn-http-observatory 94042bb), with HSTS counted as 0.

    Not ported, as there is nothing of the kind here: CORS, SRI of foreign scripts, redirections to http.
    """
    csp, headers, cookies = directives(answer), answer.headers, answer.cookies.values()
    cross = {name: headers.get(f"Cross-Origin-{name}-Policy", "") for name in ("Opener", "Embedder", "Resource")}
    scripts = csp.get("script-src", csp.get("default-src", "'unsafe-inline'")) + csp.get("style-src", "'unsafe-inline'")
    bound = all(csp.get(name) in ("'none'", "'self'") for name in ("base-uri", "form-action", "frame-ancestors"))
    penalties = [
        -25 * ("default-src" not in csp),
        -20 * any(word in scripts for word in ("'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "data:", "*")),
        -40 * any("session" in cookie.key and not cookie["secure"] for cookie in cookies),
        -30 * any("session" in cookie.key and not cookie["httponly"] for cookie in cookies),
        -20 * any(not cookie["secure"] or not cookie["samesite"] for cookie in cookies),
        -5 * (headers.get("X-Content-Type-Options") != "nosniff"),
        -5 * (headers.get("Referrer-Policy") in ("unsafe-url", "no-referrer-when-downgrade", "origin")),
        -20 * ("frame-ancestors" not in csp and "X-Frame-Options" not in headers),
        -50 * (headers.get("Access-Control-Allow-Origin") == "*"),
    ]
    bonuses = [
        10 * (bound and csp.get("default-src") == "'none'"),
        5 * (bool(cookies) and all(c["secure"] and c["httponly"] and c["samesite"] for c in cookies)),
        5 * (headers.get("Referrer-Policy") in ("no-referrer", "same-origin", "strict-origin")),
        5 * ("frame-ancestors" in csp),
        10 * (cross["Opener"] == "same-origin"),
        10 * (cross["Embedder"] in ("require-corp", "credentialless")),
        10 * (cross["Resource"] in ("same-origin", "same-site")),
    ]
    score = 100 + sum(penalties)
    return score + (sum(bonuses) if score >= 90 else 0)


@pytest.mark.asvs("V3.4.4", "V3.4.5", "V3.4.6", "V3.4.8")
def test_every_answer_carries_the_security_headers(answers: Answers) -> None:
    assert {a.status_code for a in answers.values()} >= {200, 302, 303, 304, 400, 403, 404, 405, 422, 500}
    for name, answer in answers.items():
        # The address of a page that is left in a hurry is told nobody, not even ourselves.
        policy = {"Referrer-Policy": "no-referrer"} if name.endswith(" /exit/") else {}
        assert {header: answer.headers.get(header) for header in EVERYWHERE} == EVERYWHERE | policy, name
        assert "camera=()" in answer.headers["Permissions-Policy"], name
        assert directives(answer)["default-src"] == directives(answer)["frame-ancestors"] == "'none'", name


def test_observatory_gives_every_answer_130_and_public_pages_150(answers: Answers) -> None:
    for name, answer in answers.items():
        public_page = not is_staff(name) and answer.headers.get("Content-Type", "").startswith("text/html")
        assert observatory(answer) >= (150 if public_page else 130), name


@pytest.mark.asvs("V3.4.3")
def test_public_pages_allow_no_script_and_have_none(answers: Answers) -> None:
    for name, answer in answers.items():
        if not is_staff(name):
            assert directives(answer)["script-src"] == "'none'", name
            body = b"".join(answer) if answer.streaming else answer.content
            assert b"<script" not in body.replace(b'<script type="application/ld+json"', b""), name


@pytest.mark.asvs("V14.3.2")
def test_only_what_is_fit_to_keep_may_be_kept(answers: Answers) -> None:
    for name, answer in answers.items():
        kept = answer.headers["Cache-Control"] != "no-store"
        assert not (kept and is_staff(name)), name
        assert not kept or answer.status_code in (200, 304), name
    for name in ("sent", "form again", "unknown article", "other site", "broken", "root /moderation/", "root /admin/"):
        assert answers[name].headers["Cache-Control"] == "no-store", name


def test_public_answers_set_no_cookie_and_look_at_none(answers: Answers) -> None:
    for name, answer in answers.items():
        if not is_staff(name):
            assert not answer.cookies, name
            assert "cookie" not in answer.headers.get("Vary", "").lower(), name


HTTPS_SITE = """
import django, json
django.setup()
from django.contrib.auth.models import User
from django.test import Client
User.objects.create_user("mo", password="long enough a password")
client = Client(headers={"X-Forwarded-Proto": "https", "Host": "localhost"})
form = client.get("/accounts/login/")
login = client.post("/accounts/login/", {"username": "mo", "password": "long enough a password"})
plain = Client(headers={"Host": "localhost"}).get("/healthz/")
cookies = [cookie.OutputString() for cookie in (form.cookies | login.cookies).values()]
print(json.dumps({"hsts": form["Strict-Transport-Security"], "cookies": cookies, "plain": plain.get("Location")}))
"""


@pytest.mark.asvs("V3.3.1", "V3.3.3", "V3.3.4", "V3.4.1")
def test_https_site_has_hsts_and_host_cookies(tmp_path: Path, migrated: Path) -> None:
    shutil.copyfile(migrated, tmp_path / "db.sqlite3")
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO", "SECRET", "DATABASE"))}
    env |= {"SITE_URL": "https://localhost", "VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "harmblog.settings"}
    run = subprocess.run(
        [sys.executable, "-c", HTTPS_SITE], env=env, cwd=settings.BASE_DIR, capture_output=True, check=True
    )
    found = json.loads(run.stdout)
    assert found["hsts"] == "max-age=63072000; includeSubDomains; preload"
    assert found["plain"] == "https://localhost/healthz/"
    assert {cookie.split("=")[0].strip() for cookie in found["cookies"]} == {"__Host-session", "__Host-csrf"}
    for cookie in found["cookies"]:
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; ")), cookie
        assert "Domain" not in cookie


# --- Pages that are kept --------------------------------------------------------------------------------------------


def test_known_page_is_answered_with_304(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url())
    again = client.get(article.get_absolute_url(), headers={"If-None-Match": f'"other", {page.headers["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == page.headers["ETag"]
    assert client.get(article.get_absolute_url(), headers={"If-None-Match": '"other"'}).content == page.content


def test_head_tells_what_get_would(client: Client, article: Article) -> None:
    head, page = client.head(article.get_absolute_url()), client.get(article.get_absolute_url())
    assert head.content == b""
    assert head.headers == page.headers
    assert int(head.headers["Content-Length"]) == len(page.content)


@pytest.mark.parametrize(
    ("accepts", "encoding"),
    [
        ("", None),
        ("identity", None),
        ("gzip", "gzip"),
        ("GZIP, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br; q=0.000, gzip;q=0", None),
    ],
)
def test_encoded_page_is_the_same_page(accepts: str, encoding: str | None, client: Client, article: Article) -> None:
    plain = client.get(article.get_absolute_url())
    page = client.get(article.get_absolute_url(), headers={"Accept-Encoding": accepts})
    decode = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}[encoding]
    assert page.headers.get("Content-Encoding") == encoding
    assert decode(page.content) == plain.content
    assert int(page.headers["Content-Length"]) == len(page.content)
    assert page.headers["Vary"] == "Accept-Encoding"


def test_unknown_parameters_share_one_kept_page(
    client: Client, article: Article, django_assert_num_queries: Any
) -> None:
    page = client.get(article.get_absolute_url())
    with django_assert_num_queries(0):
        again = client.get(f"{article.get_absolute_url()}?utm_source=x&page=7&email=a@example.org")
    assert (again.content, again.headers) == (page.content, page.headers)


def test_staff_and_readers_get_the_same_page(client: Client, desk: Client, article: Article, approved: Any) -> None:
    approved()
    for_staff = desk.get(article.get_absolute_url())
    pagecache.forget()
    for_readers = client.get(article.get_absolute_url(), headers={"Accept-Language": "de", "User-Agent": "Old phone"})
    assert (for_staff.content, for_staff.headers) == (for_readers.content, for_readers.headers)
    assert not for_staff.cookies

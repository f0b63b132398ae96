"""Requirements on answers: what they are, who may embed them, which methods they know, what an error says."""

import ast
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.backends.utils import CursorWrapper
from django.http import HttpResponse
from django.test import Client

from articles.models import Article
from harmblog import pagecache, security

from ..canary import url_map
from ..test_headers import Answers, answers, directives, is_staff

__all__ = ["answers"]
# The group is that of test_headers.py, whose answers are looked at.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
APPS = ("harmblog", "articles", "comments")


def body(answer: Any) -> bytes:
    return b"(a file)" if answer.streaming else answer.content


# --- What an answer is ----------------------------------------------------------------------------------------------


@pytest.mark.asvs("V4.1.1", "V3.2.1")
def test_every_answer_says_what_it_is_and_in_which_characters(answers: Answers) -> None:
    wrong = {name: answer.headers.get("Content-Type") for name, answer in answers.items() if not is_told(answer)}
    assert wrong == {}


def is_told(answer: Any) -> bool:
    if not (content := body(answer)):
        return True
    kind, _, rest = answer.headers.get("Content-Type", "").partition(";")
    is_text = kind.startswith("text/") or kind.endswith(("/xml", "+xml"))
    is_text &= not kind.startswith("image/")  # a drawing of ours, which is XML, which is UTF-8 unless it says otherwise
    is_page = content[:200].lower().lstrip().startswith(b"<!doctype html")
    return is_page == (kind == "text/html") and "/" in kind and (not is_text or "utf-8" in rest.lower())


@pytest.mark.asvs("V1.2.10")
def test_nothing_is_a_spreadsheet(answers: Answers) -> None:
    """What readers wrote goes out as pages, feeds, JSON, BibTeX and WXR; none of them runs a formula."""
    kinds = {answer.headers.get("Content-Type", "").partition(";")[0] for answer in answers.values()}
    assert len(kinds) > 6
    assert [kind for kind in kinds if re.search("csv|tab-sep|sheet|excel|opendocument", kind)] == []
    sources = [file.read_text() for app in APPS for file in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    names = {alias.name for text in sources if "csv" in text for alias in imported(ast.parse(text))}
    assert "csv" not in names


def imported(tree: ast.AST) -> list[ast.alias]:
    return [alias for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]


# --- Who may run, embed and read it ---------------------------------------------------------------------------------


@pytest.mark.asvs("V3.4.3")
def test_policy_allows_no_plugin_no_other_base_and_no_foreign_script(answers: Answers) -> None:
    for name, answer in answers.items():
        policy = directives(answer)
        assert policy.get("object-src", policy["default-src"]) == policy["base-uri"] == "'none'", name
        assert policy["script-src"] == ("'self'" if is_staff(name) else "'none'"), name


@pytest.mark.asvs("V3.5.8")
def test_no_other_site_embeds_what_is_for_staff(answers: Answers) -> None:
    for name, answer in answers.items():
        wanted = answer.headers["Cross-Origin-Resource-Policy"]
        for_others = "feed" in name or "/media/" in name
        assert wanted == ("cross-origin" if wanted == "cross-origin" and for_others else "same-origin"), name
        assert not is_staff(name) or (wanted, "Access-Control-Allow-Origin" in answer.headers) == ("same-origin", False)


# --- Which methods it knows -----------------------------------------------------------------------------------------

METHODS = ("PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "PROPFIND", "X" * 100)
ROUTES = sorted({re.sub(r"<[^>]+>", "1", route) for route in url_map() if "(?P" not in route})


@pytest.mark.asvs("V4.1.4")
@pytest.mark.parametrize("method", METHODS)
def test_method_that_a_page_does_not_know_is_refused(method: str) -> None:
    reader = Client(raise_request_exception=False)
    public = [route for route in ROUTES if not route.startswith(security.STAFF)]
    assert len(public) > 40
    answered = {path: reader.generic(method, path) for path in public}
    wrong = {path: answer.status_code for path, answer in answered.items() if answer.status_code not in REFUSALS}
    assert wrong == {}


REFUSALS = {301, 403, 404, 405, 410}  # led on to the address with a slash, or away; or refused


# --- What is kept, and what an error tells ----------------------------------------------------------------------------


PRIVATE = ("/moderation/", "/accounts/", "/accounts/sessions/", "/admin/", "/receipt/x/", "/articles/naloxone/comment/")


@pytest.mark.asvs("V14.2.5")
@pytest.mark.flaw("shared cache")
@pytest.mark.parametrize("end", ["x.css", "x.js", ";x.css", "%2fx.png", "?x.css", "%00.js", "%3f.css", "..%2fsite.css"])
def test_name_that_looks_like_a_file_makes_no_cache_keep_a_private_page(
    desk: Client, article: Article, end: str
) -> None:
    for page in PRIVATE:
        answer = desk.get(page + end)
        assert answer.headers["Cache-Control"] == "no-store", page
        assert end.startswith("?") or answer.status_code != 200, page


@pytest.mark.asvs("V16.5.1")
@pytest.mark.parametrize("path", ["/", "/articles/naloxone/", "/moderation/", "/feed/json/"])
def test_error_says_nothing_of_how_the_site_is_made(
    path: str, article: Article, desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> HttpResponse:
        monkeypatch.undo()
        raise LookupError("SELECT secret FROM /srv/harmblog")

    pagecache.forget()
    monkeypatch.setattr(CursorWrapper, "execute", broken)
    desk.raise_request_exception = False
    answer = desk.get(path)
    assert answer.status_code == 500
    said = answer.content.decode()
    assert not re.search(r"LookupError|SELECT|/srv|Traceback|\.py\b|[Dd]jango|line \d", said)
    assert answer.headers["Cache-Control"] == "no-store"

"""Input that only an attacker sends: a clear answer, never a 500, never somebody else's loss."""

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from feedparser import parse

from articles.models import Article
from comments import moderation
from comments.models import Decision
from harmblog.markup import comment_html
from harmblog.wsgi import application

from .conftest import account

FEEDS = ["/comments/feed/", "/articles/naloxone/feed/"]
BAD_TYPES = [
    "application/x-www-form-urlencoded; charset=iso-8859-1",
    "text/plain; charset=rot13",
    "application/x-www-form-urlencoded; charset*=utf-8''hex",
    "multipart/form-data",
    'multipart/form-data; boundary="é\n"',
    "application/json",
    ";;;",
]


def knock(method: str, path: str, body: bytes, kind: str, **environ: str) -> str:
    """The status of one request at the very door, where a test client would tidy it up."""
    answers: list[str] = []
    request = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": "http",
        **environ,
    }
    answer = application(request, lambda status, headers: answers.append(status))
    getattr(answer, "close", lambda: None)()
    return answers[0]


@pytest.mark.django_db(transaction=True)  # the door closes connections, and with them a test's transaction
@pytest.mark.parametrize("kind", BAD_TYPES)
@pytest.mark.parametrize("path", ["/articles/naloxone/comment/", "/nothing/", "/"])
def test_odd_content_type_is_no_error_of_ours(article: Article, path: str, kind: str) -> None:
    assert knock("POST", path, b"name=R&comment=It+helped", kind)[0] in "234"


@pytest.mark.flaw("slow upload", "ASGI")
@pytest.mark.django_db(transaction=True)
def test_body_larger_than_any_form_is_not_even_read(article: Article) -> None:
    class Unread(io.BytesIO):
        def read(self, *size: Any) -> bytes:
            raise AssertionError("read")

    huge = {"CONTENT_LENGTH": "300000000", "wsgi.input": Unread()}
    assert knock("POST", "/articles/naloxone/comment/", b"", "multipart/form-data; boundary=x", **huge)[:3] == "413"  # type: ignore[arg-type]


@pytest.mark.parametrize("path", ["/archive/2147483648/", "/archive/2026/99999999999999999999/", "/archive/002026/"])
def test_year_that_never_was_is_a_404(client: Client, article: Article, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/moderation/", "/admin/", "/accounts/login/"])
def test_cookie_with_an_escape_is_no_cookie(client: Client, db: None, path: str) -> None:
    assert client.get(path, headers={"cookie": 'session="aaaaaaaaaa\\000"'}).status_code in (200, 302)


@pytest.mark.parametrize("after", ["9" * 5000, "0001-01-01T00:00:00+23:59_1"])
@pytest.mark.parametrize("tab", ["", "approved/"])
def test_cursor_beyond_all_measure_is_no_error(desk: Client, article: Article, tab: str, after: str) -> None:
    assert desk.get(f"/moderation/{tab}", {"after": after}).status_code == 200


@pytest.mark.asvs("V1.2.1")
@pytest.mark.flaw("XML")
@pytest.mark.parametrize(
    "text",
    ["see http://a.example/%01 ok", '[x](http://a "&#12;")', "x http://a.example/%EF%BF%BE", "[x](http://a '&#1;')"],
)
@pytest.mark.parametrize("feed", FEEDS)
def test_no_comment_breaks_a_feed(client: Client, approved: Any, feed: str, text: str) -> None:
    approved(text)
    answer = client.get(feed)
    assert answer.status_code == 200
    assert not parse(answer.content).bozo


@pytest.mark.asvs("V1.2.1")
@pytest.mark.parametrize("feed", ["/feed/", "/feed/atom/"])
def test_no_article_breaks_a_feed(client: Client, write: Any, feed: str) -> None:
    write("One\x0btwo", summary="\ufffe <b> & < 5 mg", content_note="\x0c")
    answer = client.get(feed)
    assert not parse(answer.content).bozo
    assert b"&amp;lt; 5 mg" in answer.content


def test_link_in_a_comment_is_shown_as_it_was_typed() -> None:
    assert "\u202e" not in comment_html("http://good.example/%E2%80%AEgpj.exe")
    assert "title=" not in comment_html('[x](http://a "y")')


@pytest.mark.parametrize("name", ["\u3164", "\u2800\u2800", "\u115f"])
def test_name_that_draws_nothing_is_refused(client: Client, article: Article, name: str) -> None:
    answer = client.post("/articles/naloxone/comment/", {"name": name, "comment": "It helped"})
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/", "/articles/naloxone/", "/feed/"])
def test_comments_that_close_at_the_end_of_time_close_nothing_else(client: Client, write: Any, path: str) -> None:
    write(comments_close_on=dt.date.max)
    assert client.get(path).status_code == 200


def test_undo_spares_a_later_decision_that_looks_the_same(desk: Client, say: Any, mo: User, kit: User) -> None:
    comment = say()
    for who, act, expected in ((mo, "approve", "pending"), (kit, "reject", "approved"), (kit, "approve", "rejected")):
        moderation.decide([comment.public_id], act=act, expected=expected, moderator=who)
    outcome = moderation.undo(Decision.objects.earliest("pk").batch, moderator=mo)
    comment.refresh_from_db()
    assert (comment.status, len(outcome.lost)) == ("approved", 1)


def test_who_may_only_add_does_not_preview_drafts_of_others(client: Client, write: Any) -> None:
    draft = write("Secret draft", status="draft")
    newcomer = account("newcomer", is_staff=True)
    newcomer.user_permissions.add(Permission.objects.get_or_create(codename="add_article")[0])
    client.force_login(newcomer)
    assert client.get(f"/admin/articles/article/{draft.pk}/change/preview/").status_code == 403


def test_preview_of_no_article_is_a_404(client: Client, ada: User) -> None:
    client.force_login(ada)
    assert client.get("/admin/articles/article/abc/change/preview/").status_code == 404


def test_receipt_of_a_comment_says_nothing_of_a_draft(client: Client, article: Article, mo: User) -> None:
    receipt = client.post("/articles/naloxone/comment/", {"name": "R", "comment": "It helped"})["Location"]
    article.status, article.slug = "draft", "secret-new-name"
    article.save()
    assert b"secret-new-name" not in client.get(receipt).content


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("path", ["/admin/articles/article/1/change/", "/admin/comments/safetytemplate/1/delete/"])
def test_column_without_a_name_is_no_error_of_ours(writing: Client, article: Article, path: str, method: str) -> None:
    path = path.replace("article/1", f"article/{article.pk}")
    assert getattr(writing, method)(path, {"_to_field": ""}).status_code == 400


def test_published_article_without_its_address_in_a_wrong_form_is_no_error_of_ours(
    writing: Client, article: Article
) -> None:
    answer = writing.post(f"/admin/articles/article/{article.pk}/change/", {"slug": "", "title": ""})
    assert answer.status_code == 200


@pytest.mark.parametrize("page", ["changes", "objections"])
def test_answer_with_a_sign_that_no_database_takes_changes_nothing(desk: Client, approved: Any, page: str) -> None:
    comment = approved()
    for form in ({"comment": comment.seen, "token": "a\0"}, {"comment": "a\0b", "token": "", "act": "approve"}):
        assert desk.post(f"/moderation/{page}/answer/", form).status_code == 302

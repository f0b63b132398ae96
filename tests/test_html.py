"""Every kind of page is HTML without a parse error, by html5lib, which knows the standard's rules."""

from typing import Any

import html5lib
import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from articles.models import Article, Page, Profile, Topic
from comments import moderation, receipts
from comments.models import Comment
from harmblog.models import Site

NASTY = "</p></li>\n\n> a\n> - b\n> 1. c\n\n<script>alert('x')</script> & &amp; ' \" </textarea> https://example.org/?a=1&b=2"
pytestmark = pytest.mark.one_database
ACTS = [("approve", "approved"), ("reject", "rejected"), ("spam", "spam")]


def parse(response: Any) -> Any:
    """The document, as browsers build it. Raises ParseError for what the standard calls one."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(response.content.decode())


@pytest.fixture
def busy(write: Any, approved: Any, say: Any) -> Article:
    """An article with all that Markdown knows, a thread of many levels, and comments that wait."""
    table = "| a | b |\n| --- | --- |\n| 1 | <2 |"
    body = f"# One\n\n## One\n\n{NASTY}\n\n{table}\n\nNote.[^1] ~~No.~~\n\n---\n\n    code\n\n[^1]: A *note*.\n"
    article = write(title=f"A {NASTY}"[:200], slug="busy", body=body, summary=NASTY[:300], content_note="<b>Note</b>")
    article.topics.add(Topic.objects.create(name="<Topic> & more", slug="topic", description=NASTY))
    Page.objects.create(title="A page", slug="page", body=body, author=article.author, status="published")
    Profile.objects.create(user=article.author, slug="ada", biography=body)
    Site.objects.create(name='<"Night"> & shift', navigation="<b> & | /a/?b=1&c", footer=body, licence="<CC0>")
    parent = None
    for _ in range(6):
        parent = approved(NASTY, article=article, parent=parent, name='<"Rita" & Deniz>')
    approved("Beside it.", article=article), approved("A second answer.", article=article, parent=parent)
    say(NASTY, article=article, parent=parent, name='<"Rita" & Deniz>')
    return article


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/?page=2", 200),
        ("/articles/busy/", 200),
        ("/topics/topic/", 200),
        ("/page/", 200),
        ("/authors/ada/", 200),
        ("/archive/", 200),
        ("/archive/{year}/", 200),
        ("/archive/{year}/{month}/", 200),
        ("/privacy/", 200),
        ("/accounts/login/", 200),
        ("/nothing/", 404),
    ],
)
def test_page_is_valid(client: Client, busy: Article, write: Any, path: str, status: int) -> None:
    for number in range(12):
        write(f"Article {number}")
    assert busy.published_at
    response = client.get(path.format(year=busy.published_at.year, month=busy.published_at.month))
    assert response.status_code == status
    parse(response)


@pytest.mark.parametrize("path", ["/", "/archive/", "/topics/empty/"])
def test_page_of_an_empty_site_is_valid(client: Client, db: None, path: str) -> None:
    Topic.objects.create(name="Empty")
    parse(client.get(path))


def test_reply_page_is_valid(client: Client, busy: Article) -> None:
    for comment in Comment.objects.approved():
        parse(client.get(f"/articles/busy/reply/{comment.public_id}/"))


@pytest.mark.parametrize("parent", ["", "gone"])
def test_form_with_errors_is_valid(client: Client, busy: Article, parent: str) -> None:
    typed = {"name": "", "email": NASTY, "comment": f"\n{NASTY}\u202e", "parent": parent}
    response = client.post("/articles/busy/comment/", typed)
    assert response.status_code == 422
    parse(response)


def test_closed_discussion_is_valid(client: Client, write: Any) -> None:
    write(comments_open=False)
    parse(client.get("/articles/naloxone/"))
    parse(client.post("/articles/naloxone/comment/", {"name": "Rita", "comment": NASTY}))


def test_receipt_is_valid_in_every_state(client: Client, say: Any, mo: User) -> None:
    for act, status in [("", "pending"), *ACTS]:
        comment = say(f"{NASTY} {status}")
        if act:
            moderation.decide([comment.public_id], act=act, expected="pending", moderator=mo)
        parse(client.get(f"/receipt/{receipts.secret_of(comment)}/"))


def test_refusal_is_valid(client: Client, article: Article) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    response = client.post(f"{article.get_absolute_url()}comment/", {"comment": NASTY}, headers=foreign)
    assert response.status_code == 403
    parse(response)


def test_comment_on_an_unknown_article_is_answered_validly(client: Client, db: None) -> None:
    response = client.post("/articles/nothing/comment/", {"name": "Rita", "comment": NASTY})
    assert response.status_code == 404
    parse(response)


def test_failed_log_in_is_valid(client: Client, mo: User) -> None:
    parse(client.post("/accounts/login/", {"username": NASTY, "password": "wrong"}))


def test_closed_door_is_valid(client: Client, ada: User) -> None:
    client.force_login(ada)
    parse(client.get("/moderation/"))


def test_error_of_ours_is_valid(article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**fields: Any) -> HttpResponse:
        raise OSError

    monkeypatch.setattr(moderation, "receive", fail)
    client = Client(raise_request_exception=False)
    response = client.post(f"{article.get_absolute_url()}comment/", {"name": "Rita", "comment": NASTY})
    assert response.status_code == 500
    parse(response)


def test_empty_queue_is_valid(desk: Client) -> None:
    parse(desk.get("/moderation/"))


def test_queue_is_valid(desk: Client, busy: Article, say: Any, mo: User) -> None:
    for number in range(27):
        act = ACTS[number % 3][0]
        chosen = say(f"{NASTY} {number}", name="<b>Rita</b>").public_id
        desk.post("/moderation/decide/", {"comment": chosen, "expected": "pending", "act": act})
        say(f"{NASTY} {number} again")
    for tab in ("", "approved/", "rejected/", "spam/"):
        parse(desk.get(f"/moderation/{tab}"))


def test_preview_is_valid(client: Client, ada: User) -> None:
    client.force_login(ada)
    parse(client.post("/admin/articles/article/add/preview/", {"title": NASTY, "body": NASTY}))


@pytest.mark.parametrize("path", ["/articles/busy/", "/page/", "/authors/ada/"])
def test_id_appears_once_on_a_page(client: Client, busy: Article, path: str) -> None:
    ids = [element.get("id") for element in parse(client.get(path)).iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids))

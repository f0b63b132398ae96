"""Channels 5, 27, 28, 30, 33, 34, 40: every byte that is kept: tables, files, sessions, logs, copies."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import connection

from articles.models import Article, Revision
from comments import moderation, vault
from comments.admin import CommentAdmin
from comments.models import Comment, Contact, Decision, Edit, Mail, Objection, Ping
from harmblog.models import StaffSession
from harmblog.staff.sessions import SessionStore

from ..canary import ADDRESS, browser, kept_bytes, post, raw, screen, wipe_what_other_tests_left
from .channels import guards, plants
from .conftest import Seen
from .encodings import COMMENTERS, leaks
from .people import say_everything, send

SQLITE = connection.vendor == "sqlite"
WORD = b"zopiclonish"  # no article has it


@contextmanager
def one_more_table(value: bytes | str) -> Iterator[None]:
    """A table that somebody added without thinking, such as an outbox of addresses."""
    kind = ("blob" if SQLITE else "bytea") if isinstance(value, bytes) else "text"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE one_more (id integer, value {kind})")
        cursor.execute("INSERT INTO one_more VALUES (1, %s)", [value])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE one_more")


# --- 27, 28, 40: tables and sessions ----------------------------------------------------------------------------------


@guards(27, 28, 40)
@pytest.mark.django_db(transaction=True)
def test_no_kept_byte_tells_who_wrote(article: Article, write: Any, mo: Any, settings: Any) -> None:
    wipe_what_other_tests_left()
    said = say_everything(article, write("Not yet", status="draft"), mo, settings)
    desk = browser("moderator")
    assert post(desk, article, comment="").status_code == 422
    assert desk.post("/moderation/decide/", {"act": ADDRESS, "comment": ADDRESS}).status_code == 400
    moderation.undo(Decision.objects.latest("pk").batch, moderator=mo)
    parent = Comment.objects.approved()[0].public_id
    assert send(COMMENTERS[1], article, "> It was said.\n\nAn answer.", parent=parent).status_code == 303
    screen(settings)
    without = {"address erased", "withdrawn", "withdrawn under a reply"}
    kept = {one.comment.pk for one in said if one.state not in without}
    assert len(kept) == len(said) - 3 * len(without)
    assert set(Contact.objects.exclude(fingerprint=None).values_list("pk", flat=True)) >= kept
    data = kept_bytes()
    assert leaks(data) == []
    assert [words for one in said for words in one.gone if words in data] == []


@plants(27)
@pytest.mark.parametrize("disguise", [ADDRESS, COMMENTERS[1].address.lower().encode().hex(), COMMENTERS[2].ip.encode()])
@pytest.mark.django_db(transaction=True)
def test_table_with_an_address_is_caught(disguise: str | bytes) -> None:
    wipe_what_other_tests_left()
    with one_more_table(disguise):
        assert leaks(kept_bytes())


@plants(28)
@pytest.mark.parametrize("times", [1, 99])  # once as it is, once so often that it is compressed
@pytest.mark.django_db(transaction=True)
def test_address_in_a_session_is_caught(times: int) -> None:
    wipe_what_other_tests_left()
    session = SessionStore()
    session["typed"] = [ADDRESS] * times
    session.save()
    assert leaks(kept_bytes())


@plants(27, 40)
@pytest.mark.parametrize("where", ["revision", "ping", "quote", "seal", "newer text", "objection", "mail"])
@pytest.mark.django_db(transaction=True)
def test_address_in_a_history_is_caught(article: Article, say: Any, where: str) -> None:
    wipe_what_other_tests_left()
    assert leaks(kept_bytes()) == []
    if where == "revision":
        Revision.objects.create(
            article=article, editor=article.author, number=99, title=article.title, body=f"> {ADDRESS}"
        )
    elif where == "ping":
        given = {"url": "https://x.example.org/", "received_at": article.published_at, "was_approved": False}
        Ping.objects.create(article=article, kind="pingback", name="Blog", text=ADDRESS.lower(), **given)
    elif where == "quote":
        say(f"> {ADDRESS} wrote:\n\nYes.")
    elif where == "newer text":
        Edit.objects.create(comment=say(), name="Rita", text=ADDRESS.upper(), html="")
    elif where == "objection":
        Objection.objects.create(comment=say(), text=f"Write to {ADDRESS}")
    elif where == "mail":
        Mail.objects.create(kind="erase", once="erase-1", sealed=vault.Sealed("2026-11", ADDRESS.encode()))
    else:
        Contact.objects.create(comment=say(), month="2026-11", sealed=vault.Sealed("2026-11", ADDRESS.encode()))
    assert leaks(kept_bytes())


# --- 28: messages and the page for a form without a token -------------------------------------------------------------


def sessions_that_tell() -> list[str]:
    return [session.pk for session in StaffSession.objects.all() if leaks(repr(session.get_decoded()).encode())]


@guards(28)
@pytest.mark.django_db
@pytest.mark.one_database
def test_failing_form_leaves_nothing_in_a_session(seen: Seen, article: Article) -> None:
    assert b"_auth_user_id" in seen.kept
    assert leaks(seen.kept) == []
    strict = browser("moderator")
    strict.handler.enforce_csrf_checks = True
    answer = strict.post("/moderation/decide/", {"email": ADDRESS, "name": ADDRESS, "act": "approve"})
    assert answer.status_code == 403
    assert leaks(raw(answer)) == sessions_that_tell() == []


@plants(28)
@pytest.mark.django_db
def test_message_with_an_address_is_caught(article: Article, mo: Any) -> None:
    """What a moderator is told of a comment that somebody else was faster with holds the name that was given."""
    assert send(COMMENTERS[0], article, "Words.", name=ADDRESS).status_code == 303
    waiting = Comment.objects.get().public_id
    moderation.decide([waiting], act="approve", expected="pending", moderator=mo)
    desk = browser("moderator")
    desk.post("/moderation/decide/", {"comment": waiting, "expected": "pending", "act": "spam"})
    assert len(sessions_that_tell()) == 1


# --- 30: the admin's search and log -----------------------------------------------------------------------------------


def search_by_address() -> list[str]:
    """Lists in the admin that offer a search among comments and contacts, or answer to one."""
    desk = browser("superuser")
    found = []
    for path in ("/admin/comments/comment/", "/admin/comments/contact/"):
        pages = [desk.get(f"{path}?q={typed}") for typed in ("", "Rita", "nobody")]
        if any(page.status_code == 200 and b'name="q"' in page.content for page in pages):
            found.append(path)
    return found


def log_that_tells() -> list[Any]:
    return [row["id"] for row in LogEntry.objects.values() if leaks(repr(row).encode())]


@guards(30)
@pytest.mark.django_db
def test_admin_neither_searches_for_addresses_nor_logs_them(say: Any, article: Article) -> None:
    say(address=ADDRESS)
    assert search_by_address() == []
    root = browser("editor")
    assert root.post("/admin/articles/topic/add/", {"name": "Sleep", "slug": "sleep"}).status_code == 302
    assert root.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    assert LogEntry.objects.exists()
    assert log_that_tells() == []


@plants(30)
@pytest.mark.django_db
def test_search_for_a_name_is_caught(say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    say(address=ADDRESS)
    monkeypatch.setattr(CommentAdmin, "search_fields", ["name"])
    assert search_by_address() == ["/admin/comments/comment/"]


@plants(30)
@pytest.mark.django_db
def test_address_in_the_admins_log_is_caught(say: Any, mo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Comment, "__str__", lambda self: f"Comment by {ADDRESS}")
    LogEntry.objects.log_actions(mo.pk, [say()], CHANGE)
    assert len(log_that_tells()) == 1

"""What the site promises its commenters, looked at from outside: an address is nowhere, and what waits is invisible."""

import base64
import datetime as dt
import re
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments import moderation, vault
from comments.models import Comment, Contact
from harmblog.security import STAFF

from .canary import (
    ADDRESS,
    DISGUISES,
    assert_no_canary,
    browser,
    crawl,
    furnish,
    kept_bytes,
    leaks,
    post,
    raw,
    routes,
    screen,
    wipe_what_other_tests_left,
)

EVERYBODY = ("reader", "moderator", "editor", "superuser")


def stand_ins(comment: Comment) -> list[bytes]:
    """What stands for the address in the database, and must leave it as little."""
    contact: Any = Contact.objects.get(comment=comment)
    ciphertext = contact.sealed.ciphertext
    return [contact.fingerprint.encode(), ciphertext.hex().encode(), base64.b64encode(ciphertext)]


# --- The address is nowhere -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("disguise", DISGUISES)
def test_harness_sees_through(disguise: str) -> None:
    assert leaks(f'<a title="{DISGUISES[disguise](ADDRESS)}">Rita</a>'.encode())


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.django_db
def test_no_page_holds_the_address(who: str, client: Client, article: Article, approved: Any, settings: Any) -> None:
    comment = approved(address=ADDRESS)
    paths = routes(furnish(client, article, comment))
    screen(settings)
    for path, answer in crawl(browser(who), paths).items():
        assert_no_canary(raw(answer), path)
        assert not [form for form in stand_ins(comment) if form in raw(answer)], path


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.django_db
def test_crawl_catches_a_planted_leak(who: str, client: Client, article: Article, approved: Any) -> None:
    paths = routes(furnish(client, article, approved(name=ADDRESS)))
    leaking = {path for path, answer in crawl(browser(who), paths).items() if leaks(raw(answer))}
    assert {article.get_absolute_url(), "/comments/feed/", f"{article.get_absolute_url()}feed/"} <= leaking
    assert ("/moderation/approved/" in leaking) == (who in ("moderator", "superuser"))
    assert ("/admin/comments/comment/" in leaking) == (who in ("moderator", "superuser"))


@pytest.mark.django_db(transaction=True)
def test_database_holds_no_byte_of_the_address(article: Article, settings: Any) -> None:
    wipe_what_other_tests_left()
    desk = browser("moderator")
    assert post(desk, article).status_code == 303
    assert post(desk, article, comment="").status_code == 422
    screen(settings)
    assert Contact.objects.exclude(fingerprint=None).count() == 1
    assert_no_canary(kept_bytes(), "The database")


@pytest.mark.parametrize("place", ["text", "bytes", "session"])
@pytest.mark.django_db(transaction=True)
def test_database_scan_catches_a_planted_leak(place: str, say: Any) -> None:
    if place == "text":
        say(name=ADDRESS)
    elif place == "bytes":
        Contact.objects.create(comment=say(), month="2026-11", sealed=vault.Sealed("2026-11", ADDRESS.encode()))
    else:
        session = SessionStore()
        session["typed"] = [ADDRESS] * 9  # long enough to be compressed
        session.save()
    assert leaks(kept_bytes())


# --- Sealing --------------------------------------------------------------------------------------------------------


@pytest.fixture
def contact(say: Any) -> Contact:
    return Contact.objects.select_related("comment").get(comment=say(address=ADDRESS))


def test_web_process_cannot_open(contact: Contact) -> None:
    with pytest.raises(vault.VaultClosed):
        vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id)
    with pytest.raises(vault.VaultClosed):
        vault.fingerprint(ADDRESS)


def test_no_page_asks_for_a_private_key(
    client: Client, article: Article, approved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(vault, "_private", asked.append)
    paths = routes(furnish(client, article, approved()))
    desk = browser("superuser")
    crawl(desk, paths)
    waiting = {"comment": Comment.objects.get(status="pending").public_id, "expected": "pending", "act": "approve"}
    assert desk.post("/moderation/decide/", waiting, follow=True).status_code == 200
    assert asked == []


def test_worker_opens_what_was_sealed(contact: Contact, worker_process: None) -> None:
    assert vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id) == ADDRESS


def test_ciphertext_of_another_row_is_forged(contact: Contact, say: Any, worker_process: None) -> None:
    with pytest.raises(vault.Forged):
        vault.open_sealed(contact.sealed, bound_to=say("Another.").public_id)


def test_worker_survives_a_forged_row(contact: Contact, say: Any, settings: Any) -> None:
    Contact.objects.create(comment=say("Another."), month=contact.month, sealed=contact.sealed)
    screen(settings)
    assert sorted(len(c.fingerprint or "") for c in Contact.objects.all()) == [0, 64]


def test_destroyed_key_closes_its_month_only(contact: Contact, settings: Any, tmp_path: Any) -> None:
    settings.SEALING_PUBLIC_KEYS, settings.SEALING_PRIVATE_KEYS = tmp_path / "public", tmp_path / "private"
    vault.make_keys(tmp_path / "public", tmp_path / "private")
    (tmp_path / f"private/{contact.month}.key").unlink()
    with pytest.raises(vault.VaultClosed):
        vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id)
    assert vault.openable_months()
    assert contact.month not in vault.openable_months()


def test_new_month_uses_its_own_key(contact: Contact, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    next_month = (dt.datetime.now(dt.UTC).replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    clock = SimpleNamespace(now=lambda zone: next_month)
    monkeypatch.setattr(vault, "dt", SimpleNamespace(datetime=clock, UTC=dt.UTC))
    later = Contact.objects.get(comment=say("A month later.", address=ADDRESS))
    assert later.sealed.month == later.month == f"{next_month:%Y-%m}" > contact.month


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("rita@example.org", " Rita@EXAMPLE.org\n", True),
        ("ren\u00e9e@example.org", "Rene\u0301e@example.org", True),
        ("rita@b\u00fccher.example", "rita@xn--bcher-kva.example", True),
        ("rita@example.org", "ri.ta@example.org", False),
        ("rita@example.org", "rita+blog@example.org", False),
    ],
)
def test_fingerprint_recognises(one: str, other: str, same: bool, worker_process: None) -> None:
    assert (vault.fingerprint(one) == vault.fingerprint(other)) is same


# --- Nobody is told apart by an address -----------------------------------------------------------------------------


def test_same_and_other_addresses_look_alike(client: Client, article: Article, approved: Any, settings: Any) -> None:
    comments = [approved(f"Text {n}.", name=f"Name {n}", address=f"{who}@example.org") for n, who in enumerate("aab")]
    screen(settings)
    for path in (article.get_absolute_url(), f"{article.get_absolute_url()}feed/", "/comments/feed/"):
        page = client.get(path).content.decode()
        for comment in comments:
            page = page.replace(comment.public_id, "ID").replace(comment.name, "NAME").replace(comment.text, "TEXT")
        items = re.findall(r"<li id=.comment-.*?</li>|<item>.*?</item>", page, re.DOTALL)
        assert len(items) == 3
        assert len(set(items)) == 1, path


def test_answer_is_the_same_for_known_and_unknown_addresses(
    client: Client, article: Article, approved: Any, settings: Any
) -> None:
    approved(address=ADDRESS)
    screen(settings)
    seen = []
    for n, address in enumerate([ADDRESS, "new@example.org"]):
        statements: list[str] = []
        with connection.execute_wrapper(lambda run, sql, *rest, to=statements: (to.append(sql), run(sql, *rest))[1]):
            answer = post(client, article, email=address, comment=f"Words {n}.")
        statements = [re.sub(r"_x\d+", "", sql) for sql in statements]  # the number of a savepoint
        receipt = answer["Location"]
        pages = raw(answer) + re.sub(rb"comment-\w{12}", b"", raw(client.get(receipt)))
        seen.append((pages.replace(receipt.encode(), b"").replace(f"Words {n}.".encode(), b""), statements))
    assert seen[0] == seen[1]


# --- What was not approved is invisible -----------------------------------------------------------------------------


def public_bytes(paths: list[str]) -> dict[str, bytes]:
    """Every public page as kept, and as drawn anew. (The log-in page holds a token of its own each time.)"""
    paths = [path for path in paths if not path.startswith(STAFF)]
    kept = {path: raw(answer) for path, answer in crawl(Client(), paths).items()}
    cache.clear()
    return kept | {f"{path} anew": raw(answer) for path, answer in crawl(Client(), paths).items()}


@pytest.mark.parametrize("act", [None, "reject", "spam"])
def test_a_hundred_comments_change_no_public_byte(
    act: str | None, client: Client, article: Article, approved: Any, mo: User
) -> None:
    paths = routes(furnish(client, article, approved()))
    before = public_bytes(paths)
    for n in range(100):
        assert post(client, article, comment=f"Waiting {n}.", email=f"{n}@example.org").status_code == 303
    waiting = list(Comment.objects.filter(text__startswith="Waiting").values_list("public_id", flat=True))
    if act:
        assert len(moderation.decide(waiting, act=act, expected="pending", moderator=mo).done) == 100
    assert public_bytes(paths) == before


@pytest.mark.parametrize("hidden", [{"status": "draft"}, {"published_at": timezone.now() + dt.timedelta(days=9)}])
def test_comment_of_an_unpublished_article_is_invisible(
    hidden: dict[str, Any], client: Client, write: Any, article: Article, approved: Any
) -> None:
    paths = routes(furnish(client, article, approved()))
    secret = approved("Said too early.", article=write("Not yet", **hidden))
    paths += [f"/articles/not-yet/{rest}" for rest in ("", "feed/", "comment/", f"reply/{secret.public_id}/")]
    everything = b"".join(public_bytes(paths).values())
    assert b"Said too early" not in everything
    assert secret.public_id.encode() not in everything

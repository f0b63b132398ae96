"""Channels 1, 2, 3, 29, 39, 42: what pages, feeds and machine-readable answers say, to everybody."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.feeds import JsonFeed, RssFeed
from articles.models import Article
from comments import discussion, moderation
from comments.admin import CommentAdmin
from comments.desk import knowing
from comments.models import Comment, CommentQuerySet, Contact
from harmblog.prepared import Prepared
from harmblog.security import STAFF

from ..canary import ADDRESS, COMMENTERS, browser, crawl, raw, screen
from .channels import guards, plants
from .conftest import ROLES, Seen
from .looking import Answers, holding, leaking
from .people import send, stand_ins

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
# What a program may be told. Staff's lists to choose from are at the end.
MAY_BE_TOLD = """version title home_page_url feed_url description language items id url content_html summary
date_published date_modified authors name tags results pagination more text""".split()


def only(answers: Answers, *words: str) -> Answers:
    found = {name: answer for name, answer in answers.items() if any(word in name for word in words)}
    assert found
    return found


def names_in(told: Any) -> Iterator[str]:
    """Each name of a JSON text, at any depth."""
    if isinstance(told, dict):
        for name, value in told.items():
            yield name
            yield from names_in(value)
    elif isinstance(told, list):
        for value in told:
            yield from names_in(value)


def too_talkative(answers: Answers) -> list[str]:
    """JSON answers that say something by a name that is not on the list (3)."""
    found = []
    for name, answer in answers.items():
        if "json" in answer.headers.get("Content-Type", "") and answer.content:
            more = set(names_in(json.loads(answer.content))) - set(MAY_BE_TOLD)
            found += [f"{name}: {', '.join(more)}"] if more else []
    return found


# --- 1, 29, 42: pages -------------------------------------------------------------------------------------------------


@pytest.mark.promise(2)
@guards(1, 2, 29)
@pytest.mark.parametrize("role", ROLES)
def test_nothing_that_anybody_gets_tells_who_wrote(seen: Seen, role: str) -> None:
    answers = seen.of(role)
    assert {answer.status_code for answer in answers.values()} >= {200, 302, 404}
    assert leaking(answers) == []


@guards(29, 42)
@pytest.mark.parametrize("role", ROLES)
def test_nothing_that_stands_for_an_address_is_shown_either(seen: Seen, role: str) -> None:
    assert len(seen.stand_ins) == 4 * len(seen.said)
    assert holding(seen.of(role), seen.stand_ins) == []


@plants(1)
@pytest.mark.parametrize(
    "leak",
    ['<input type="hidden" name="to" value="{}">', '<p data-from="{}">', "<!-- {} -->", '<img alt="{}">', "{}"],
)
def test_leak_in_a_page_is_caught(client: Client, approved: Any, article: Article, override: Any, leak: str) -> None:
    approved()
    override("comments/_discussion.html", "<h2>", f"{leak.format(ADDRESS)}<h2>")
    answers = crawl(client, ["/", article.get_absolute_url()])
    assert leaking(answers) == [article.get_absolute_url()]


@plants(29)
@pytest.mark.parametrize("where", ["list", "page", "history"])
def test_leak_in_the_admin_is_caught(approved: Any, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    comment = approved(address=ADDRESS)
    if where == "history":
        monkeypatch.setattr(Comment, "__str__", lambda self: ADDRESS)
    monkeypatch.setattr(CommentAdmin, "sender", lambda self, comment: ADDRESS, raising=False)
    monkeypatch.setattr(CommentAdmin, "list_display" if where == "list" else "readonly_fields", ["sender"])
    monkeypatch.setattr(CommentAdmin, "fields", ["name", "sender"])
    ways = {"list": "", "page": f"{comment.pk}/change/", "history": f"{comment.pk}/history/"}
    assert leaking(crawl(browser("superuser"), [f"/admin/comments/comment/{ways[where]}"]))


@plants(29, 42)
@pytest.mark.parametrize("what", ["seal", "fingerprint"])
def test_stand_in_at_the_desk_is_caught(
    say: Any, settings: Any, override: Any, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    comment = say(address=ADDRESS)
    screen(settings)
    contact: Any = Contact.objects.get(comment=comment)
    shown = contact.fingerprint if what == "fingerprint" else contact.sealed.ciphertext.hex()
    override("desk/_item.html", '<p class="age">', f'<p class="age" data-who="{shown}">')
    assert holding(crawl(browser("moderator"), ["/moderation/"]), stand_ins(comment)) == ["/moderation/"]


@plants(42)
def test_reveal_at_the_desk_is_caught(say: Any, override: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    say(address=ADDRESS)

    def add(comment: Comment) -> list[str]:
        comment.name = ADDRESS
        return []

    monkeypatch.setattr(knowing, "in_words", add)
    assert leaking(crawl(browser("moderator"), ["/moderation/"])) == ["/moderation/"]


# --- 2: feeds and sitemap ---------------------------------------------------------------------------------------------


@pytest.mark.promise(1)
@guards(2)
def test_readers_get_no_word_that_was_not_approved(seen: Seen) -> None:
    assert len(seen.hidden) > len(seen.said)
    answers = {name: answer for name, answer in seen.of("reader").items() if "/receipt/" not in name}
    assert holding(answers, seen.hidden) == []
    assert len(holding(only(answers, "/comments/feed/", "/articles/naloxone/"), [b"Said by 1, approved."])) >= 4


@plants(2)
def test_address_in_a_feed_is_caught(client: Client, approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(address=ADDRESS)
    add_item = RssFeed.add_item
    monkeypatch.setattr(RssFeed, "add_item", lambda self, **item: add_item(self, **item, author_email=ADDRESS))
    assert leaking(crawl(client, ["/comments/feed/", "/sitemap.xml"])) == ["/comments/feed/"]


@plants(2)
def test_waiting_comment_in_a_feed_is_caught(client: Client, say: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = say("Not to be seen.")
    Comment.objects.filter(pk=waits.pk).update(decided_at=waits.received_at)  # feeds leave out what was never decided
    monkeypatch.setattr(CommentQuerySet, "approved", lambda self: self)
    all_of_a_page = Prepared(lambda key, *pages: Comment.objects.filter(article=key, page__range=pages), int, int, int)
    monkeypatch.setattr(discussion, "APPROVED", all_of_a_page)
    paths = ["/comments/feed/", "/articles/naloxone/feed/", "/articles/naloxone/"]
    assert holding(crawl(client, paths), [waits.text.encode()]) == paths


# --- 3: machine-readable answers --------------------------------------------------------------------------------------


@pytest.mark.asvs("V15.3.1")
@guards(3)
def test_programs_are_told_what_is_on_the_list(seen: Seen) -> None:
    assert len([name for name, answer in seen.answers.items() if "json" in answer.headers.get("Content-Type", "")]) > 4
    assert too_talkative(seen.answers) == []


@guards(3)
def test_other_methods_tell_nothing_more(seen: Seen) -> None:
    answers = only(seen.answers, " by head", " by options")
    assert leaking(answers) == []
    assert not [name for name, answer in answers.items() if answer.content]


@pytest.mark.asvs("V15.3.1")
@guards(3, 4)
def test_asking_for_more_fields_gets_the_same_page(seen: Seen) -> None:
    asked = {name.partition("?")[0]: answer for name, answer in seen.of("reader").items() if "?format=full" in name}
    assert len(asked) > 40
    # A log-in page has a token of its own, and says where to go after.
    other = [
        n
        for n, a in asked.items()
        if raw(a) != raw(seen.answers[n]) and not n.removeprefix("reader ").startswith(STAFF)
    ]
    assert other == []


@plants(3)
def test_field_that_is_not_on_the_list_is_caught(
    client: Client, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = JsonFeed._item
    author = {"name": "Ada", "email": "ada@example.org"}
    monkeypatch.setattr(JsonFeed, "_item", staticmethod(lambda row: {**item(row), "authors": [author]}))
    assert too_talkative(crawl(client, ["/feed/json/"])) == ["/feed/json/: email"]


# --- 39: the address in the name or the text --------------------------------------------------------------------------

WHERE_COMMENTS_ARE = ["/articles/naloxone/", "/comments/feed/", "/articles/naloxone/feed/"]


@pytest.fixture
def telling(article: Article) -> Comment:
    """A comment whose writer tells the address in it."""
    who = COMMENTERS[1]
    assert send(who, article, f"Write to me: {who.address}", name=f"Rita {who.address}").status_code == 303
    return Comment.objects.get()


@guards(39)
def test_address_typed_into_name_and_text_is_not_published_by_a_machine(
    client: Client, telling: Comment, settings: Any
) -> None:
    screen(settings)
    assert leaking(crawl(client, [*WHERE_COMMENTS_ARE, "/", "/search/?q=write"])) == []


@plants(39)
def test_address_in_name_and_text_is_caught_once_it_is_published(client: Client, telling: Comment, mo: User) -> None:
    moderation.decide([telling.public_id], act="approve", expected="pending", moderator=mo)
    assert leaking(crawl(client, WHERE_COMMENTS_ARE)) == WHERE_COMMENTS_ARE

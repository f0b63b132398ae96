"""Taking a comment back: gone everywhere, an empty place only where others have replied."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments import moderation, receipts
from comments.models import Comment, Contact, Decision, Edit, Erasure, Mail, Objection
from harmblog.pagecache import generation
from harmblog.pages import mark

from .canary import kept_bytes, wipe_what_other_tests_left
from .conftest import words

pytestmark = pytest.mark.django_db
PLACE = "[withdrawn by its writer]"


def take_back(client: Client, comment: Comment) -> Any:
    return client.post(f"/receipt/{receipts.secret_of(comment)}/withdraw/")


def test_page_asks_first(client: Client, approved: Any) -> None:
    comment = approved()
    page = words(client.get(f"/receipt/{receipts.secret_of(comment)}/withdraw/").content)
    assert "Withdraw your comment?" in page
    assert "Somebody has replied" not in page
    assert Comment.objects.get().status == "approved"


def test_link_and_words_open_nothing_afterwards(client: Client, approved: Any) -> None:
    comment = approved()
    six, link = receipts.words_of(comment), f"/receipt/{receipts.secret_of(comment)}/"
    approved("A reply.", parent=comment)
    answer = take_back(client, comment)
    assert (answer.status_code, answer["Location"]) == (303, "/receipt/withdrawn/")
    assert "It is gone" in words(client.get(answer["Location"]).content)
    assert client.get(link).status_code == 404
    assert client.post("/receipt/", {"words": six}).status_code == 422
    assert take_back(client, comment).status_code == 404  # sent twice


@pytest.mark.promise(6)
@pytest.mark.django_db(transaction=True)
def test_nothing_of_it_is_left_in_pages_or_bytes(client: Client, approved: Any, article: Article, mo: Any) -> None:
    wipe_what_other_tests_left()
    comment = approved("Zopiclonish nights.", name="Quillaine", address="rita@example.org")
    moderation.edit(comment, name="Quillaine", text="Zopiclonish days.")
    Mail.objects.create(comment=comment, kind="decision", once="decision-1")
    places = [article.get_absolute_url(), "/comments/feed/", f"{article.get_absolute_url()}feed/"]
    assert all(b"Quillaine" in client.get(place).content for place in places)
    take_back(client, comment)
    shown = [client.get(place) for place in [*places, "/search/?q=zopiclonish", "/", "/sitemap.xml"]]
    assert not any(b"uillaine" in page.content for page in shown)
    kept = kept_bytes()
    assert b"opiclonish" not in kept
    assert b"uillaine" not in kept
    for model in (Comment, Contact, Edit, Objection, Mail):
        assert not model._default_manager.exists()
    assert Erasure.objects.get().act == "comment"
    assert Decision.objects.latest("pk").act == "withdraw"


def test_place_stays_under_replies_and_says_nothing(client: Client, approved: Any, article: Article) -> None:
    comment = approved("Mine.", name="Quillaine")
    approved("Yours.", name="Ren", parent=comment)
    assert "Somebody has replied" in words(client.get(f"/receipt/{receipts.secret_of(comment)}/withdraw/").content)
    take_back(client, comment)
    page = client.get(article.get_absolute_url()).content.decode()
    place = re.search(rf'<li id="comment-{comment.public_id}".*?(?=<ol>)', page, re.S)
    assert place
    assert words(place[0].partition(">")[2]).strip() == PLACE
    assert "<time" not in place[0]
    assert "/reply/" not in place[0]
    assert "One thought on" in page
    assert "no longer shown" not in page  # the reply stands in its place
    assert PLACE not in client.get(f"{article.get_absolute_url()}feed/").content.decode()


def test_place_without_visible_replies_is_not_shown(client: Client, approved: Any, say: Any, article: Article) -> None:
    comment = approved("Mine.")
    say("It waits.", parent=comment)
    approved("Another.")
    take_back(client, comment)
    assert PLACE not in client.get(article.get_absolute_url()).content.decode()
    assert Comment.objects.withdrawn().count() == 1  # for the reply that waits


def test_places_go_upwards_with_the_last_reply(client: Client, approved: Any) -> None:
    chain = [approved("One.")]
    chain += [approved("Two.", parent=chain[0])]
    chain += [approved("Three.", parent=chain[1])]
    for comment in chain[:2]:
        take_back(client, comment)
    assert Comment.objects.withdrawn().count() == 2
    take_back(client, chain[2])
    assert not Comment.objects.exists()


def test_deep_answer_to_a_withdrawn_comment_has_no_empty_name(client: Client, approved: Any, article: Article) -> None:
    parent = None
    for number in range(6):
        parent = approved(f"Step {number}.", parent=parent)
    take_back(client, Comment.objects.order_by("pk")[4])
    page = client.get(article.get_absolute_url()).content.decode()
    assert "<bdi></bdi>" not in page
    assert "in reply to something that is no longer shown" in page


def test_reply_that_arrives_after_the_withdrawal_is_kept(approved: Any, say: Any, article: Article) -> None:
    comment = approved("Mine.")
    seen = Comment.objects.get()
    moderation.withdraw(comment)
    assert say("Yours.", parent=seen).parent is None
    assert Comment.objects.get().text == "Yours."


def test_decision_after_a_withdrawal_says_so(client: Client, say: Any, approved: Any, desk: Client) -> None:
    gone, placed = say("Mine."), approved("Mine too.")
    approved("Yours.", parent=placed)
    for comment, expected in ((gone, "pending"), (placed, "approved")):
        take_back(client, comment)
        data = {"comment": comment.seen, "act": "spam", "expected": expected}
        assert "for good" in words(desk.post("/moderation/decide/", data, follow=True).content)
    assert not Comment.objects.with_status("spam").exists()


def test_undo_cannot_bring_it_back(client: Client, approved: Any, mo: Any, desk: Client) -> None:
    comment = approved("Mine.")
    batch = Decision.objects.get().batch
    take_back(client, comment)
    page = words(desk.post("/moderation/undo/", {"batch": batch}, follow=True).content)
    assert "withdrew it, for good" in page
    assert not Comment.objects.exists()


def test_discussion_with_places_costs_four_queries(client: Client, approved: Any, article: Article) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get(article.get_absolute_url())
        return sum("comments_comment" in query["sql"] for query in made)

    approved()
    assert queries() == 4  # how many, published ones, empty places, safety notes
    for _ in range(3):
        comment = approved()
        approved("Yours.", parent=comment)
        moderation.withdraw(comment)
    assert queries() == 4  # how many, published ones, empty places, safety notes


def test_what_was_never_public_costs_no_page(say: Any, django_capture_on_commit_callbacks: Any) -> None:
    """Whoever posts, changes and withdraws all day would otherwise have all pages drawn anew for everybody."""
    before = generation(), mark.of_this_site().present()
    with django_capture_on_commit_callbacks(execute=True):
        comment = say("For a moment.")
        moderation.edit(comment, name="Rita", text="Other words.")
        moderation.withdraw(comment)
    assert (generation(), mark.of_this_site().present()) == before
    assert not Comment.objects.exists()

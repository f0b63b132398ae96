"""The comment form: what it says when something is wrong, and that nothing typed is lost by it."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from articles.models import Article
from comments import vault
from comments.models import Comment, Contact

from .conftest import words

pytestmark = pytest.mark.one_database

GOOD = {"name": "Rita", "email": "rita@example.org", "comment": "It helped me.\n\n\n  Twice, & more."}


def post(client: Client, article: Article, **changed: str) -> Any:
    return client.post(f"{article.get_absolute_url()}comment/", GOOD | changed)


WRONG = {
    "no name": ({"name": ""}, "Please give a name."),
    "blank name": ({"name": " \t "}, "Please give a name."),
    "name too long": ({"name": "n" * 81}, "at most 80 characters"),
    "name with a bell": ({"name": "Ri\x07ta"}, "invisible control characters"),
    "name turned around": ({"name": "Ri\u202eta"}, "invisible control characters"),
    "name nobody can see": ({"name": "\u200b\u200d"}, "nothing to see"),
    "name with a zero byte": ({"name": "Ri\x00ta"}, "Null characters are not allowed"),
    "no address": ({"email": "rita"}, "does not look like an email address"),
    "address too long": ({"email": "r" * 250 + "@example.org"}, "at most 254 characters"),
    "no text": ({"comment": ""}, "Please write your comment"),
    "blank text": ({"comment": "\n \n"}, "Please write your comment"),
    "text too short": ({"comment": "x"}, "Please write a little more"),
    "text too long": ({"comment": "x" * 10_001}, "there is room for 10000"),
    "text with an escape": ({"comment": "ab\x1b[31m"}, "invisible control characters"),
    "parent made up": ({"parent": "nosuchthing0"}, "not there any more"),
    "parent with a zero byte": ({"parent": "a\x00b"}, "Null characters are not allowed"),
}


@pytest.mark.asvs("V2.2.1", "V2.2.2")
@pytest.mark.parametrize("case", WRONG)
def test_wrong_input_is_explained_and_kept(client: Client, article: Article, case: str) -> None:
    changed, message = WRONG[case]
    answer = post(client, article, **changed)
    assert answer.status_code == 422
    assert message in words(answer.content)
    assert not Comment.objects.exists()
    kept = (GOOD | changed)["comment"]
    assert escape(kept).replace("\x00", "") in answer.content.decode().replace("\x00", "")


def test_error_is_tied_to_its_field_and_focused(client: Client, article: Article) -> None:
    page = post(client, article, email="rita", comment="").content.decode()
    assert 'aria-invalid="true" aria-describedby="id_email_helptext id_email_error"' in page
    assert 'id="id_email_error"' in page
    assert page.count("autofocus") == 1
    assert page.index("autofocus") < page.index('id="id_comment"')


def test_answer_to_a_comment_of_another_article_is_refused(client: Client, write: Any, approved: Any) -> None:
    elsewhere = approved(article=write("Elsewhere"))
    answer = post(client, write("Here"), parent=elsewhere.public_id)
    assert answer.status_code == 422
    assert "not there any more" in words(answer.content)


def test_answer_to_a_waiting_comment_is_refused(client: Client, article: Article, say: Any) -> None:
    assert post(client, article, parent=say().public_id).status_code == 422


def test_answer_whose_parent_vanished_can_be_sent_again_as_it_stands(
    client: Client, article: Article, say: Any
) -> None:
    page = post(client, article, parent=say().public_id).content.decode()
    assert 'name="parent" id="id_parent"' in page  # empty: the next post is a comment of its own


@pytest.mark.parametrize("closed", [{"comments_open": False}, {"comments_close_on": dt.date(2026, 1, 1)}])
def test_closed_article_takes_nothing_and_gives_the_text_back(client: Client, write: Any, closed: Any) -> None:
    article = write(**closed)
    assert "Comments on this article are closed." in words(client.get(article.get_absolute_url()).content)
    answer = post(client, article)
    assert answer.status_code == 422
    assert "are closed" in words(answer.content)
    assert escape(GOOD["comment"]) in answer.content.decode()
    assert not Comment.objects.exists()


def test_comments_are_taken_on_the_last_day(client: Client, write: Any) -> None:
    assert post(client, write(comments_close_on=timezone.localdate())).status_code == 303


@pytest.mark.parametrize("slug", ["nowhere", "na\x00loxone", "x" * 300])
def test_unknown_article_gives_the_text_back(client: Client, db: None, slug: str) -> None:
    answer = client.post(f"/articles/{slug}/comment/", GOOD)
    assert answer.status_code == 404
    assert escape(GOOD["comment"]) in answer.content.decode()


def test_address_is_optional_and_leaves_no_row_when_not_given(client: Client, article: Article) -> None:
    assert post(client, article, email="").status_code == 303
    assert not Contact.objects.exists()


def test_address_can_be_required_and_the_asterisk_follows(client: Client, article: Article, settings: Any) -> None:
    settings.COMMENT_EMAIL_REQUIRED = True
    page = client.get(article.get_absolute_url()).content.decode()
    assert page.count('class="required"') == 3
    assert "Please give an email address" in words(post(client, article, email="").content)


def test_promise_and_labels_are_as_agreed(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Your email address will not be published. Required fields are marked *" in page
    assert page.count('class="required"') == 2
    for part in ('<label for="id_name">Name', '<label for="id_email">Email</label>', ">Post comment</button>"):
        assert part in page


def test_browser_is_told_to_remember_nothing(client: Client, article: Article) -> None:
    assert client.get(article.get_absolute_url()).content.decode().count('autocomplete="off"') == 3 + 2


@pytest.mark.parametrize("name", ["مریم", "Ren 🌿", "O’Brien & <b>", "Z̸a̸l̸g̸o"])
def test_any_name_arrives_as_it_was_typed(client: Client, article: Article, name: str) -> None:
    post(client, article, name=name)
    assert Comment.objects.get().name == name


def test_reply_page_carries_its_parent_without_a_script(client: Client, article: Article, approved: Any) -> None:
    parent = approved()
    page = client.get(f"{article.get_absolute_url()}reply/{parent.public_id}/").content.decode()
    assert f'name="parent" value="{parent.public_id}"' in page
    post(client, article, parent=parent.public_id)
    assert Comment.objects.latest("pk").parent == parent


def test_reply_page_of_a_closed_article_leads_back_to_it(client: Client, article: Article, approved: Any) -> None:
    reply = f"{article.get_absolute_url()}reply/{approved().public_id}/"
    article.comments_open = False
    article.save()
    assert "are closed" in words(client.get(reply, follow=True).content)


def test_waiting_comment_has_no_reply_page(client: Client, article: Article, say: Any) -> None:
    assert client.get(f"{article.get_absolute_url()}reply/{say().public_id}/").status_code == 404


def test_same_comment_sent_twice_is_one_with_the_same_answer(client: Client, article: Article) -> None:
    first, second = post(client, article), post(client, article)
    assert first["Location"] == second["Location"]
    assert Comment.objects.count() == 1


def test_same_words_much_later_get_a_receipt_of_their_own(client: Client, article: Article) -> None:
    first = post(client, article)
    Comment.objects.update(received_at=timezone.now() - dt.timedelta(minutes=11))
    again = post(client, article)
    assert first["Location"] != again["Location"] == post(client, article)["Location"]
    assert Comment.objects.count() == 2
    assert [client.get(answer["Location"]).status_code for answer in (first, again)] == [200, 200]


def test_copying_a_published_comment_gets_a_receipt_of_its_own(client: Client, article: Article, approved: Any) -> None:
    original = approved(text=GOOD["comment"], name=GOOD["name"])
    post(client, article)
    copy = Comment.objects.exclude(pk=original.pk).get()
    assert copy.receipt_hash != original.receipt_hash


def test_receipt_of_a_made_up_secret_is_a_404(client: Client, db: None) -> None:
    assert client.get("/receipt/" + "0" * 32 + "/").status_code == 404


@pytest.mark.parametrize(
    ("act", "says"), [("approve", "is published"), ("reject", "is not published"), ("spam", "is not published")]
)
def test_receipt_tells_what_became_of_it(client: Client, article: Article, desk: Client, act: str, says: str) -> None:
    receipt = post(client, article)["Location"]
    desk.post("/moderation/decide/", {"comment": Comment.objects.get().public_id, "expected": "pending", "act": act})
    assert says in words(client.get(receipt).content)


@pytest.mark.asvs("V16.5.3")
def test_database_that_cannot_write_is_an_honest_503_with_the_text(client: Client, article: Article) -> None:
    with connection.execute_wrapper(full_at("INSERT")):
        answer = post(client, article)
    assert answer.status_code == 503
    assert "was not received yet" in words(answer.content)
    assert escape(GOOD["comment"]) in answer.content.decode()


@pytest.mark.fault(3)
def test_comment_whose_address_cannot_be_kept_is_not_kept_either(client: Client, article: Article) -> None:
    with connection.execute_wrapper(full_at('INSERT INTO "comments_contact"')):
        assert post(client, article).status_code == 503
    assert not Comment.objects.exists()


def full_at(statement: str) -> Callable[..., Any]:
    """A database that is full when such a statement comes."""

    def full(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(statement):
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    return full


def test_failed_reply_still_shows_what_it_answers(client: Client, article: Article, approved: Any) -> None:
    parent = approved("The question", name="Ines")
    page = words(post(client, article, parent=parent.public_id, comment="").content)
    assert "Reply to Ines" in page
    assert "The question" in page


def test_address_corrected_in_a_second_post_takes_the_place_of_the_first(
    client: Client, article: Article, worker_process: None
) -> None:
    for address in ("", "rita@exmaple.org", "rita@example.org"):
        post(client, article, email=address)
    contact = Contact.objects.select_related("comment").get()
    assert vault.open_sealed(contact.sealed, bound_to=contact.comment.public_id) == "rita@example.org"  # type: ignore[arg-type]


def test_screen_reader_hears_what_is_required(client: Client, article: Article) -> None:
    assert client.get(article.get_absolute_url()).content.decode().count('aria-required="true"') == 2


def test_message_about_the_whole_form_has_the_focus(client: Client, article: Article) -> None:
    page = post(client, article, parent="nosuchthing0", comment="").content.decode()
    assert page.count("autofocus") == 1
    assert '<div class="errors" tabindex="-1" autofocus>' in page


def test_text_pasted_with_marks_of_direction_is_taken_without_them(client: Client, article: Article) -> None:
    assert post(client, article, comment="It \u2067helped\u2069 me").status_code == 303
    assert Comment.objects.get().text == "It helped me"

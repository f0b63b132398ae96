"""The receipt: its link and its six words, what it shows, and that it tells nobody else."""

import json
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from articles.models import Article
from comments import limits, moderation, receipts, vault
from comments.models import Comment, Contact, Decision, Mail, Objection

from .canary import kept_bytes, post, screen
from .conftest import words

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def comment(say: Any) -> Comment:
    return say("It helped me to sleep.")


def address(comment: Comment, act: str = "") -> str:
    return f"/receipt/{receipts.secret_of(comment)}/{act}"


def decide(comment: Comment, mo: Any, act: str = "reject", reason: str = "", expected: str = "pending") -> None:
    comment.refresh_from_db()
    moderation.decide([comment.seen], act=act, expected=expected, moderator=mo, reason=reason)
    comment.refresh_from_db()


# --- Six words --------------------------------------------------------------------------------------------------------


def test_words_are_easily_told_apart() -> None:
    assert len(set(receipts.WORDS)) == len(receipts.WORDS) == 1024
    assert all(word.isascii() and word.islower() and 3 <= len(word) <= 7 for word in receipts.WORDS)
    ordered = sorted(receipts.WORDS)
    assert not [word for word, following in pairwise(ordered) if following.startswith(word)]
    less = {(at, word[:at] + "?" + word[at + 1 :]) for word in receipts.WORDS for at in range(len(word))}
    assert len(less) == sum(map(len, receipts.WORDS))  # no two differ by one letter only


def test_database_holds_neither_link_nor_words(comment: Comment) -> None:
    kept = kept_bytes().decode(errors="replace")
    assert receipts.secret_of(comment) not in kept
    assert receipts.words_of(comment) not in kept


@pytest.mark.parametrize("typed", ["{}", "  {}\n", "{:upper}", "{:comma}", "{:hyphen}", "{:wide}"])
def test_words_lead_to_the_receipt_however_they_are_typed(client: Client, comment: Comment, typed: str) -> None:
    six = receipts.words_of(comment)
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter != " " else "\u3000" for letter in six)
    forms = {"{:upper}": six.upper(), "{:comma}": six.replace(" ", ", "), "{:hyphen}": six.replace(" ", "-")}
    text = {**forms, "{:wide}": wide}.get(typed) or typed.format(six)
    answer = client.post("/receipt/", {"words": text})
    assert (answer.status_code, answer["Location"]) == (303, address(comment))


@pytest.mark.asvs("V11.2.2")
def test_words_of_an_earlier_key_still_open(client: Client, comment: Comment, settings: Any) -> None:
    six, link = receipts.words_of(comment), address(comment)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another one, as long as is needed"
    assert client.post("/receipt/", {"words": six})["Location"] == link
    assert six in words(client.get(link).content)


def test_wrong_words_come_back_with_what_to_do(client: Client, comment: Comment) -> None:
    six = " ".join(reversed(receipts.words_of(comment).split()))
    for typed in (six, "", "a b", "😀" * 150, "x" * 5000):
        answer = client.post("/receipt/", {"words": typed})
        assert answer.status_code == 422
        assert typed in answer.content.decode()
    assert "No comment has these six words" in words(client.post("/receipt/", {"words": six}).content)


@pytest.mark.asvs("V2.4.1")
def test_guessing_is_throttled_and_the_words_stay(client: Client, comment: Comment) -> None:
    six = receipts.words_of(comment)
    for _ in range(limits.PURPOSES["words"][0]):
        client.post("/receipt/", {"words": "acorn"})
    answer = client.post("/receipt/", {"words": six})
    assert answer.status_code == 429
    assert f'value="{six}"' in answer.content.decode()


def test_comment_from_before_the_words_has_none(client: Client, comment: Comment) -> None:
    Comment.objects.update(words_hash=None)
    page = words(client.get(address(comment)).content)
    assert "private address" in page
    assert "six words" not in page


# --- What the page tells ----------------------------------------------------------------------------------------------


def test_title_is_neutral(client: Client, comment: Comment) -> None:
    for act in ("", "edit/", "withdraw/"):
        assert "<title>Receipt</title>" in client.get(address(comment, act)).content.decode()


def test_page_shows_words_state_and_reason(client: Client, comment: Comment, mo: Any) -> None:
    page = words(client.get(address(comment)).content)
    assert receipts.words_of(comment) in page
    assert "What happens next" in page
    decide(comment, mo, reason="sourcing")
    page = words(client.get(address(comment)).content)
    assert "not published" in page
    assert "It asks for or offers a way to get drugs." in page


def test_reason_that_was_taken_back_is_not_told(client: Client, comment: Comment, mo: Any) -> None:
    decide(comment, mo, reason="hostile")
    moderation.undo(Decision.objects.get().batch, moderator=mo)
    assert "attacks" not in words(client.get(address(comment)).content)


def test_help_comes_first_when_somebody_may_be_in_danger(client: Client, article: Article) -> None:
    link = post(client, article, comment="I have just taken all my pills and I want to die tonight.", act="as-is")
    page = client.get(link["Location"]).content.decode()
    assert 0 < page.index('href="tel:') < page.index("<h1>")
    assert "/help-now/" in page[page.index("<main") : page.index("<h1>")]


def test_help_comes_first_for_a_newer_text_too(client: Client, comment: Comment, mo: Any) -> None:
    moderation.decide([comment.seen], act="approve", expected="pending", moderator=mo)
    path = f"/receipt/{receipts.secret_of(comment)}/"
    page = client.post(f"{path}edit/", {"name": "Rita", "comment": "I want to die tonight."}, follow=True)
    assert "If somebody is in danger now" in words(page.content)


def test_ordinary_comment_gets_no_help_lines(client: Client, comment: Comment) -> None:
    assert b"tel:" not in client.get(address(comment)).content


@pytest.mark.asvs("V3.5.3")
def test_no_act_of_the_receipt_happens_by_a_look(client: Client, comment: Comment) -> None:
    before = list(Comment.objects.values())
    for act in ("", "edit/", "withdraw/", "download/", "object/", "stop/"):
        assert client.get(address(comment, act)).status_code in (200, 303)
    assert list(Comment.objects.values()) == before


@pytest.mark.parametrize("act", ["", "edit/", "withdraw/", "object/"])
def test_receipt_is_kept_by_nobody(client: Client, comment: Comment, act: str) -> None:
    answer = client.get(address(comment, act))
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, noarchive"
    assert answer["Referrer-Policy"] == "same-origin"


def test_old_browser_may_send_the_forms_of_its_receipt(client: Client, comment: Comment) -> None:
    own = client.post(address(comment, "download/"), headers={"Origin": "http://testserver"})
    other = client.post(address(comment, "download/"), headers={"Origin": "https://evil.example"})
    assert (own.status_code, other.status_code) == (200, 403)


@pytest.mark.parametrize("act", ["", "edit/", "withdraw/", "download/", "object/", "stop/"])
def test_unknown_receipt_explains_and_keeps_what_was_typed(client: Client, db: None, act: str) -> None:
    answer = client.post(f"/receipt/{'0' * 32}/{act}", {"comment": "Typed with care."})
    assert answer.status_code == 404
    assert "There is no such receipt" in words(answer.content)
    assert "Typed with care." in answer.content.decode()


# --- Download, being told, objection ----------------------------------------------------------------------------------


def test_download_holds_everything_but_the_address(client: Client, say: Any, mo: Any) -> None:
    comment = say("Words.", address="rita@example.org", wishes=moderation.Wishes(tell_decision=True), labels="others")
    decide(comment, mo, reason="risky")
    answer = client.post(address(comment, "download/"))
    assert "attachment" in answer["Content-Disposition"]
    data = json.loads(answer.content)
    assert (data["comment"]["text"], data["comment"]["state"]) == ("Words.", "rejected")
    assert data["comment"]["labels"] == ["others"]
    assert data["address"]["sealed_address"] is data["address"]["tell_what_was_decided"] is True
    assert [(row["what"], row["reason"]) for row in data["decisions"]] == [("reject", "risky")]
    assert "rita@" not in answer.content.decode()


def test_stopping_destroys_an_address_that_nothing_needs(client: Client, say: Any, mo: Any, settings: Any) -> None:
    wishes = moderation.Wishes(tell_decision=True, tell_replies=True)
    comment = say("Words.", address="rita@example.org", wishes=wishes)
    screen(settings)
    decide(comment, mo)
    Mail.objects.create(comment=comment, kind="reply", once="reply-1")
    client.post(address(comment, "stop/"), {"what": "decision"})
    assert isinstance(Contact.objects.get().sealed, vault.Sealed)
    client.post(address(comment, "stop/"), {"what": "replies"})
    contact = Contact.objects.get()
    assert (contact.sealed, contact.tell_decision, contact.tell_replies) == (None, False, False)
    assert Mail.objects.get(once="reply-1").state == "dropped"


def test_objection_is_kept_once_for_a_decision(client: Client, comment: Comment, mo: Any) -> None:
    assert client.post(address(comment, "object/"), {"comment": "Why?"}).status_code == 409
    decide(comment, mo)
    for _ in range(2):
        assert client.post(address(comment, "object/"), {"comment": "I named nobody."}).status_code == 303
    assert Objection.objects.get().text == "I named nobody."
    late = client.post(address(comment, "object/"), {"comment": "Something else."})
    assert (late.status_code, "Something else." in late.content.decode()) == (409, True)
    moderation.let_stand(comment.public_id, moderator=mo)
    page = words(client.get(address(comment)).content)
    assert "The decision stays as it was" in page
    assert "If you think" not in page


@pytest.mark.parametrize("typed", ["", "  ", "x" * 1001, "\x07"])
def test_objection_that_cannot_be_taken_comes_back(client: Client, comment: Comment, mo: Any, typed: str) -> None:
    decide(comment, mo)
    answer = client.post(address(comment, "object/"), {"comment": typed})
    assert (answer.status_code, Objection.objects.count()) == (422, 0)
    assert typed in answer.content.decode()

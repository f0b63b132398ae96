"""After a redaction the removed words are nowhere but in the sealed original: no page, feed, search, cache,
export, mail or log line has them, nor a byte of the database.
"""

from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client

from articles.models import Article
from comments import moderation, receipts
from comments.models import Comment, Contact, Original
from comments.moderation.receiving import Wishes

from .canary import browser, crawl, furnish, kept_bytes, raw, routes, screen, wipe_what_other_tests_left
from .promises.conftest import ROLES, dump_cache
from .promises.listening import log_of_everything
from .test_redact_page import form_of

NAME, PLACE = "Quillaine", "Vexillous Lane 88"
TEXT = f"I live in {PLACE}, and it helped.\r\n\r\n> 🏠 Yes."
SPELLED = [how(words).encode() for words in (NAME, PLACE) for how in (str, str.lower, str.upper)]


def redact_by_hand(desk: Client, comment: Comment) -> None:
    """Through the page, so that what its form carries is a part of it."""
    path = f"/moderation/redact/{comment.public_id}/"
    form = {"comment": comment.seen, "expected": comment.status, "act": "look", "kind": "detail"}
    looked = desk.post(path, {**form, "exact": PLACE.lower(), "word": [f"name:5:{5 + len(NAME)}"]})
    assert desk.post(path, {**form_of(looked), "act": "publish"}).status_code == 302
    comment.refresh_from_db()
    assert (comment.status, comment.name) == ("approved", "Rita")


def everything_shown(browsers: dict[str, Client], article: Article, comment: Comment) -> dict[str, bytes]:
    """Every page there is, for everybody; its own receipt and all that can be had there among them."""
    samples = {**furnish(browsers["reader"], article, comment), "secret": receipts.secret_of(comment)}
    paths = [*routes(samples), "/search/?q=vexillous", f"{article.get_absolute_url()}feed/"]
    answers = {}
    for who, one in browsers.items():  # at what each of them has: the others get a refusal, or the same
        own = [path for path in paths if path.startswith("/admin/") is (who in ("editor", "superuser"))]
        answers |= {f"{who} {path}": answer for path, answer in crawl(one, own).items()}
    answers["download"] = Client().post(f"/receipt/{samples['secret']}/download/")
    return {name: raw(answer) for name, answer in answers.items()}


@pytest.mark.django_db(transaction=True)
def test_removed_words_are_nowhere_but_sealed(
    approved: Any, mo: Any, article: Article, settings: Any, tmp_path: Path
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    wipe_what_other_tests_left()
    wishes = Wishes(tell_decision=True, tell_replies=True)
    comment = approved(TEXT, name=f"Rita {NAME}", address="rita@example.org", wishes=wishes)
    moderation.note(comment.public_id, text=f"Is {NAME.lower()} of {PLACE.upper()} a real name?", moderator=mo)
    browsers = {role: browser(role) for role in ROLES}
    for page in (article.get_absolute_url(), "/comments/feed/"):
        assert NAME.encode() in raw(browsers["reader"].get(page))
    with log_of_everything() as log:
        redact_by_hand(browsers["moderator"], comment)
        Contact.objects.update(confirmed_at=comment.received_at)
        screen(settings)
        found = everything_shown(browsers, article, comment)
    call_command("export_wordpress", tmp_path / "out.xml")
    found |= {"export": (tmp_path / "out.xml").read_bytes(), "log": log.getvalue().encode(), "cache": dump_cache()}
    found |= {"mails": b"".join(one.message().as_bytes() for one in mail.outbox)}
    found |= {"journal": settings.ERASURE_JOURNAL.read_bytes(), "database": kept_bytes()}
    assert [name for name, data in found.items() if any(words in data for words in SPELLED)] == []
    assert len(found) > 150
    assert b"[removed by a moderator: identifying detail]" in found[f"reader {article.get_absolute_url()}"]
    assert Original.objects.get().comment == comment


@pytest.mark.django_db(transaction=True)
def test_words_that_were_not_removed_are_found_by_the_same_look(approved: Any) -> None:
    wipe_what_other_tests_left()
    approved(TEXT, name=f"Rita {NAME}")
    assert sum(words in kept_bytes() for words in SPELLED) == 2

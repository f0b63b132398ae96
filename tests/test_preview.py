"""Look before you post: what could lead to somebody comes back once, marked, and nothing typed is changed by that."""

import io
import logging
import re
from typing import Any

import html5lib
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from articles.models import Article
from comments import receipts
from comments.models import Comment, Contact
from harmblog.logs import PrivateFormatter

from .conftest import words

pytestmark = pytest.mark.one_database

PHONE = "0151 2345 6789"
TELLS = f"It helped me. Call me: {PHONE}."
OTHERS = "My neighbour Petra Hoffmann sells it."
NAMESPACE = "{http://www.w3.org/1999/xhtml}"
# What a browser sends, of each kind that a page could change on the way back.
TYPED = {
    "line first": f"\r\n\r\n  Call me: {PHONE}",
    "spaces last": f"Call me: {PHONE} \t \r\n ",
    "line ends": f"One\r\n\r\nTwo\nThree\rCall me: {PHONE}",
    "tabs": f"\tOne\t\tTwo  {PHONE}: call me",
    "signs": f"</textarea>\"><mark>&amp;&#13; &lt; '{PHONE}', call me",
    "emoji": f"👩‍👩‍👧 🌿 Call me: {PHONE}",
    "from the right": f"\u200fاتصل بي\u200f call me: {PHONE} مريم",
}


def post(client: Client, article: Article, text: str = TELLS, **more: Any) -> Any:
    return client.post(f"{article.get_absolute_url()}comment/", {"name": "Rita", "comment": text, **more})


def fields(page: Any) -> dict[str, str]:
    """What a browser would send of the form on this page, without a button."""
    tree = html5lib.parse(page.content.decode())
    found = {}
    for element in tree.iter():
        if element.tag not in (f"{NAMESPACE}input", f"{NAMESPACE}textarea"):
            continue
        kind = element.get("type")
        if name := element.get("name"):
            text = "".join(element.itertext())
            if kind != "checkbox" or element.get("checked") is not None:
                found[name] = (
                    text
                    if element.tag.endswith("textarea")
                    else element.get("value", "on" if kind == "checkbox" else "")
                )
    return found


def press(client: Client, article: Article, page: Any, act: str, **changed: str) -> Any:
    return client.post(f"{article.get_absolute_url()}comment/", fields(page) | changed | {"act": act})


def marked(page: Any) -> list[str]:
    return re.findall(r"<mark>(.*?)<sup>", page.content.decode(), re.S)


def test_what_could_lead_to_the_writer_comes_back_once(client: Client, article: Article) -> None:
    page = post(client, article)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert marked(page) == [PHONE]
    assert "could lead to you" in words(page.content)
    assert words(page.content).count("anybody could call it") == 1
    assert not Comment.objects.exists()
    assert client.post(f"{article.get_absolute_url()}comment/", fields(page)).status_code == 303


def test_about_somebody_else_it_asks(client: Client, article: Article) -> None:
    page = post(client, article, OTHERS)
    assert marked(page) == ["Petra Hoffmann"]
    assert "Would they want this here?" in words(page.content)
    assert "could lead to you" not in words(page.content)


def test_two_of_a_kind_have_one_reason(client: Client, article: Article) -> None:
    page = post(client, article, f"{TELLS} Or mara.k@example.org, or 0151 9876 5432.")
    assert len(marked(page)) == 3
    assert page.content.count(b"<li>This is a") == 2


@pytest.mark.parametrize("text", ["I take 2 x 100 mg of 4-HO-MET, and 0.5 ml more in Room 101.", "It helped me."])
def test_honest_comment_goes_straight_on(client: Client, article: Article, text: str) -> None:
    assert post(client, article, text).status_code == 303
    assert Comment.objects.get().labels == ""


@pytest.mark.parametrize("case", TYPED)
def test_detour_changes_no_byte(client: Client, article: Article, case: str) -> None:
    straight = post(client, article, TYPED[case], act="as-is", name="Mara \u200dBell", parent="").headers["Location"]
    kept = receipts.find(straight.split("/")[2])
    assert kept
    kept_text = kept.text
    kept.delete()
    press(client, article, post(client, article, TYPED[case], name="Mara \u200dBell"), "as-is")
    detour = Comment.objects.get()
    assert (detour.text, detour.name) == (kept_text, "Mara \u200dBell")


def test_everything_typed_goes_through_the_detour(
    client: Client, article: Article, settings: Any, approved: Any
) -> None:
    settings.SENDS_MAIL = True
    parent = approved()
    boxes = {"tell_decision": "on", "indexable": "on", "parent": parent.public_id, "tarn": "machine"}
    page = post(client, article, email="rita@example.org", **boxes)
    press(client, article, page, "as-is")
    comment = Comment.objects.latest("pk")
    assert (comment.parent, comment.indexable) == (parent, True)
    assert comment.labels.split() == ["disclosure", "trap"]
    contact = Contact.objects.get()
    assert (contact.tell_decision, contact.tell_replies) == (True, False)


def test_change_gives_the_form_back_filled_in(client: Client, article: Article, approved: Any) -> None:
    parent = approved("The question", name="Ines")
    more = {"email": "rita@example.org", "indexable": "on", "parent": parent.public_id}
    page = press(client, article, post(client, article, f"\r\n {TELLS}", **more), "change")
    assert page.status_code == 200
    assert "The question" in words(page.content)
    assert fields(page) | more == fields(page)
    assert fields(page)["comment"] == f"\n {TELLS}"
    assert re.search(r'<textarea name="comment"[^>]* autofocus', page.content.decode())
    assert press(client, article, page, "").status_code == 303  # looked at once is enough


def test_remove_takes_out_what_is_marked_and_posts(client: Client, article: Article) -> None:
    page = post(client, article, f"{TELLS} It is *good*.", name=f"Rita {PHONE}")
    assert marked(page) == [PHONE, PHONE]
    assert press(client, article, page, "remove").status_code == 303
    comment = Comment.objects.get()
    assert (comment.name, comment.text) == ("Rita", "It helped me. Call me: […]. It is *good*.")
    assert PHONE not in comment.html
    assert comment.labels == ""


def test_anybody_can_have_a_preview(client: Client, article: Article) -> None:
    page = post(client, article, "It *helped* me.", act="preview")
    assert page.status_code == 200
    assert "<em>helped</em>" in page.content.decode()
    assert marked(page) == []
    assert not Comment.objects.exists()
    assert press(client, article, page, "as-is").status_code == 303


def test_preview_shows_marks_also_to_who_has_looked(client: Client, article: Article) -> None:
    assert marked(post(client, article, act="preview", looked="yes")) == [PHONE]


def test_enter_posts(client: Client, article: Article) -> None:
    form = client.get(article.get_absolute_url()).content.decode().partition('id="respond"')[2]
    assert re.findall(r"<button type=\"submit\"[^>]*>(.*?)</button>", form) == ["Post comment", "Preview"]
    assert 'name="act"' not in form.partition("Post comment</button>")[0]


@pytest.mark.asvs("V1.2.1")
def test_hostile_text_is_drawn_and_not_run(client: Client, article: Article) -> None:
    page = post(client, article, f"<script>x</script> {TELLS}", name='"><b>').content.decode()
    assert "<script" not in page
    assert "<b>" not in page
    assert escape('"><b>') in page


def test_looking_leaves_nothing_behind(client: Client, article: Article, db: None, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    log = io.StringIO()
    logging.getLogger().addHandler(handler := logging.StreamHandler(log))
    handler.setFormatter(PrivateFormatter())
    with CaptureQueriesContext(connection) as asked:
        post(client, article)
    logging.getLogger().removeHandler(handler)
    assert PHONE not in log.getvalue()
    assert [query["sql"] for query in asked if not query["sql"].startswith("SELECT")] == []


def test_who_may_be_in_danger_is_shown_help_first(client: Client, article: Article) -> None:
    page = post(client, article, f"I want to kill myself tonight. {TELLS}").content.decode()
    assert page.index("/help-now/") < page.index("<mark>")


def test_article_that_closed_meanwhile_gives_the_text_back(client: Client, article: Article) -> None:
    page = post(client, article)
    article.comments_open = False
    article.save()
    answer = press(client, article, page, "as-is")
    assert answer.status_code == 422
    assert escape(TELLS) in answer.content.decode()


# --- The boxes, and the fields for machines ---------------------------------------------------------------------------


def test_boxes_for_mail_are_there_only_where_mail_is_sent(client: Client, article: Article, settings: Any) -> None:
    reply = f"{article.get_absolute_url()}comment/"
    settings.SENDS_MAIL = False
    assert b"tell_decision" not in client.post(reply, {}).content
    settings.SENDS_MAIL = True
    page = client.post(reply, {}).content.decode()
    assert page.index("id_email") < page.index("Tell me what was decided") < page.index("id_comment")
    assert "checked" not in page


def test_box_without_an_address_says_so_at_the_address(client: Client, article: Article, settings: Any) -> None:
    settings.SENDS_MAIL = True
    page = post(client, article, tell_replies="on")
    assert page.status_code == 422
    assert 'id="id_email_error" class="error">Please give the address' in page.content.decode()
    assert re.search(r'name="tell_replies"[^>]* checked', page.content.decode())


def test_traps_are_for_machines_only(client: Client, article: Article) -> None:
    page = client.get(article.get_absolute_url()).content.decode()
    (trap,) = re.findall(r'<div class="beyond" aria-hidden="true">(.*?)</div>', page, re.S)
    inputs = re.findall(r"<input[^>]*>", trap)
    assert len(inputs) == 2
    for one in inputs:
        assert 'tabindex="-1"' in one
        assert 'autocomplete="off"' in one
        assert not re.search(r"mail|name=\"(name|url|website|phone|address)|required", one)
    assert 'for="id_quern"' not in page


# --- Search engines ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("allowed", "shielded"), [("", 2), ("on", 0)])
def test_words_are_shielded_unless_their_writer_allows_them(
    client: Client, article: Article, desk: Client, allowed: str, shielded: int
) -> None:
    post(client, article, "It helped me.", **({"indexable": allowed} if allowed else {}))
    comment = Comment.objects.get()
    desk.post("/moderation/decide/", {"comment": comment.public_id, "expected": "pending", "act": "approve"})
    reply = client.get(f"{article.get_absolute_url()}reply/{comment.public_id}/").content.decode()
    page = client.get(article.get_absolute_url()).content.decode()
    assert reply.count("data-nosnippet") == shielded
    assert '<meta name="robots" content="noindex">' in reply
    assert len(re.findall(r"<(?:div|span)[^>]* data-nosnippet", page)) == (shielded and shielded + 2)
    assert client.get("/comments/feed/").headers["X-Robots-Tag"] == "noindex"

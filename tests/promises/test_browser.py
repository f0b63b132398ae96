"""Channels 13 to 18, 38, 44: what stays in a browser or on the way to it, and whom a page makes it ask."""

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from articles.models import Article
from comments import views
from comments.forms import CommentForm
from harmblog import security
from harmblog.markup import comment as comment_markup
from harmblog.security import STAFF

from ..canary import ADDRESS, crawl, post, raw
from ..interface import remember_nothing
from .channels import guards, plants
from .conftest import Answers, Seen
from .encodings import leaks
from .looking import (
    holding,
    loose_referrers,
    open_policies,
    remembered_fields,
    sent_by_get,
    set_cookies,
    telling_addresses,
    third_parties,
)

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = "/articles/naloxone/"
TYPED = "Typedhere4711"


@pytest.fixture
def everything(seen: Seen) -> Answers:
    return seen.answers | seen.own


def public(answers: Answers) -> Answers:
    """Those of the readers' side."""
    return {name: answer for name, answer in answers.items() if not any(part in name for part in (*STAFF, "token"))}


# --- 15 ---------------------------------------------------------------------------------------------------------------


@pytest.mark.promise(4)
@guards(15)
def test_reading_and_writing_leave_no_cookie(everything: Answers) -> None:
    assert len(public(everything)) > 150
    assert set_cookies(public(everything)) == []


@plants(15)
def test_cookie_that_remembers_a_commenter_is_caught(
    client: Client, article: Article, without: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = views._take

    def remember(request: Any, article: Article) -> HttpResponse:
        response = take(request, article)
        response.set_cookie("comment_author_email", request.POST["email"])
        return response

    monkeypatch.setattr(views, "_take", remember)
    assert set_cookies({"sent": post(client, article)}) == []  # the door takes it back
    without("harmblog.security.forget_the_reader")
    answers = {"sent": post(Client(), article, comment="More.")}
    assert set_cookies(answers) == ["sent"]
    assert leaks(raw(answers["sent"]))


# --- 16 and 17 --------------------------------------------------------------------------------------------------------


@guards(16)
def test_no_field_offers_itself_to_the_next_person(everything: Answers) -> None:
    forms = holding(everything, [b'name="email"'])
    assert {"form again", f"reader {PAGE}"} <= set(forms)
    assert remembered_fields(public(everything)) == []


@plants(16)
def test_field_that_is_remembered_is_caught(client: Client, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    remember_nothing(monkeypatch)
    monkeypatch.setitem(CommentForm.base_fields["email"].widget.attrs, "autocomplete", "email")
    assert remembered_fields(crawl(client, [PAGE])) == [f"{PAGE}: email"]


@pytest.mark.asvs("V14.2.1")
@guards(17)
def test_no_address_of_a_page_tells_who_wrote(everything: Answers) -> None:
    assert sent_by_get(everything) == []
    assert len([1 for answer in everything.values() if "Location" in answer.headers]) > 10
    assert telling_addresses(everything) == []


@plants(17)
def test_form_that_would_put_it_into_the_address_is_caught(client: Client, article: Article, override: Any) -> None:
    form = '<form action="/subscribe/"><input name="email" autocomplete="off"></form><main'
    override("base.html", "<main", form)
    assert sent_by_get(crawl(client, [PAGE])) == [f"{PAGE}: email"]


@plants(17)
@pytest.mark.parametrize("how", ["Location", "link"])
def test_address_in_an_address_is_caught(
    client: Client, article: Article, override: Any, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    if how == "link":
        override(
            "comments/respond.html", "<section", '<a href="mailto:{{ form.email.value|urlencode }}">You</a><section'
        )
        answer = post(client, article, comment="")
    else:
        reverse = views.reverse
        monkeypatch.setattr(views, "reverse", lambda *args, **kw: f"{reverse(*args, **kw)}?to={ADDRESS}")
        answer = post(client, article)
    assert len(telling_addresses({"answer": answer})) == 1


# --- 18 and 38 --------------------------------------------------------------------------------------------------------


@pytest.mark.asvs("V3.4.5")
@guards(18)
def test_no_other_site_learns_where_a_reader_came_from(everything: Answers) -> None:
    assert loose_referrers(everything) == []
    receipts = [answer for name, answer in everything.items() if "receipt" in name and answer.status_code == 200]
    assert {answer.headers["Referrer-Policy"] for answer in receipts} == {"same-origin"}


@plants(18)
def test_loose_referrer_is_caught(
    client: Client, approved: Any, without: Any, override: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_markup, "REL", "nofollow ugc")
    approved("See http://else.example.org/")
    assert loose_referrers(crawl(client, [PAGE])) == [f"{PAGE}: http://else.example.org/"]
    override("base.html", "<title>", '<meta name="referrer" content="unsafe-url"><title>')
    assert loose_referrers(crawl(client, ["/"])) == ["/: meta"]
    without("django.middleware.security.SecurityMiddleware")
    assert loose_referrers(crawl(Client(), ["/robots.txt"])) == ["/robots.txt"]


@pytest.mark.promise(4)
@pytest.mark.asvs("V3.6.1", "V14.2.3")
@guards(18, 38)
def test_no_page_asks_a_third_party(everything: Answers) -> None:
    assert holding(everything, [b'href="https://elsewhere.example.org/"'])  # a link, which a reader may follow
    assert third_parties(everything) == []
    assert open_policies(everything) == []


@plants(18, 38)
@pytest.mark.parametrize(
    "leak",
    [
        '<img src="https://www.gravatar.com/avatar/1">',
        '<img srcset="/a.webp 1x, //cdn.example.org/b.webp 2x">',
        '<link rel="stylesheet" href="https://fonts.example.org/css">',
        '<link rel="preconnect" href="//cdn.example.org">',
        '<form method="post" action="https://spam.example.org/check"></form>',
        '<p style="background: url(//cdn.example.org/dot.gif)">',
    ],
)
def test_third_party_on_a_page_is_caught(client: Client, article: Article, override: Any, leak: str) -> None:
    override("base.html", "<main", f"{leak}<main")
    assert third_parties(crawl(client, [PAGE])) != []


@plants(38)
def test_open_policy_is_caught(client: Client, article: Article, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = security.PUBLIC_CSP.replace("img-src 'self'", "img-src 'self' https://www.gravatar.com")
    monkeypatch.setattr(security, "PUBLIC_CSP", policy)
    assert open_policies(crawl(client, [PAGE])) == [PAGE]

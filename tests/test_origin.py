"""Another site cannot make a browser write here: 40 cases, each with what is expected of it."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article
from comments.models import Comment

from .conftest import words

pytestmark = pytest.mark.one_database
OWN, FOREIGN, NULL, ABSENT = "http://testserver", "https://evil.example", "null", None
# Sec-Fetch-Site, then what each Origin (own, foreign, null, absent) comes to: "+" is taken, "-" is refused.
# The browser's own word comes first; Origin counts where a browser is too old to say it; neither is no browser.
PUBLIC = {
    "same-origin": "++++",
    "same-site": "----",
    "cross-site": "----",
    "none": "++++",
    ABSENT: "+--+",
}
# Staff: the same, and Django's token with its own look at Origin. Both must agree.
STAFF = {**PUBLIC, "same-origin": "+--+", "none": "+--+"}
ORIGINS = (OWN, FOREIGN, NULL, ABSENT)


def cases(table: dict[str | None, str]) -> list[Any]:
    return [
        pytest.param(site, origin, taken == "+", id=f"{site}, Origin {origin}")
        for site, row in table.items()
        for origin, taken in zip(ORIGINS, row, strict=True)
    ]


def headers(site: str | None, origin: str | None) -> dict[str, str]:
    return {name: value for name, value in (("Sec-Fetch-Site", site), ("Origin", origin)) if value is not None}


def token(client: Client) -> str:
    """The token of the page that is open in this browser."""
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/moderation/").content.decode())
    assert found
    return found[1]


@pytest.fixture
def guarded(mo: User) -> Client:
    """Mo's browser, logged in, from which Django wants its token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(mo)
    return client


@pytest.mark.asvs("V3.5.1", "V3.5.3")
@pytest.mark.promise(1)
@pytest.mark.parametrize(("site", "origin", "taken"), cases(PUBLIC))
def test_comment(site: str | None, origin: str | None, taken: bool, article: Article) -> None:
    form = {"name": "Rita", "email": "", "comment": "It helped me."}
    client = Client(enforce_csrf_checks=True)
    answer = client.post(f"{article.get_absolute_url()}comment/", form, headers=headers(site, origin))
    assert (answer.status_code, Comment.objects.count()) == ((303, 1) if taken else (403, 0))
    assert taken or "It helped me." in words(answer.content)  # nothing typed is lost


@pytest.mark.asvs("V3.5.1", "V3.5.3")
@pytest.mark.promise(1)
@pytest.mark.parametrize(("site", "origin", "taken"), cases(STAFF))
def test_decision(site: str | None, origin: str | None, taken: bool, guarded: Client, say: Any) -> None:
    comment = say()
    form = {
        "comment": comment.public_id,
        "expected": "pending",
        "act": "approve",
        "csrfmiddlewaretoken": token(guarded),
    }
    answer = guarded.post("/moderation/decide/", form, headers=headers(site, origin))
    comment.refresh_from_db()
    assert (answer.status_code, comment.status) == ((302, "approved") if taken else (403, "pending"))


@pytest.mark.asvs("V3.5.1")
@pytest.mark.parametrize("path", ["decide/", "undo/"])
def test_desk_wants_the_token(path: str, guarded: Client) -> None:
    assert guarded.post(f"/moderation/{path}", {}, headers=headers("same-origin", OWN)).status_code == 403


@pytest.mark.parametrize("origin", ["http://testserver:81", "http://testserver.evil.example", "http://[::1", "//", " "])
def test_origin_that_only_looks_like_ours_is_refused(origin: str, article: Article) -> None:
    form = {"name": "Rita", "comment": "It helped me."}
    client = Client(raise_request_exception=False)
    answer = client.post(f"{article.get_absolute_url()}comment/", form, headers=headers(ABSENT, origin))
    assert (answer.status_code, Comment.objects.count()) == (403, 0)


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_links_from_other_sites_open(method: str, article: Article) -> None:
    answer = getattr(Client(), method)(article.get_absolute_url(), headers=headers("cross-site", FOREIGN))
    assert answer.status_code == (405 if method == "options" else 200)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_no_writing_method_passes_unseen(method: str, article: Article) -> None:
    answer = getattr(Client(), method)(article.get_absolute_url(), headers=headers("cross-site", FOREIGN))
    assert answer.status_code == 403

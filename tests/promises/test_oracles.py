"""Channels 4, 6 to 12, 45: nobody learns by asking whether an address is known, or what waits."""

import re
from typing import Any

import pytest
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from articles.models import Article
from comments import receipt_views
from comments.admin import CommentAdmin
from comments.models import Comment, Contact

from ..canary import ADDRESS, browser, raw
from ..conftest import PASSWORD, account
from .channels import guards, plants
from .encodings import COMMENTERS
from .listening import statements
from .people import send, visit

pytestmark = pytest.mark.django_db
PAGE = "/articles/naloxone/"

# --- 4: filters and sorting -------------------------------------------------------------------------------------------

LISTS = [
    "/",
    PAGE,
    "/archive/",
    "/topics/",
    "/feed/json/",
    "/comments/feed/",
    f"{PAGE}feed/",
    "/search/",
    "/moderation/",
]
ADMIN_LISTS = ["/admin/comments/comment/", "/admin/articles/article/", "/admin/auth/user/"]
FIELDS = [
    "email",
    "o",
    "q",
    *(f.name for f in Comment._meta.get_fields() if f.name not in ("status", "article", "parent")),
    *(f"{way}{f.name}" for way in ("contact__", "comment__contact__") for f in Contact._meta.get_fields()),
]
LOOKUPS = ("", "__startswith", "__gt", "__in", "__isnull", "__regex")
VALUES = {"": ADDRESS, "__isnull": "1", "__regex": ".*", "__gt": "0"}


def questions() -> list[str]:
    return [f"{field}{lookup}={VALUES.get(lookup, 'c')}" for field in FIELDS for lookup in LOOKUPS]


def without_token(answer: Any) -> bytes:
    """The answer without what differs each time: the token, and the question itself where it stands in a link."""
    changing = rb'name="csrfmiddlewaretoken" value="\w+"|Content-Length: \d+|Set-Cookie: [^\n]*'  # which names a second
    page = re.sub(changing, b"", raw(answer))
    return re.sub(rb"[?&][\w=&.*@%;-]*", b"", page)


def answered_by_filter(client: Client, path: str, asked: list[str]) -> list[str]:
    """Questions that change what a list shows."""
    plain = without_token(client.get(path))
    return [question for question in asked if without_token(client.get(f"{path}?{question}")) != plain]


def told_apart(client: Client, path: str, asked: list[str], *, but: tuple[str, ...] = ()) -> list[str]:
    """Questions that a list of the admin takes; it refuses the others, whatever the answer would be."""
    found = []
    for question in asked:
        answer = client.get(f"{path}?{question}")
        refused = answer.status_code == 400 or (answer.status_code == 302 and answer["Location"].endswith("?e=1"))
        if not refused and not question.startswith(but):
            found.append(question)
    return found


@pytest.mark.asvs("V1.2.4")
@pytest.mark.flaw("SQL injection")
@guards(4)
def test_no_list_answers_a_question_about_who_wrote(article: Article, approved: Any, client: Client) -> None:
    approved(address=ADDRESS)
    desk = browser("moderator")
    for path in LISTS:
        asked = [question for question in questions() if not question.startswith("page=")]  # which is its number
        asked = [question for question in asked if not (path == "/search/" and question.startswith("q"))]
        asked = asked[:: 1 if path == "/comments/feed/" else 9]  # kept pages look at no question; one asks them all
        assert answered_by_filter(desk if path == "/moderation/" else client, path, asked) == [], path


@guards(4, 30)
def test_no_list_of_the_admin_answers_it_either(approved: Any) -> None:
    approved(address=ADDRESS)
    root = browser("superuser")
    asked = [question for question in questions() if not question.startswith(("o", "q"))]
    assert told_apart(root, ADMIN_LISTS[0], asked) == []
    through = [
        f"{way}__{question}" for way in ("comment", "article__comment", "author__email") for question in asked[:9]
    ]
    for path in ADMIN_LISTS[1:]:
        assert told_apart(root, path, through) == [], path


@plants(4)
def test_list_that_filters_by_anything_is_caught(
    client: Client, approved: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    approved("One.", address=ADDRESS)
    render = receipt_views.render

    def receipt(request: Any, *args: Any, **more: Any) -> Any:
        found = Contact.objects.filter(**{key: value for key, value in request.GET.items() if "month" in key})
        response = render(request, *args, **more)
        response.content += b"%d" % found.count()
        return response

    path = send(COMMENTERS[0], approved("Two.").article, "Three.")["Location"]
    monkeypatch.setattr(receipt_views, "render", receipt)
    assert answered_by_filter(client, path, ["month__startswith=c", "email=a"]) == ["month__startswith=c"]


@plants(4)
def test_admin_that_filters_by_anything_is_caught(approved: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(address=ADDRESS)
    monkeypatch.setattr(CommentAdmin, "lookup_allowed", lambda self, lookup, value, request: True)
    assert "receipt_hash__startswith=c" in told_apart(browser("superuser"), ADMIN_LISTS[0], questions())


# --- 45: staff accounts -----------------------------------------------------------------------------------------------

NAMES = ("mo", "MO", "gone", "nobody", "mo@example.org")


def log_in(username: str) -> tuple[bytes, list[str]]:
    with statements() as made:
        answer = visit(COMMENTERS[0]).post("/accounts/login/", {"username": username, "password": f"not {PASSWORD}"})
    text = without_token(answer).replace(b'value="%s"' % username.encode(), b"")
    return re.sub(rb"^Expires: .*", b"", text, flags=re.M), made  # it names the second


def accounts_told_apart() -> list[str]:
    """Names whose failing log-in is another than a stranger's: answer or statements."""
    stranger = log_in("a-stranger")
    return [name for name in NAMES if log_in(name) != stranger]


@pytest.fixture
def staff(mo: User) -> None:
    account("gone", "Moderator", is_active=False)


@pytest.mark.asvs("V6.3.8")
@pytest.mark.flaw("accounts told apart")
@guards(45)
@pytest.mark.usefixtures("staff")
def test_log_in_does_not_say_who_has_an_account() -> None:
    assert accounts_told_apart() == []


@plants(45)
@pytest.mark.usefixtures("staff")
def test_log_in_that_says_it_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(self: AuthenticationForm) -> ValidationError:
        known = User.objects.filter(username=self.cleaned_data["username"]).exists()
        return ValidationError("Wrong password." if known else "There is no such account.")

    monkeypatch.setattr(AuthenticationForm, "get_invalid_login_error", wrong)
    assert {"mo", "gone"} <= set(accounts_told_apart())

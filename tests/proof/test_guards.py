"""Guards at the door that nothing behind it leans on today: a view that wanted to know its reader, or to mark them, is
planted behind each.
"""

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TOLD = {
    "REMOTE_ADDR": "203.0.113.9",
    "REMOTE_HOST": "rita.example.org",
    "REMOTE_PORT": "50123",
    "HTTP_X_FORWARDED_FOR": "203.0.113.7",
    "HTTP_X_REAL_IP": "203.0.113.8",
    "HTTP_FORWARDED": "for=203.0.113.6",
    "HTTP_VIA": "1.1 home-of-rita",
    "HTTP_USER_AGENT": "Rita-Phone/1.0",
    "HTTP_COOKIE": "comment_author=rita",
    "HTTP_ACCEPT_LANGUAGE": "gd",
}


def curious(request: HttpRequest) -> HttpResponse:
    """Prints what it was told of its reader, and would know them again."""
    response = HttpResponse("\n".join(f"{name}={request.META.get(name)}" for name in TOLD))
    response.set_cookie("reader", "rita")
    return response


urlpatterns = [path("curious/", curious), path("sealed/curious/", curious), path("", include("harmblog.urls"))]


@pytest.fixture
def planted(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def known(answer: HttpResponse) -> set[str]:
    return {line.partition("=")[0] for line in answer.content.decode().splitlines() if not line.endswith("=None")}


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_view_of_readers_learns_who_is_reading(client: Client, planted: None, method: str) -> None:
    answer = getattr(client, method)("/curious/", **TOLD)
    assert answer.status_code == 200
    assert known(answer) == set()


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_view_of_staff_learns_where_they_are(desk: Client, planted: None, method: str) -> None:
    told = {name: value for name, value in TOLD.items() if name != "HTTP_COOKIE"}  # theirs are in the browser
    answer = getattr(desk, method)("/sealed/curious/", **told)
    assert answer.status_code == 200
    assert known(answer) == {"HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE"}


@pytest.mark.parametrize("method", ["get", "post"])
def test_no_view_of_readers_leaves_a_cookie(client: Client, planted: None, method: str) -> None:
    answer = getattr(client, method)("/curious/")
    assert answer.status_code == 200
    assert b"Set-Cookie" not in answer.serialize_headers()
    assert not client.cookies

"""Guards behind which another stands today, so that no other test would miss them: here nothing else is in the way."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path, reverse

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


def taking(request: HttpRequest) -> HttpResponse:
    """Says what it makes of each file that it is sent."""
    return HttpResponse("\n".join(type(file).__name__ for file in request.FILES.values()))


urlpatterns = [
    path("curious/", curious),
    path("sealed/taking/", taking),
    path("sealed/curious/", curious),
    path("", include("harmblog.urls")),
]


@pytest.fixture
def planted(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def known(answer: HttpResponse) -> set[str]:
    return {line.partition("=")[0] for line in answer.content.decode().splitlines() if not line.endswith("=None")}


@pytest.mark.promise(4)
@pytest.mark.promise(7)
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


@pytest.mark.promise(4)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_view_of_readers_leaves_a_cookie(client: Client, planted: None, method: str) -> None:
    answer = getattr(client, method)("/curious/")
    assert answer.status_code == 200
    assert b"Set-Cookie" not in answer.serialize_headers()
    assert not client.cookies


def test_no_file_is_put_aside_on_a_disk_however_large(desk: Client, planted: None, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if not name.endswith("limit_body")]
    sizes = {"small": 1000, "too_large": settings.FILE_UPLOAD_MAX_MEMORY_SIZE + 1}
    files = {name: SimpleUploadedFile(name, bytes(size)) for name, size in sizes.items()}
    for name, file in files.items():
        told = desk.post("/sealed/taking/", {name: file}).content.decode()
        assert told == ("InMemoryUploadedFile" if name == "small" else "")


def test_what_the_desk_says_of_a_decision_is_in_no_cookie(desk: Client, say: Any, settings: Any) -> None:
    form = {"comment": say().seen, "act": "approve", "expected": "pending"}
    answer = desk.post(reverse("desk:decide"), form)
    assert answer.status_code == 302
    assert set(desk.cookies) <= {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}
    assert b"Approved" in desk.get(answer["Location"]).content


def test_ids_of_comments_do_not_count_those_that_wait(approved: Any, say: Any) -> None:
    ids = [(say(), approved(f"Number {number}."))[1].public_id for number in range(12)]
    assert sorted(ids) not in (ids, ids[::-1])
    assert min(len({one[:3] for one in ids}), len({one[-3:] for one in ids})) > 6

"""A page costs the same number of queries on a large site as on a small one."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Topic
from harmblog import pagecache

from .canary import browser, furnish, routes

pytestmark = pytest.mark.django_db
# Django's own, and staff's alone.
ACCOUNTS = ("/admin/auth/", "/admin/jsi18n/")
OF_A_SESSION = ("harmblog_staffsession", "SAVEPOINT")  # a message for staff is kept there until it is shown


def queries(client: Client, path: str) -> int:
    pagecache.forget()
    with CaptureQueriesContext(connection) as made:
        client.get(path)
    return len([query for query in made if not any(word in query["sql"] for word in OF_A_SESSION)])


@pytest.mark.parametrize("who", ["reader", pytest.param("superuser", marks=pytest.mark.one_database)])
def test_no_page_asks_more_of_a_larger_site(who: str, write: Any, approved: Any, client: Client) -> None:
    article = write("First", slug="first", language="de")
    paths = [path for path in routes(furnish(client, article, approved())) if not path.startswith(ACCOUNTS)]
    paths += ["/search/?q=first", "/nothing/first/"]
    shared, visitor = Topic.objects.get(), browser(who)
    visitor.raise_request_exception = False

    def grow(*numbers: int) -> None:
        for number in numbers:
            more = write(f"First {number}", translation_of=article if number == 2 else None)
            more.topics.add(shared, Topic.objects.create(name=f"Topic {number}"))
            parent = approved(f"One {number}", article=article)
            approved(f"Two {number}", article=article, parent=parent)

    grow(1, 2, 3)
    few = {path: queries(visitor, path) for path in paths}
    grow(4, 5, 6, 7, 8, 9)
    many = {path: queries(visitor, path) for path in paths}
    assert {path: (few[path], many[path]) for path in paths if many[path] > few[path]} == {}

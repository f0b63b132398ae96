"""Queries whose SQL is made once ask what they would ask if they were built anew."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from articles.views import BY_ADDRESS
from harmblog.prepared import Prepared

pytestmark = pytest.mark.django_db


def test_prepared_query_finds_other_rows_for_other_values(write: Any) -> None:
    query = Prepared(lambda slug: Article.objects.filter(slug=slug).values_list("title"), str)
    for name in ("First", "Second"):
        write(name)
    assert [list(query.rows(slug)) for slug in ("first", "second", "third")] == [[("First",)], [("Second",)], []]


def test_prepared_query_keeps_two_values_apart_that_are_alike(write: Any) -> None:
    query = Prepared(
        lambda *keys: Article.objects.filter(Q(pk=keys[0]) | Q(author=keys[1])).values_list("pk"), int, int
    )
    article = write("First")
    assert list(query.rows(article.pk, 0)) == [(article.pk,)]
    assert list(query.rows(0, 0)) == []


def test_scheduled_article_appears_by_the_clock_in_a_prepared_query(write: Any) -> None:
    later = timezone.now() + dt.timedelta(hours=1)
    write("Later", published_at=later)
    found = [len(BY_ADDRESS.objects(now, "article", "later")) for now in (timezone.now(), later)]
    assert found == [0, 1]


def test_prepared_object_is_whole_and_comes_with_its_author(article: Article) -> None:
    found = BY_ADDRESS.objects(timezone.now(), "article", article.slug)[0]
    with CaptureQueriesContext(connection) as more:
        assert (found.title, found.published_at, found.byline) == (article.title, article.published_at, article.byline)
    assert len(more) == 0


@pytest.mark.one_database
def test_query_with_a_clock_inside_is_refused() -> None:
    query = Prepared(lambda slug: Article.objects.published().filter(slug=slug).values_list("pk"), str)
    with pytest.raises(ValueError, match="something else each time"):
        query.rows("first")


@pytest.mark.one_database
def test_query_that_loses_a_value_is_refused() -> None:
    query = Prepared(lambda slug, _lost: Article.objects.filter(slug=slug).values_list("pk"), str, int)
    with pytest.raises(ValueError, match="no place"):
        query.rows("first", 1)


@pytest.mark.one_database
@pytest.mark.parametrize("values", [(), ("first", "second")])
def test_query_that_is_given_another_number_of_values_is_refused(values: tuple[str, ...]) -> None:
    query = Prepared(lambda slug: Article.objects.filter(slug=slug).values_list("pk"), str)
    with pytest.raises(TypeError, match="for 1 gaps"):
        query.rows(*values)

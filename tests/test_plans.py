"""What SQLite does with a page's query on a site that has grown, by what it then knows of its tables."""

import sqlite3
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's planner"),
]
# As the worker has it count them: of 28,500 published comments, 400 rows of each index were looked at.
KNOWN = {
    "comment_in_lane": "990 401 401 1 1",
    "comment_waits_since": "1710 1",
    "comment_in_article_feed": "25080 37 1 1",
    "comment_on_page": "13944 37 37 1 1",
    "comment_to_sort": "100 100 1",
    "comment_decided": "57670 401 1 1",
    "comment_in_feed": "60348 1 1",
    "comments_comment_parent_id_3e0802fb": "31088 401",
    "sqlite_autoindex_comments_comment_1": "31428 1",
}


def plan(sql: str) -> list[str]:
    """The steps for it, in a database of the same tables with these statistics."""
    tables = "SELECT sql FROM sqlite_master WHERE sql <> '' AND tbl_name IN ('comments_comment', 'articles_article')"
    with connection.cursor() as cursor:
        cursor.execute(tables)
        made = [row[0] for row in cursor.fetchall()]
    apart = sqlite3.connect(":memory:")
    for one in made:
        apart.execute(one)
    apart.execute("ANALYZE")
    rows = [("comments_comment", index, known) for index, known in KNOWN.items()]
    apart.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", rows)
    apart.execute("ANALYZE sqlite_schema")
    steps = [row[-1] for row in apart.execute(f"EXPLAIN QUERY PLAN {sql}")]
    apart.close()
    return steps


@pytest.mark.parametrize("path", ["/comments/feed/", "/articles/naloxone/feed/"])
def test_feed_of_comments_goes_by_an_index_in_its_order(
    client: Client, article: Article, approved: Any, path: str
) -> None:
    approved("It helped me.")
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    [newest] = [query["sql"] for query in asked if '"decided_at" DESC' in query["sql"]]
    steps = plan(newest)
    assert any("SEARCH comments_comment USING INDEX" in step for step in steps)
    assert not [step for step in steps if "ORDER BY" in step]

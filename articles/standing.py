"""What is worked out of all articles: how many appeared in each month, how many are on each topic and when those last
changed. Kept until an article changes, or the clock brings a new one: a comment that is approved has every page drawn
anew, and none of this counted again.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Max
from django.utils import timezone

from harmblog import replica
from harmblog.models import ARTICLES, Generation
from harmblog.pages import shared

from .clock import next_change
from .models import Article

KEEP = 24 * 3600  # seconds
Value = TypeVar("Value")


class OfTopic(NamedTuple):
    """How many articles a topic has, and when one of them was last changed."""

    number: int
    changed: dt.datetime


def _kept(name: str, work: Callable[[], Value]) -> Value:
    """Under the number of the articles' changes, read before the articles themselves."""
    number = Generation.objects.filter(pk=ARTICLES).values_list("number", flat=True).first() or 0
    key, now = f"standing:{name}:{timezone.get_current_timezone_name()}:{number}", timezone.now()
    known = shared.get(key)
    if known and known[0] <= now and (known[1] is None or now < known[1]):
        return known[2]
    until, value = next_change(), work()
    shared.lay(key, (now, until, value), KEEP)
    return value


# --- Months -----------------------------------------------------------------------------------------------------------


def months() -> list[tuple[dt.date, int]]:
    """The first days of the months in which something appeared, newest first, and how much it was."""
    return _kept("months", _months)


def span(year: int, month: int | None = None) -> tuple[dt.datetime, dt.datetime]:
    """The first and the last instant of a year or a month in the site's time zone."""
    first = dt.datetime(year, month or 1, 1)
    after = dt.datetime(year + (month in (None, 12)), 1 if month is None else month % 12 + 1, 1)
    last = after - dt.timedelta(microseconds=1)
    return timezone.make_aware(first), timezone.make_aware(last)


def _months() -> list[tuple[dt.date, int]]:
    stream = Article.objects.published().in_stream().newest_first()
    times = stream.values_list("published_at", flat=True)
    newest, oldest = times.first(), times.reverse().first()
    if newest is None or oldest is None:
        return []
    days = list(_first_days(timezone.localdate(oldest), timezone.localdate(newest)))
    return [(day, number) for day, number in zip(days, _count(days, newest), strict=True) if number]


def _first_days(oldest: dt.date, newest: dt.date) -> Iterator[dt.date]:
    day = newest.replace(day=1)
    while day >= oldest.replace(day=1):
        yield day
        day = (day - dt.timedelta(days=1)).replace(day=1)


def _count(days: list[dt.date], newest: dt.datetime) -> list[int]:
    """How many appeared in each of these months. By ranges of one index: to work out the month of each article would
    take a database twenty times as long.
    """
    prepared = replica.connection().ops.adapt_datetimefield_value
    values: list[Any] = []
    for number, day in enumerate(days):
        first, last = span(day.year, day.month)
        values += [number, prepared(first), prepared(min(last, newest))]
    rows = ", ".join(["(%s, %s, %s)"] * len(days))
    sql = (
        f"WITH span (number, first, last) AS (VALUES {rows}) SELECT (SELECT count(*) FROM articles_article "  # noqa: S608 - places for values
        "WHERE status = 'published' AND kind = 'article' AND published_at BETWEEN first AND last) "
        "FROM span ORDER BY number"
    )
    with replica.connection().cursor() as cursor:
        cursor.execute(sql, values)
        return [number for (number,) in cursor.fetchall()]


# --- Topics -----------------------------------------------------------------------------------------------------------


def topics() -> dict[int, OfTopic]:
    """By the key of each topic that has articles."""
    return _kept("topics", _topics)


def _topics() -> dict[int, OfTopic]:
    published = Article.objects.published().in_stream().filter(topics__isnull=False)
    rows = published.values("topics").order_by().annotate(number=Count("pk"), changed=Max("updated_at"))
    return {row["topics"]: OfTopic(row["number"], row["changed"]) for row in rows}


def last_change() -> dt.datetime | None:
    """When any of the articles was last changed."""
    stream = Article.objects.published().in_stream()
    return _kept("change", lambda: stream.aggregate(at=Max("updated_at"))["at"])


# --- Languages --------------------------------------------------------------------------------------------------------

# From each to the next by the index: to look for what is distinct, a database reads it to the end.
LANGUAGES = """
WITH RECURSIVE found (language) AS (
    SELECT min(language) FROM articles_article
    UNION ALL
    SELECT (SELECT min(language) FROM articles_article WHERE language > found.language) FROM found
    WHERE found.language IS NOT NULL
) SELECT language FROM found WHERE language IS NOT NULL ORDER BY language
"""


def languages() -> list[str]:
    """The languages that articles are in."""
    with replica.connection().cursor() as cursor:
        cursor.execute(LANGUAGES)
        return [language for (language,) in cursor.fetchall()]

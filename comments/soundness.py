"""Whether the database is what was written into it: what a disk has spoilt is seen only where somebody reads it, so the
worker reads all of it once a day.
"""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from operator import itemgetter

from django.apps import apps
from django.db import Error, connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from articles.models import Article
from articles.rendering import render
from harmblog.databases import PRIMARY
from harmblog.markup import comment_html

from .models import Comment, DataCheck

logger = logging.getLogger(__name__)
DAY = dt.timedelta(days=1)
CHUNK = 1000  # rows in memory at once
SHOWN = 100
# What is raised for a value that is none of its column's.
UNREADABLE = (ValueError, TypeError, AttributeError, OverflowError, Error)


def look(now: dt.datetime | None = None) -> None:
    """The worker's daily reading. /readyz/ and the health page show what became of it."""
    now = now or timezone.now()
    if DataCheck.objects.filter(at__gt=now - DAY).exists():
        return
    wrong = list(islice(troubles(), SHOWN))
    for told in wrong[:3]:
        logger.error("The database is damaged: %s", told)
    DataCheck.objects.update_or_create(pk=1, defaults={"at": now, "wrong": len(wrong)})


def is_damaged() -> bool:
    """What the last reading found."""
    return DataCheck.objects.filter(wrong__gt=0).exists()


def troubles(using: str = PRIMARY) -> Iterator[str]:
    """What is wrong, in words and without what is written there. Reads everything, and is in nobody's way."""
    connection = connections[using]
    looks = {"sqlite": _pages, "postgresql": _indexes}
    yield from looks[connection.vendor](connection)
    for model in apps.get_models(include_auto_created=True):
        yield from _rows(model, using)
    yield from _words(using)


def _rows(model: type[models.Model], using: str) -> Iterator[str]:
    """Each row as the site reads it. PostgreSQL looks at the checksum of each page that it fetches from the disk."""
    if model._meta.proxy:
        return
    places = [place for place, field in enumerate(model._meta.concrete_fields) if not field.null]
    required = itemgetter(*places, *places)  # twice, so that it is a tuple where it is one
    try:
        with _reading(using):
            for row in model._base_manager.using(using).order_by().values_list().iterator(chunk_size=CHUNK):
                if None in required(row):  # what is no time or number at all is read as nothing
                    raise ValueError
    except UNREADABLE as error:
        yield f"{model._meta.db_table} cannot be read to its end: {type(error).__name__}."


def _reading(using: str) -> AbstractContextManager[object]:
    """A transaction for PostgreSQL, which without one would copy each table before it gives a row of it; none for
    SQLite, which in one would keep all writers waiting.
    """
    return transaction.atomic(using) if connections[using].vendor == "postgresql" else nullcontext()


def _words(using: str) -> Iterator[str]:
    """What is written and what is shown of it stand in the database beside each other: one tells of the other, where
    there are no checksums.
    """
    comments = Comment._base_manager.using(using).order_by().values_list("public_id", "text", "html")
    articles = Article._base_manager.using(using).order_by().values_list("pk", "language", "body", "body_html")
    try:
        with _reading(using):
            for key, text, html in comments.iterator(chunk_size=CHUNK):
                if is_a_bit_apart(html, comment_html(text)):
                    yield f"Comment {key}: what was written and what is shown differ by a bit."
            for number, language, body, html in articles.iterator(chunk_size=10):
                if is_a_bit_apart(html, render(body, language).html):
                    yield f"Article {number}: what was written and what is shown differ by a bit."
    except UNREADABLE as error:
        yield f"Texts cannot be read to their end: {type(error).__name__}."


def is_a_bit_apart(one: str, other: str) -> bool:
    """Whether they differ in one bit of one letter: no change of how texts are drawn is as small as that."""
    if one == other or len(one) != len(other):
        return False
    apart = [ord(left) ^ ord(right) for left, right in zip(one, other, strict=True) if left != right]
    return len(apart) == 1 and apart[0].bit_count() == 1


def _pages(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """SQLite has no checksums; it finds what does not fit together in pages, indexes and between tables."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA integrity_check({SHOWN})")
            yield from (f"{row[0]}." for row in cursor.fetchall() if row[0] != "ok")
            cursor.execute("PRAGMA foreign_key_check")
            for table, row, other, _key in cursor.fetchall():
                yield f"Row {row} of {table} names one of {other} that is not there."
    except UNREADABLE as error:  # a message of SQLite's may hold what is damaged, and be no text
        yield f"The pages cannot be read to their end: {type(error).__name__}."


def _indexes(connection: BaseDatabaseWrapper) -> Iterator[str]:
    """Where an admin has made it possible: CREATE EXTENSION amcheck, and the right to call its function."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_function_privilege(oid, 'execute') FROM pg_proc WHERE proname = 'bt_index_check'")
        if (True,) not in cursor.fetchall():
            return
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_index i ON indexrelid = c.oid "
            "JOIN pg_am a ON a.oid = relam WHERE amname = 'btree' AND relpersistence = 'p' AND indisvalid"
        )
        indexes = [name for (name,) in cursor.fetchall()]
    for name in indexes:
        try:
            with transaction.atomic(connection.alias), connection.cursor() as cursor:
                cursor.execute("SELECT bt_index_check(%s::regclass)", [name])
        except Error as error:
            yield f"The index {name} cannot be read to its end, or is not in order: {type(error).__name__}."

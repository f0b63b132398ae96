"""What is logged, printed or dumped holds nothing that a reader sent, whatever fails and however it is printed."""

import io
import json
import logging
import pickle
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection
from django.forms import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article
from comments.models import Contact
from harmblog.logs import PrivateFormatter

from .canary import ADDRESS, assert_no_canary, leaks, post, raw

SECRET = "spoken in confidence"


@pytest.fixture
def log(db: None) -> Iterator[io.StringIO]:
    """What the configured handler writes when everything is logged, SQL with its parameters too."""
    root = logging.getLogger()
    handler = next(h for h in root.handlers if isinstance(h.formatter, PrivateFormatter))
    assert isinstance(handler, logging.StreamHandler)
    stream, level = io.StringIO(), root.level
    before = handler.setStream(stream)
    root.setLevel(logging.DEBUG)
    with CaptureQueriesContext(connection):  # logs each statement, as with DEBUG
        yield stream
    handler.setStream(before)
    root.setLevel(level)


def formatted(name: str, message: Any, *args: Any, error: BaseException | None = None, **extra: Any) -> str:
    """What the formatter makes of a record."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, "/srv/lib/module.py", 7, message, args, exc_info)
    vars(record).update(extra)
    return PrivateFormatter().format(record)


def raised(*chain: BaseException) -> BaseException:
    """An error with frames, caused by the one before it."""
    previous = None
    for error in chain:
        try:
            raise error from previous
        except BaseException as caught:
            previous = caught
    return chain[-1]


# --- The formatter --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["django.db.backends", "granian", "py.warnings", "commentsx", "root"])
def test_foreign_arguments_are_not_printed(name: str) -> None:
    assert SECRET not in formatted(name, "Sent: %s", SECRET)


@pytest.mark.parametrize("message", [f"Sent: {SECRET}", ValueError(SECRET), {"sent": SECRET}])
def test_foreign_message_that_was_put_together_already_is_not_printed(message: Any) -> None:
    assert SECRET not in formatted("library", message)


@pytest.mark.parametrize("name", ["harmblog.views", "articles", "comments.worker"])
def test_own_message_is_printed_whole(name: str) -> None:
    assert formatted(name, "Comment %s is forged", "abc").endswith("ERROR " + name + ": Comment abc is forged")


@pytest.mark.parametrize("name", ["comments.worker", "django.request"])
def test_exception_shows_its_class_and_frames_without_its_text(name: str) -> None:
    line = formatted(name, "Failed", error=raised(KeyError(SECRET), ValueError(SECRET)))
    assert SECRET not in line
    assert "ValueError\n" in line
    assert "KeyError\n" in line
    assert line.count(f"  {__file__}:") == 2
    assert " raised" in line


def test_exceptions_that_cause_each_other_end(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = raised(ValueError(), KeyError()).__cause__, KeyError()
    assert first
    first.__cause__, second.__cause__ = second, first
    frames = iter(range(100))
    # An endless loop would take all memory before any time limit: end it at the hundredth error.
    monkeypatch.setattr("traceback.extract_tb", lambda tb: [] if next(frames) < 99 else pytest.fail("endless"))
    assert "ValueError" in formatted("comments", "Failed", error=first)


def test_stack_and_notes_are_not_printed() -> None:
    error = raised(ValueError(SECRET))
    error.add_note(SECRET)
    assert SECRET not in formatted("library", "Failed", error=error, stack_info=SECRET, exc_text=SECRET)


def test_request_is_named_by_its_route(client: Client, log: io.StringIO) -> None:
    client.get(f"/receipt/{SECRET.replace(' ', '-')}/?q={SECRET}", headers={"User-Agent": SECRET})
    assert re.search(r"404 GET receipt/<\w+:secret>/", log.getvalue())
    assert "confidence" not in log.getvalue()


# --- Under faults ---------------------------------------------------------------------------------------------------


def fail_at(number: int, error: type[DatabaseError], act: Callable[[], Any]) -> Any:
    """Run `act` while its statement with that number fails, with an error that holds what PostgreSQL's would."""
    seen = iter(range(1000))

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.split()[0] in ("SELECT", "INSERT", "UPDATE", "DELETE") and next(seen) == number:
            raise error(f"Key (email)=({ADDRESS}) {params}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        return act()


@pytest.mark.parametrize("error", [DatabaseError, OperationalError])
def test_failing_database_tells_nobody_the_address(
    error: type[DatabaseError], client: Client, article: Article, log: io.StringIO
) -> None:
    client.raise_request_exception = False
    for number in range(50):
        answer = fail_at(number, error, lambda: post(client, article))
        assert_no_canary(raw(answer) + log.getvalue().encode(), f"The answer or log after fault {number}")
        if answer.status_code == 303:
            break
        assert answer.status_code in (500, 503)
        assert "It helped me." in answer.content.decode()
    assert number >= 4  # the article, its twin, the comment, the contact
    assert error.__name__ in log.getvalue()


@pytest.mark.parametrize("broken", ["vault.seal", "moderation.comment_html", "forms.CommentForm.clean"])
def test_failing_code_tells_nobody_the_address(
    broken: str, client: Client, article: Article, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ValueError(ADDRESS, args, kwargs) from KeyError(ADDRESS)

    monkeypatch.setattr(f"comments.{broken}", fail)
    client.raise_request_exception = False
    answer = post(client, article)
    assert answer.status_code == 500
    assert "It helped me." in answer.content.decode()
    assert "ValueError" in log.getvalue()
    assert_no_canary(raw(answer) + log.getvalue().encode(), "The answer or log")


def test_statements_are_logged_without_their_parameters(client: Client, article: Article, log: io.StringIO) -> None:
    post(client, article, comment=SECRET)
    assert "DEBUG django.db.backends" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_scan_catches_a_planted_leak(log: io.StringIO) -> None:
    logging.getLogger("comments").debug("a leak for the test: %s", ADDRESS)
    assert leaks(log.getvalue().encode())


# --- Printing and dumping a contact ---------------------------------------------------------------------------------


WAYS_OUT: dict[str, Callable[[Contact], Any]] = {
    "str": lambda c: str(c) + str(c.sealed),
    "repr": lambda c: repr([c, c.sealed]),
    "format": lambda c: f"{c} {c.sealed:>40} {c.sealed!r} %s" % (c.sealed,),
    "dict": lambda c: (model_to_dict(c), vars(c), vars(c.comment)),
    "pickle": lambda c: pickle.dumps((c, c.sealed, c.comment)),
    "dumpdata": lambda c: dump(),
}


def dump() -> str:
    call_command("dumpdata", stdout=(out := io.StringIO()))
    return out.getvalue()


@pytest.mark.parametrize("way", WAYS_OUT)
def test_contact_shows_nothing_by(way: str, say: Any) -> None:
    shown = WAYS_OUT[way](Contact.objects.get(comment=say(address=ADDRESS)))
    assert shown
    assert_no_canary(shown if isinstance(shown, bytes) else str(shown).encode(), way)


def test_dumpdata_writes_a_contact_as_sealed(say: Any) -> None:
    say(address=ADDRESS)
    rows = [row["fields"] for row in json.loads(dump()) if row["model"] == "comments.contact"]
    assert [row["sealed"] for row in rows] == ["<sealed>"]

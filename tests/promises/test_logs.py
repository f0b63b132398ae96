"""Channels 21, 22, 31: what is logged, printed or dumped holds nothing that a reader sent, whatever fails."""

import io
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.db import DatabaseError, OperationalError, connection
from django.test import Client
from django.utils.crypto import get_random_string
from django.utils.log import AdminEmailHandler

from articles.models import Article
from harmblog import pagecache
from harmblog.logs import PrivateFormatter

from ..canary import ADDRESS, COMMENTERS, assert_no_canary, browser, leaks, post, raw
from .channels import guards, plants
from .conftest import Seen
from .listening import statements
from .people import send, visit

PAGE = "/articles/naloxone/"
SECRET = "spoken in confidence"


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


@pytest.mark.asvs("V16.2.5")
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


@pytest.mark.asvs("V16.4.1")
@pytest.mark.flaw("log injection")
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


def told_by_failing(act: Callable[[], Any], log: io.StringIO) -> list[str]:
    """Let each statement of `act` fail in turn; what the answer, the log or a mail told of who asked."""
    pagecache.forget()
    with statements() as made:
        act()
    for number in range(len(made)):
        pagecache.forget()
        answer = fail_at(number, DatabaseError, act)
        heard = raw(answer) + log.getvalue().encode() + b"".join(bytes(one.message()) for one in mail.outbox)
        if told := leaks(heard):
            return [f"{number}: {name}" for name in told[:3]]
    assert "DatabaseError" in log.getvalue()
    return []


@pytest.mark.asvs("V16.5.1")
@guards(21, 22)
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


@pytest.mark.asvs("V16.5.1")
@guards(22)
@pytest.mark.parametrize(
    "path", ["/", PAGE, f"{PAGE}feed/", "/search/?q=sleep", "/nothing/", "receipt", "/moderation/"]
)
def test_failing_page_tells_nobody_who_asked(path: str, approved: Any, log: io.StringIO) -> None:
    who, receipt = COMMENTERS[1], send(COMMENTERS[1], approved(address=ADDRESS).article, "Words.")["Location"]
    client = browser("moderator") if path == "/moderation/" else Client()
    client.defaults, client.raise_request_exception = visit(who).defaults, False
    log.truncate(log.seek(0))
    assert told_by_failing(lambda: client.get(receipt if path == "receipt" else path), log) == []


@plants(22)
@pytest.mark.parametrize("how", ["page", "mail"])
def test_what_django_tells_of_an_error_is_caught(
    article: Article, log: io.StringIO, settings: Any, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """Its page for developers, and the mail that it sends to admins unless told otherwise."""
    handler = AdminEmailHandler()
    if how == "page":
        settings.DEBUG = True
    else:
        settings.ADMINS = [("Root", "root@example.org")]
        logging.getLogger("django.request").addHandler(handler)
    try:
        # As it would be without the door that forgets the reader.
        settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "forget_the_reader" not in one]
        assert told_by_failing(lambda: send(COMMENTERS[0], article, get_random_string(9)), log)
    finally:
        logging.getLogger("django.request").removeHandler(handler)


@guards(22)
@pytest.mark.parametrize("broken", ["vault.seal", "moderation.receiving.comment_html", "forms.CommentForm.clean"])
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


@guards(21)
def test_statements_are_logged_without_their_parameters(client: Client, article: Article, log: io.StringIO) -> None:
    post(client, article, comment=SECRET)
    assert "DEBUG django.db.backends" in log.getvalue()
    assert SECRET not in log.getvalue()


@pytest.mark.asvs("V16.2.5")
@guards(21)
def test_log_of_everything_tells_nothing(seen: Seen) -> None:
    assert b"DEBUG django.db.backends" in seen.log
    assert b"403 GET" in seen.log
    assert leaks(seen.log) == []


@plants(21)
def test_scan_catches_a_planted_leak(log: io.StringIO) -> None:
    logging.getLogger("comments").debug("a leak for the test: %s", ADDRESS)
    assert leaks(log.getvalue().encode())


@plants(21)
def test_log_with_parameters_is_caught(article: Article, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own formatter, which prints the statement with all that is put in."""
    monkeypatch.setattr(PrivateFormatter, "format", logging.Formatter.format)
    assert send(COMMENTERS[0], article, "Words.", name=ADDRESS).status_code == 303
    assert leaks(log.getvalue().encode())

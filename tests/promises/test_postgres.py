"""Channel 23: PostgreSQL's own log, which prints the statement and the key of whatever it refuses."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import DataError, Error, connection

from articles.models import Article
from comments.models import Comment

from ..canary import ADDRESS, screen
from .channels import guards, plants
from .encodings import COMMENTERS, leaks
from .people import send

LOG = Path(str(connection.settings_dict.get("HOST") or "/nowhere")) / "log"  # where tools/with_pg.py lets it be written
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql" or not LOG.exists(), reason="PostgreSQL's log: none that can be read here"
    ),
]


def logged_by(act: Any) -> bytes:
    """What the server logs while something is done."""
    before = LOG.stat().st_size
    act()
    with LOG.open("rb") as log:
        log.seek(before)
        return log.read()


def too_slow(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    """Each statement that keeps an address or the comment takes too long."""
    if re.match(r"INSERT INTO .comments_", sql):
        sql = f"SET LOCAL statement_timeout = 20; SELECT pg_sleep(1); {sql}"
    return execute(sql, params, many, context)


@guards(23)
def test_log_of_the_server_tells_nobody_who_wrote(
    article: Article, say: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        with connection.execute_wrapper(too_slow):
            for who in COMMENTERS:
                assert send(who, article, f"Too slow, {who.agent[:2]}.").status_code == 503
        with monkeypatch.context() as patch:  # two comments with one id
            patch.setattr(Comment._meta.get_field("public_id"), "default", lambda: "a" * 12)
            patch.setattr(Comment._meta.get_field("public_id"), "_get_default", lambda: "a" * 12)
            answers = [send(who, article, f"Words {n}.").status_code for n, who in enumerate(COMMENTERS)]
        assert answers == [303, 500, 500]
        with pytest.raises(DataError):
            say("Too long.", name="x" * 99, address=ADDRESS)
        screen(settings)

    logged = logged_by(fail)
    for reason in (b"statement timeout", b"Key (public_id)=(aaaaaaaaaaaa)", b"value too long"):
        assert reason in logged
    assert leaks(logged) == []


@plants(23)
@pytest.mark.parametrize(
    "statement", ["SELECT CAST(%s AS integer)", "INSERT INTO comments_contact (month) VALUES (%s)"]
)
def test_statement_with_an_address_is_caught(statement: str) -> None:
    def fail() -> None:
        with pytest.raises(Error), connection.cursor() as cursor:
            cursor.execute(statement, [ADDRESS])

    assert leaks(logged_by(fail))

"""Django's flaws of what is taken for something else, tried here: by the database, the log, the mail server."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings as site
from django.test import Client

from articles.models import Article
from comments import moderation
from comments.models import Comment, Contact, Mail

from ..canary import browser
from ..mailing import Server, clock, mail_server, work
from ..promises.listening import log_of_everything, statements
from ..test_outbox import states, write

__all__ = ["clock", "mail_server"]
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
PAGE = "/articles/naloxone/"
ROOT = Path(site.BASE_DIR)

# --- The database: no name that is sent becomes part of a statement ---------------------------------------------------

TYPED = "zq7x"
NAMES = [
    *("_connector", "order_by", "alias", "o", "p", "e", "q", "after", "lane", "id__in", "status__regex"),
    *("author__password__startswith", "is_staff__exact", "_facets"),
    *('zq7x"--', "zq7x\n.a", "zq7x); DROP TABLE a --", "zq7x\x00", "comments__zq7x", "status__iregex"),
]
VALUES = [f") OR 1=1 {TYPED} --", f'-{TYPED}"."id', f"AND {TYPED}", f"1.-2.{TYPED}", f"{TYPED}\x0b%s%(a)s"]
LISTS = [  # pages that look at parameters, and some that do not
    *("/", "/search/", "/comments/feed/", "/moderation/", "/moderation/approved/", "/moderation/log/"),
    *("/admin/articles/article/", "/admin/articles/source/", "/admin/comments/comment/", "/admin/auth/user/"),
]


@pytest.mark.flaw("SQL injection")
@pytest.mark.asvs("V1.2.4")
@pytest.mark.parametrize("path", LISTS)
def test_no_name_or_value_becomes_part_of_a_statement(path: str, approved: Any) -> None:
    approved()
    root = browser("superuser")
    root.raise_request_exception = False
    with statements() as made:
        answers = [root.get(path, {name: VALUES[turn % 5]}) for turn, name in enumerate(NAMES, len(path))]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert [sql for sql in made if TYPED in sql.lower()] == []


LOOSE = re.compile(
    r"\.(extra|raw)\(|RawSQL|(\*\*?|order_by\().*\brequest\.(GET|POST|META|headers)\b(?!\.(get|getlist)\()"
)


@pytest.mark.flaw("SQL injection")
def test_nothing_that_is_sent_is_spread_into_a_query() -> None:
    """A dict with names from a request is what all of these flaws need; or SQL that is put together."""
    files = [file for app in ("harmblog", "articles", "comments") for file in (ROOT / app).rglob("*.py")]
    assert [f"{file}: {line}" for file in files for line in file.read_text().splitlines() if LOOSE.search(line)] == []
    assert LOOSE.search("rows.filter(**request.GET.dict())")


# --- The log --------------------------------------------------------------------------------------------------------

FORGED = "%0a2026-11-30T00:00:00Z ERROR comments.log: forged%0d%1b[31m%c2%85%e2%80%a8forged"
OWN_LINE = re.compile(
    r"\d{4}-\d\d-\d\dT[\d:]{8}Z [A-Z]+ [\w.]+: |  \S+:\d+ \S+$|\w+$"
)  # a record, a frame, an exception


@pytest.mark.flaw("log injection")
@pytest.mark.asvs("V16.4.1")
def test_nothing_that_is_sent_begins_a_line_of_the_log(article: Article, desk: Client, monkeypatch: Any) -> None:
    desk.raise_request_exception = False
    typed = unquote(FORGED)
    with log_of_everything() as log:
        for path in ("/", "/receipt/", "/moderation/", "/admin/", "/static/", "/media/", "/archive/", "/articles/"):
            for who in (Client(raise_request_exception=False), desk):
                who.get(f"{path}{FORGED}", headers={"User-Agent": typed, "Referer": typed, "Host": typed})
                who.get(f"{path}{FORGED}?q={FORGED}")
                who.generic(f"GET{typed}", f"{path}{FORGED}")
        Client(enforce_csrf_checks=True).post(f"/accounts/login/?{FORGED}", {}, headers={"Origin": typed})
        desk.post("/moderation/decide/", {"act": typed, "comment": typed, "expected": typed})
        monkeypatch.setattr(moderation, "receive", lambda **_: int(typed))
        desk.post(f"{PAGE}comment/", {"name": "R", "comment": typed})
    lines = log.getvalue().splitlines()  # which takes every sign that could end a line for one that does
    assert len(lines) > 100
    assert [line for line in lines if "forged" in line or "\x1b" in line] == []
    assert [line for line in lines if not OWN_LINE.match(line)] == []


# --- Mail -----------------------------------------------------------------------------------------------------------

ENDS = ["\n", "\r\n", "\r", "\u2028", "\x0b", "\x85", "%0a", "=0a"]


@pytest.mark.flaw("header and mail injection")
@pytest.mark.asvs("V1.3.11")
@pytest.mark.parametrize("end", ENDS)
def test_line_end_in_an_address_becomes_no_header(
    end: str, article: Article, client: Client, mail_server: Server
) -> None:
    typed = f"rita@example.org{end}Bcc: all@example.org"
    form = {"name": f"Rita{end}Bcc: all@example.org", "comment": "So.", "email": typed}
    assert client.post(f"{PAGE}comment/", form).status_code == 422
    assert client.post("/privacy/erase/", {"email": typed}).status_code == 422
    assert sum(model.objects.count() for model in (Comment, Contact, Mail)) == 0
    client.post(f"{PAGE}comment/", {**form, "email": ""})
    assert [name for name in Comment.objects.values_list("name", flat=True) if len(name.splitlines()) != 1] == []


@pytest.mark.flaw("mail in the clear")
def test_mail_waits_where_tls_was_asked_for_and_is_not_to_be_had(mail_server: Server, settings: Any) -> None:
    settings.EMAIL_USE_TLS = True
    write(2)
    for _ in range(2):  # the second time over whatever the first has left open
        work()
    assert mail_server.collector.arrived == []
    assert set(states()) == {"waiting"}
    assert [file.name for file in (ROOT / "comments").rglob("*.py") if "fail_silently" in file.read_text()] == []

"""Whatever is typed into a form or an address, by whoever it is: no error of ours, no long wait, no markup."""

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.conf import settings as site
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone
from hypothesis import strategies as st

from articles.models import Article
from comments import limits
from comments.models import Comment, Decision, Report, Reveal
from harmblog.staff import throttle

from ..roles_site import fill, member
from ..roles_table import ROLES
from .fuzzing import HEAPS, HUGE, NASTY, TEXTS, Tried, escaped, over
from .long import Figure, many

pytestmark = pytest.mark.django_db
NOT_HERE = ("/exit/", "/accounts/logout/", "/admin/logout/")
SAY_BY_STATUS = ("/healthz/detail/", "/readyz/")  # that somebody should look
METHODS = [*["GET"] * 4, *["POST"] * 14, "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"]
KINDS = ["application/x-www-form-urlencoded"] * 9 + [
    "multipart/form-data; boundary=x",
    "text/plain",
    "application/json",
]
# What is taken, so that the rest of a form is looked at.
PLAUSIBLE = {
    **{
        "name": b"Rita",
        "email": b"rita@example.org",
        "comment": b"It helped me.",
        "looked": b"1",
        "words": b"a b c d e f",
        "key": b"k",
    },
    **{
        "reason": b"risky",
        "act": b"approve",
        "expected": b"pending",
        "title": b"Sleep",
        "body": b"Some *text*.",
        "q": b"a",
    },
    **{
        "status": b"published",
        "language": b"en",
        "slug": b"sleep",
        "kind": b"article",
        "text": b"Thank you.",
        "parent": b"",
    },
    **{
        "quern": b"",
        "tarn": b"",
        "published_at_0": b"2026-02-03",
        "published_at_1": b"04:05",
        "base": b"0",
        "author": b"1",
    },
}


def sensible() -> list[str]:
    """What a form of ours would hold."""
    comments = [one.seen for one in Comment.objects.all()] + [one.public_id for one in Comment.objects.all()]
    rows = [str(row.pk) for model in (Report, Reveal, Decision) for row in model._default_manager.all()]
    batches = [str(row.batch) for row in Decision.objects.all()]
    acts = "agree show stop publish delete focus reports objections off safety-key detail preview".split()
    return [*comments, *rows, *batches, *Decision.Act.values, *Comment.Status.values, *Decision.Reason.values, *acts]


@contextmanager
def noting_names() -> Iterator[set[str]]:
    """The names for which a view looks in what was sent."""
    found = set[str]()
    with pytest.MonkeyPatch.context() as patch:
        for way in ("get", "getlist", "__getitem__", "__contains__"):
            real = getattr(QueryDict, way)

            def look(self: Any, name: Any, *args: Any, real: Any = real) -> Any:
                found.add(str(name))
                return real(self, name, *args)

            patch.setattr(QueryDict, way, look)
        yield found


class Area:
    """Some addresses of a site that is full, and who sends what to them."""

    def __init__(self, role: str, pattern: str) -> None:
        staff = {one: member(one) for one in ROLES if one != "reader"}
        published = {"status": "published", "published_at": timezone.now()}
        article = Article.objects.create(title="Naloxone", body="Some *text*.", author=staff["editor"], **published)
        paths, _private = fill(article, staff)
        paths += ["/articles/naloxone/comment/?sent=1", "/search/?q=naloxone", "/moderation/?tab=slow"]
        self.paths = [path for path in paths if re.match(pattern, path) and not path.startswith(NOT_HERE)]
        self.values, self.tried, self.cookies, self.taken = sensible(), Tried(), dict[str, str](), 0
        self.names = lru_cache(None)(self._names)
        if role != "reader":
            client = Client()
            client.force_login(staff[role])
            self.cookies = {site.SESSION_COOKIE_NAME: client.cookies[site.SESSION_COOKIE_NAME].value}

    def send(self, method: str, path: str, pairs: list[tuple[str, bytes]], kind: str = KINDS[0]) -> None:
        limits.limiter.forget()
        throttle.forget()
        client = Client(raise_request_exception=False)
        client.cookies.load(self.cookies)
        quoted = "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in pairs)
        with transaction.atomic():
            with self.tried.one((method, path, pairs)):
                if method in ("GET", "HEAD"):
                    answer: Any = client.generic(method, path, QUERY_STRING=quoted[:6000])
                else:
                    body = _in_parts(pairs) if kind.startswith("multipart") else quoted.encode()
                    answer = client.generic(method, path, body, content_type=kind)
            _look(path, answer)
            if method == "POST" and 300 <= answer.status_code < 400 and answer["Location"].startswith("/"):
                self.taken += 1  # most likely: what came of it is on the page that this leads to
                with self.tried.one((method, path, pairs)):
                    answer = client.get(answer["Location"])
                _look(path, answer)
            transaction.set_rollback(True)

    def _names(self, path: str) -> list[str]:
        """Sends an empty form, which shows for what is looked, then one that has it all, then too much of it."""
        dice, names = random.Random(path), set[str]()
        for method in ("GET", "POST"):
            for _turn in range(2):
                pairs = [
                    (name, dice.choice(NASTY if dice.random() < 0.5 else self.values).encode("utf-8", "surrogatepass"))
                    for name in sorted(names)
                ]
                with noting_names() as found:
                    self.send(method, path, pairs)
                names |= found
        self.send("POST", path, [(name, HUGE[0].encode()) for name in sorted(names)])
        return sorted(names)

    def figure(self, what: str) -> str:
        return f"{self.tried.figure(what)}, {self.taken:,} were taken and led on"

    def fuzz(self, *, short: int, long: int, all_addresses: bool = True) -> None:
        asked = [path for path in self.paths if self.names(path)] if all_addresses or many(0, 1) else []
        value = st.one_of(TEXTS, st.sampled_from(self.values), st.sampled_from([*HUGE, *HEAPS])).map(
            lambda text: text.encode("utf-8", "surrogatepass")
        )
        pairs = st.lists(st.tuples(st.integers(0, 99), value), max_size=6)
        where = st.tuples(
            st.sampled_from([*self.paths, *asked * 3]), st.sampled_from([0] * 12 + [1, 2, 3, 4, 5, 6]), value
        )
        request = st.tuples(where, st.sampled_from(METHODS), st.booleans(), pairs, st.sampled_from(KINDS))
        over(request, self._one, short=short, long=long)

    def _one(self, drawn: Any) -> None:
        (path, part, other), method, whole, numbered, kind = drawn
        names = self.names(path) or ["q"]
        pairs = [(name, PLAUSIBLE[name]) for name in names if name in PLAUSIBLE and whole]
        pairs += [(names[number % len(names)], value) for number, value in numbered[: 2 if whole else None]]
        parts = path.split("/")
        if 0 < part < len(parts) - 1:  # not often: most go where there is somebody at home
            parts[part] = quote_from_bytes(other[:300], safe="")
        self.send(method, "/".join(parts), pairs, kind)


def _look(path: str, answer: Any) -> None:
    assert answer.status_code < 500 or path.startswith(SAY_BY_STATUS), answer.exc_info
    if not answer.streaming and answer.headers.get("Content-Type", "").startswith("text/html"):
        assert escaped(answer.content.decode()) == []


def _in_parts(pairs: list[tuple[str, bytes]]) -> bytes:
    head = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    filed = [(name, value, '; filename="a.jpg"' if name.startswith("image") else "") for name, value in pairs]
    return b"".join(head.format(name, file).encode() + value + b"\r\n" for name, value, file in filed) + b"--x--\r\n"


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> None:
    """So that there are the forms that a site without mail has not."""
    settings.SENDS_MAIL = True


@pytest.mark.asvs("V2.2.1")
@pytest.mark.fuzz("comment form")
def test_comment_form_takes_anything(record_property: Figure) -> None:
    area = Area("reader", r"/articles/[^/]+/(comment/|reply/)")
    area.fuzz(short=40, long=6_000)
    record_property("figure", area.figure("the form, its preview and replies"))


@pytest.mark.fuzz("receipts")
def test_receipts_take_anything(record_property: Figure) -> None:
    area = Area("reader", "/receipt/")
    area.fuzz(short=30, long=4_000)
    record_property("figure", area.figure("edit, withdraw, object, six words"))


@pytest.mark.fuzz("readers' other forms")
def test_reports_mail_links_and_erasing_take_anything(record_property: Figure) -> None:
    area = Area("reader", r"/articles/[^/]+/report/|/mail/|/privacy/erase/")
    area.fuzz(short=30, long=3_000)
    record_property("figure", area.figure("reports, links of mails, erasing an address"))


@pytest.mark.fuzz("addresses")
def test_every_address_of_readers_takes_anything(record_property: Figure) -> None:
    area = Area("reader", "/(?!moderation|sealed|admin|accounts|receipt)")
    area.fuzz(short=30, long=4_000)
    record_property("figure", area.figure(f"{len(area.paths)} addresses"))


@pytest.mark.asvs("V2.2.1")
@pytest.mark.fuzz("moderators' desk")
def test_desk_takes_anything(record_property: Figure) -> None:
    area = Area("both", "/moderation/|/sealed/|/healthz/")
    area.fuzz(short=30, long=4_000)
    record_property("figure", area.figure(f"{len(area.paths)} addresses of the desk"))


@pytest.mark.fuzz("log-in")
@pytest.mark.parametrize("role", ["reader", "both"])
def test_log_in_and_account_take_anything(role: str, record_property: Figure) -> None:
    area = Area(role, "/accounts/")
    area.fuzz(short=15, long=1_000)
    record_property(
        "figure", area.figure(f"log-in, second factor, sessions, {'as' if role == 'both' else 'not as'} staff")
    )


@pytest.mark.fuzz("writers' desk")
def test_writers_desk_takes_anything(record_property: Figure) -> None:
    area = Area("admin", "/admin/|/moderation/(log|figures)/")
    area.fuzz(short=30, long=3_000, all_addresses=False)
    record_property("figure", area.figure(f"{len(area.paths)} addresses of the admin"))

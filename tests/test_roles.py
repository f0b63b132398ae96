"""Every role, every page, every column: who gets in where, and what each may find there.

Each page is fetched once as each role. What the private columns hold is read from the database and looked for in all of
it, so a page that begins to show something fails here, by its name, unless roles_table.py says that it may.
"""

import base64
import html
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet
from django.test import Client, override_settings
from django.utils import timezone

from articles.models import Article
from comments import vault
from harmblog import pagecache
from harmblog.security import STAFF

from .canary import crawl, raw
from .roles_site import fill, member
from .roles_table import HIDDEN_ROWS, LETS_IN, NOT_STORED, OF_BOTH, ROLES, WRITES, columns, door, table

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def is_right(role: str, path: str, answer: Any) -> bool:
    """Whether a door was open to who may come in, and closed to who may not. Below the admin, Django says of some
    addresses that they lead on, or to nothing, before it looks at who asks.
    """
    leads_to = answer.headers.get("Location", "")
    closed = answer.status_code == 403 or "/login/?next=" in leads_to
    if role in door(path):
        return not closed
    nothing = path.startswith("/admin/") and answer.status_code in (301, 302, 404)
    return closed or (nothing and role in WRITES)


@pytest.mark.asvs("V8.2.3", "V14.1.2")
def test_somebody_has_decided_who_may_see_each_column() -> None:
    assert columns() - table().keys() == set()
    assert table().keys() - columns() == set()


# --- What everybody gets ----------------------------------------------------------------------------------------------

Answers = dict[tuple[str, str], Any]  # by role and address
Wanted = dict[str, tuple[set[str], list[bytes]]]  # by column: who may see it, and what to look for


@pytest.fixture(scope="module")
def matrix(keys: Any, tmp_path_factory: Any, django_db_setup: None, django_db_blocker: Any) -> tuple[Answers, Wanted]:
    """Every page as every role gets it, once, and what to look for in them."""
    own = {
        "SEALING_PUBLIC_KEYS": keys / "public",
        "SEALING_PRIVATE_KEYS": None,
        "STAFF_SECOND_FACTOR": False,
        "MEDIA_ROOT": tmp_path_factory.mktemp("media"),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    }
    with django_db_blocker.unblock(), override_settings(**own), transaction.atomic():
        pagecache.forget()
        found = _look_everywhere()
        pagecache.forget()
        transaction.set_rollback(True)
    return found


def _look_everywhere() -> tuple[Answers, Wanted]:
    staff = {role: member(role) for role in ROLES if role != "reader"}
    published = {"status": "published", "published_at": timezone.now()}
    article = Article.objects.create(title="Naloxone", body="Some *text*.", author=staff["editor"], **published)
    paths, private = fill(article, staff)
    answers: Answers = {}
    for role in ROLES:
        client = Client()
        if role != "reader":
            client.force_login(staff[role])
        answers |= {(role, path): answer for path, answer in crawl(client, paths).items()}
    return answers, {**_stored(), **{name: (NOT_STORED[name], _shapes(text)) for name, text in private.items()}}


def _stored() -> Wanted:
    found = {}
    for (label, name), roles in table().items():
        if roles is not None:
            rows: QuerySet[Any] = apps.get_model(label)._default_manager.all()
            rows = HIDDEN_ROWS.get(label, lambda rows: rows)(rows)
            values = set(rows.values_list(name, flat=True)) - {None, "", b""}
            found[f"{label}.{name}"] = (roles, [shape for value in values for shape in _shapes(value)])
    return found


def _shapes(value: Any) -> list[bytes]:
    """A value as it could stand in a page."""
    if isinstance(value, vault.Sealed):
        value = value.ciphertext
    if isinstance(value, bytes | memoryview):
        value = bytes(value)
        return [value, value.hex().encode(), base64.b64encode(value)[:40], base64.urlsafe_b64encode(value)[:40]]
    text = str(value)
    return list({text.encode(), html.escape(text).encode(), quote(text, safe="").encode()})


def visible(answer: Any) -> bytes:
    """All of an answer but its cookies, which are of whoever asked."""
    return b"\n".join(line for line in raw(answer).split(b"\n") if not line.startswith(b"Set-Cookie:"))


def leaks(answers: Answers, wanted: Wanted) -> list[str]:
    """Role, page and column, for all that somebody saw who may not. What stands in an address was known before."""
    found: list[str] = []
    held: dict[bytes, list[str]] = {}  # many answers are the same
    for (role, path), answer in answers.items():
        data, viewers = visible(answer), _viewers(role, path)
        if data not in held:
            held[data] = [name for name, (_roles, shapes) in wanted.items() if any(s in data for s in shapes)]
        for name in held[data]:
            roles, shapes = wanted[name]
            there = [shape for shape in shapes if shape in data and shape not in path.encode()]
            if there and not viewers & roles:
                found.append(f"{role} {path} {name}")
    return found


def _viewers(role: str, path: str) -> set[str]:
    """As whom somebody looks at a page: on a public one as a reader, whoever they are."""
    for start, viewer in LETS_IN.items():
        if path.startswith(start):
            return {viewer}
    if not path.startswith(STAFF):
        return {"reader"}
    return OF_BOTH if role == "both" else {role}


def test_every_role_gets_in_where_it_should_and_nowhere_else(matrix: Any) -> None:
    answers, _wanted = matrix
    wrong = [f"{role} {path}: {a.status_code}" for (role, path), a in answers.items() if not is_right(role, path, a)]
    assert len(answers) > 600
    assert not wrong, "\n".join(wrong)


def test_every_column_is_filled_with_something_that_can_be_found(matrix: Any) -> None:
    _answers, wanted = matrix
    assert [name for name, (_roles, shapes) in wanted.items() if not shapes] == []
    assert [name for name, (_roles, shapes) in wanted.items() if min(map(len, shapes)) < 5] == []


@pytest.mark.asvs("V8.2.3", "V14.2.6")
def test_nobody_sees_what_is_not_theirs_to_see(matrix: Any) -> None:
    found = leaks(*matrix)
    assert not found, "\n".join(found)


def test_what_a_role_is_there_to_see_is_seen(matrix: Any) -> None:
    """The scan finds things: else it would prove nothing."""
    answers, wanted = matrix
    open_to_all = {name: (set[str](), shapes) for name, (_roles, shapes) in wanted.items()}
    seen = {(line.split()[0], " ".join(line.split()[2:])) for line in leaks(answers, open_to_all)}
    for role, name in [
        ("moderator", "comments.Comment.text"),
        ("moderator", "comments.Objection.text"),
        ("moderator", "comments.Edit.text"),
        ("moderator", "what a label says"),
        ("officer", "comments.Comment.text"),
        ("officer", "comments.Reveal.reason"),
        ("admin", "comments.Reveal.reason"),
        ("admin", "auth.User.email"),
        ("editor", "articles.Article.body"),
        ("reader", "the six words of a receipt"),  # on the receipt
        ("reader", "comments.Reveal.reason"),
    ]:
        assert (role, name) in seen, f"{role}: {name}"


def test_public_pages_are_the_same_for_every_role(matrix: Any) -> None:
    answers, _wanted = matrix
    public = [path for role, path in answers if role == "reader" and door(path) == set(ROLES)]
    own = ("/accounts/", "/admin/")  # a token of its own in each
    different = [
        f"{role} {path}"
        for path in public
        for role in ROLES
        if not path.startswith(own) and visible(answers[role, path]) != visible(answers["reader", path])
    ]
    assert not different, "\n".join(different)


def test_leak_of_any_column_on_any_page_is_caught(matrix: Any) -> None:
    _answers, wanted = matrix

    class Leaking:
        streaming, status_code, headers = False, 200, dict[str, str]()
        cookies = Client().cookies

        def __init__(self, content: bytes) -> None:
            self.content = content

        def getvalue(self) -> bytes:
            return self.content

    page = "/moderation/"
    for name, (roles, shapes) in wanted.items():
        for shape in shapes:
            for role in ROLES:
                caught = leaks({(role, page): Leaking(b"<p>" + shape + b"</p>")}, {name: (roles, shapes)})
                assert bool(caught) != bool(_viewers(role, page) & roles), (role, name)

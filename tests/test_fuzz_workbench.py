"""Nothing that is typed into an address or a form of the workbench is an error of ours, whoever sends it."""

import random
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.models import Comment, Decision, Report, Reveal

from .roles_site import fill, member
from .roles_table import ROLES

pytestmark = pytest.mark.django_db
TIMES = 2  # forms to each address: an empty one, which shows for what is looked, and one that has it all
WHERE = {
    "both": ("/moderation/", "/sealed/", "/accounts/"),
    "admin": ("/admin/comments/", "/moderation/log/", "/moderation/figures/", "/sealed/"),
    "reader": ("/articles/", "/receipt/", "/moderated/"),
}
NASTY = [
    *("", "\0", "a\0b", "\ud800", "-1", "0", "9" * 30, "9" * 18, "1e999", "NaN", "²", "٣", "' OR 1=1 --", "%s%n{0}"),
    *("<script>alert(1)</script>", "a" * 5000, "a\u0300\u0316" * 2000, "\u202e\u200b\u2066", "//evil.example/", "x-²"),
    *("\\\\evil.example", "../../etc/passwd", "text:0:999999", "name:0:1", "text:3:1", "text:0:4", "9_9_" + "9" * 18),
    *("2026-13-45T99:99:99+99:99", "0001-01-01T00:00:00+14:00_1", "1" * 8 + "-" + "9" * 20, "[[[[]]]]", "1,2,²,-3"),
    *('{"id":"\\ud800","rawId":1,"response":null}', "00000000-0000-0000-0000-000000000000", "lane=slow&after=\0"),
]


def sensible() -> list[str]:
    """What a form of ours would hold."""
    comments = [one.seen for one in Comment.objects.all()] + [one.public_id for one in Comment.objects.all()]
    rows = [str(row.pk) for model in (Report, Reveal, Decision) for row in model._default_manager.all()]
    batches = [str(row.batch) for row in Decision.objects.all()]
    acts = "agree show stop publish delete focus reports objections off safety-key detail".split()
    return [*comments, *rows, *batches, *Decision.Act.values, *Comment.Status.values, *Decision.Reason.values, *acts]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names for which a view looks in what was sent."""
    found = set[str]()
    for way in ("get", "getlist", "__getitem__", "__contains__"):
        real = getattr(QueryDict, way)

        def look(self: Any, name: Any, *args: Any, real: Any = real) -> Any:
            found.add(str(name))
            return real(self, name, *args)

        monkeypatch.setattr(QueryDict, way, look)
    return found


@pytest.mark.parametrize("role", WHERE)
def test_nothing_typed_is_an_error_of_ours(role: str, asked: set[str]) -> None:
    staff = {one: member(one) for one in ROLES if one != "reader"}
    published = {"status": "published", "published_at": timezone.now()}
    article = Article.objects.create(title="Naloxone", body="Some *text*.", author=staff["editor"], **published)
    paths, _private = fill(article, staff)
    client = Client(raise_request_exception=False)
    if role != "reader":
        client.force_login(staff[role])
    dice, values, broken = random.Random(role), sensible(), []
    for path in [path for path in paths if path.startswith(WHERE[role]) and path != "/accounts/logout/"]:
        for method in ("get", "post"):
            asked.clear()
            for turn in range(TIMES):
                chosen = {name: dice.choice(NASTY if dice.random() < 0.5 else values) for name in sorted(asked)}
                with transaction.atomic():
                    answer = send(client, method, path, chosen)
                    transaction.set_rollback(True)
                if answer.status_code >= 500:
                    broken.append(f"{method} {path} {answer.exc_info[1]!r:.200} {chosen!r:.300}")
                assert turn or not chosen
    assert not broken, "\n".join(broken)


def send(client: Client, method: str, path: str, chosen: dict[str, str]) -> Any:
    raw = {name: value.encode("utf-8", "surrogatepass") for name, value in chosen.items()}
    pairs = [(name, quote_from_bytes(value, safe="")) for name, value in raw.items()]
    if method == "post":
        body = "&".join(f"{name}={value}" for name, value in pairs)
        return client.post(path, body, content_type="application/x-www-form-urlencoded")
    return client.get(path, QUERY_STRING="&".join(f"{name}={value[:3000]}" for name, value in pairs))

"""Two promises that no other test holds as a whole: what no machine does, and what no reader gets apart."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from articles.models import Article
from comments import moderation
from comments.models import Comment, Decision
from harmblog import pagecache
from harmblog.security import STAFF

from ..canary import browser, crawl, furnish, raw, routes
from ..screening import reading, urgent_reading
from .long import many

pytestmark = pytest.mark.django_db
FILES = ("honest.txt", "disclosure.txt", "unwanted.txt", "field_honest.txt", "field_unwanted.txt")
SAYS = {
    "HTTP_USER_AGENT": ("Old-Phone/1.0", "Mozilla/5.0 (Windows NT 10.0; rv:128.0)", "curl/8"),
    "HTTP_ACCEPT_LANGUAGE": ("de", "ar", "es;q=0.3", "*"),
    "HTTP_X_FORWARDED_FOR": ("203.0.113.7", "2001:db8::1, 198.51.100.2"),
    "REMOTE_ADDR": ("203.0.113.9", "::1"),
    "HTTP_REFERER": ("https://example.org/", "http://testserver/search/?q=relapse"),
    "HTTP_DNT": ("1",),
    "HTTP_SEC_CH_UA_MODEL": ('"Old Phone"',),
    "HTTP_SEC_FETCH_SITE": ("none", "cross-site", "same-origin"),
    "HTTP_COOKIE": ("name=rita; comment_author=rita", "sessionid=" + "a" * 32, "csrftoken=" + "b" * 64),
    "HTTP_SAVE_DATA": ("on",),
}


@pytest.mark.one_database
@pytest.mark.promise(1)
def test_no_machine_publishes_or_rejects(
    article: Article, mo: User, worker_process: None, record_property: Callable[[str, object], None]
) -> None:
    texts = [sample.text for name in FILES for sample in reading.samples(name)]
    texts += [sample.text for sample in urgent_reading.samples("urgent.txt")]
    for number, text in enumerate(random.Random(4).sample(texts, many(60, len(texts)))):
        moderation.receive(article=article, name="Rita", text=text, address=f"{number % 9}@example.org")
    approved = Comment.objects.order_by("pk")[:20]
    moderation.decide([c.public_id for c in approved], act="approve", expected="pending", moderator=mo)
    before = dict(Comment.objects.values_list("pk", "status"))
    for _ in range(2):
        call_command("worker", "--once")
    assert dict(Comment.objects.values_list("pk", "status")) == before
    assert set(Decision.objects.values_list("moderator", flat=True)) == {mo.pk}
    record_property("figure", f"{len(before):,} texts of every kind: no status changed by the worker")


@pytest.mark.one_database
@pytest.mark.promise(7)
def test_every_reader_gets_the_same_bytes(
    article: Article, approved: Any, desk: Client, record_property: Callable[[str, object], None]
) -> None:
    chance, readers = random.Random(7), many(8, 200)
    paths = routes(furnish(browser("reader"), article, approved()))
    paths = [path for path in paths if not path.startswith((*STAFF, "/healthz/", "/readyz/", "/metrics"))]
    first = {path: raw(answer) for path, answer in crawl(Client(), paths).items() if answer.status_code == 200}
    assert len(first) > 30
    for number in range(readers):
        said = {name: chance.choice(ways) for name, ways in SAYS.items() if chance.random() < 0.6}
        reader = Client(**said) if number else desk  # and a moderator reads what others read
        if number % 4 == 0:
            pagecache.forget()
        assert {path for path, answer in crawl(reader, list(first)).items() if raw(answer) != first[path]} == set()
    record_property("figure", f"{len(first)} pages, {readers} readers of different kinds: equal bytes")

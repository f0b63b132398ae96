"""Fetches every place where an address could have leaked to; promises/encodings.py says in which forms.

The harness is only as good as the leaks it catches: tests/promises/ plants some in each channel.
"""

import datetime as dt
import gzip
import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from PIL import Image as Pixels

from articles.images import read_image, store_image
from articles.models import Article, Page, PreviewLink, Profile, Topic
from comments import receipts
from comments.groups import RIGHTS
from comments.models import Comment, Mail, Reveal
from harmblog.models import StaffSession

from .conftest import account
from .promises.encodings import ADDRESS, COMMENTERS, assert_no_canary, leaks

__all__ = [  # what leaks, and how it is found, is told by promises/encodings.py; the rest is here
    "ADDRESS",
    "COMMENTERS",
    "assert_no_canary",
    "browser",
    "crawl",
    "furnish",
    "kept_bytes",
    "leaks",
    "post",
    "raw",
    "routes",
    "screen",
    "url_map",
    "wipe_what_other_tests_left",
]

MAIL_TOKEN = "6d61696c" * 4  # of the links in a mail

# --- Every page ---------------------------------------------------------------------------------------------------


def browser(who: str) -> Client:
    """The browser of a reader, or of somebody logged in: a moderator, an editor, a superuser."""
    client = Client()
    if who != "reader":
        group = who.title() if who.title() in RIGHTS else None
        client.force_login(account(f"a-{who}", group, is_staff=True, is_superuser=who == "superuser"))
    return client


def post(client: Client, article: Article, **fields: str) -> Any:
    """Send the comment form; the address is the one searched for, unless told otherwise."""
    form = {"name": "Rita", "email": ADDRESS, "comment": "It helped me.", **fields}
    return client.post(f"{article.get_absolute_url()}comment/", form)


def furnish(client: Client, article: Article, comment: Comment) -> dict[str, str]:
    """Fill the site with what each address of the URL map needs, and say what stands for its parameters."""
    assert article.published_at
    topic = Topic.objects.create(name="Safer use")
    article.topics.add(topic)
    Page.objects.create(title="About", body="Us.", author=article.author, status="published")
    Profile.objects.create(user=article.author, biography="Writes here.")
    link = PreviewLink.objects.create(
        article=article, made_by=article.author, expires_at=timezone.now() + dt.timedelta(days=1)
    )
    receipt = post(client, article, comment="This one waits.")["Location"]
    drawn = io.BytesIO()
    Pixels.new("RGB", (600, 400)).save(drawn, "JPEG")
    drawn.seek(0)
    image = store_image(read_image(drawn), alt="Black", is_decorative=False, uploaded_by=article.author)
    Mail.objects.create(
        kind="decision",
        comment=comment,
        once="decision-0",
        link_hash=receipts.hash_secret(MAIL_TOKEN),
        stop_hash=receipts.hash_secret(MAIL_TOKEN),
        expires_at=timezone.now() + dt.timedelta(days=1),
        state="sent",
    )
    about = {"what": "address", "reason": "Somebody may need help at once.", "asked_by": article.author}
    reveal = Reveal.objects.create(comment=comment, public_key=b"", **about)
    return {
        "request_id": str(reveal.pk),
        "token": MAIL_TOKEN,
        "file": f"{image.name.removeprefix('images/')}-600.webp",
        "slug": article.slug,
        "public_id": comment.public_id,
        "secret": receipt.split("/")[-2],
        "key": link.key,
        "year": str(article.published_at.year),
        "month": str(article.published_at.month),
        "status": "approved",
        "app_label": "comments",
        "content_type_id": str(ContentType.objects.get_for_model(Article).pk),
        "object_id": str(article.pk),
        "id": str(article.author_id),
        "url": "nothing-is-here/",
        "number": "1",
    }


def url_map(patterns: Any = None, before: str = "/") -> Iterator[str]:
    """Each route of the site, as written in urls.py."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        yield from url_map(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [route]


def routes(samples: dict[str, str]) -> list[str]:
    """The address of every page in the URL map. A parameter without a sample is an error, so that none is forgotten."""
    found = {_filled(route, samples) for route in url_map()}
    found |= {path.replace("/approved/", f"/{status}/") for path in found for status in Comment.Status.values}
    return sorted(found)


def _filled(route: str, samples: dict[str, str]) -> str:
    route = re.sub(r"\^?\(\?P(<\w+>)[^)]*\)|\$$", lambda group: group[1] or "", route)  # a regular expression's groups
    if model := re.match(r"/admin/(\w+)/(\w+)/<path:object_id>", route):
        row = apps.get_model(model[1], model[2])._default_manager.order_by("pk").first()
        samples = {**samples, "object_id": str(row.pk if row else 1)}
    own = {"/topics/": Topic, "/authors/": Profile, "/<words:slug>/": Page}
    models = [model for start, model in own.items() if route.startswith(start)]
    slug = models[0]._default_manager.order_by("-pk")[0].slug if models else samples["slug"]
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda name: {**samples, "slug": slug}[name[1]], route)


def crawl(client: Client, paths: list[str]) -> dict[str, Any]:
    """What this browser gets at each address. Anything may be refused, and nothing may break."""
    client.raise_request_exception = False
    answers = {path: client.get(path) for path in paths}
    broken = {path for path, answer in answers.items() if answer.status_code >= 500}
    assert broken <= {"/healthz/detail/", "/readyz/"}, broken  # which say by their status that somebody should look
    return answers


def raw(response: Any) -> bytes:
    """All that goes over the wire: status, headers, cookies, body; the body unpacked."""
    body = response.getvalue() if response.streaming else response.content
    unpack = {"gzip": gzip.decompress, "br": brotli.decompress}.get(response.headers.get("Content-Encoding", ""), bytes)
    body = unpack(body)
    head = [f"{name}: {value}" for name, value in response.headers.items()]
    return "\n".join([str(response.status_code), *head, response.cookies.output(), ""]).encode() + body


# --- Every byte that is kept ----------------------------------------------------------------------------------------


def kept_bytes() -> bytes:
    """SQLite: the files, free pages and write-ahead log included. PostgreSQL: each value of each row of each table."""
    if connection.vendor == "sqlite":
        files = [Path(str(connection.settings_dict["NAME"]) + end) for end in ("", "-wal", "-shm")]
        # By another process: whoever closes a file of SQLite's in this one gives up the locks that this one has on it.
        there = [str(file) for file in files if file.exists()]
        data = subprocess.run(["cat", *there], check=True, capture_output=True).stdout
    else:
        data = b"\n".join(_rows())
    # A session is compressed, so that a plain scan would not see into it.
    return data + b"".join(repr(session.get_decoded()).encode() for session in StaffSession.objects.all())


def wipe_what_other_tests_left() -> None:
    """Rewrite the database file and empty its log: tests that plant a leak leave bytes behind in both."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _rows() -> Iterator[bytes]:
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for value in (value for row in cursor.fetchall() for value in row):
                yield bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode()


def screen(settings: Any) -> None:
    """Let the worker, which alone has the private keys, do what there is to do."""
    settings.SEALING_PRIVATE_KEYS = settings.SEALING_PUBLIC_KEYS.parent / "private"
    call_command("worker", "--once")
    settings.SEALING_PRIVATE_KEYS = None

"""Finds an address in whatever form it leaks, and fetches every place where it could have leaked to.

The harness is only as good as the leaks it catches: tests/test_promises.py plants some in each place.
"""

import base64
import codecs
import datetime as dt
import hashlib
import html
import io
import json
import quopri
import re
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import URLResolver, get_resolver
from django.utils import timezone
from PIL import Image as Pixels

from articles.images import read_image, store_image
from articles.models import Article, Page, PreviewLink, Profile, Topic
from comments.groups import RIGHTS
from comments.models import Comment

from .conftest import account

# In mixed case, so that a form made of the lower-cased address differs from one made of the address itself.
ADDRESS = "Cnry-9F41c07be8d2463a@Canary.Example"
DIGESTS = [name for name in hashlib.algorithms_available if not name.startswith("shake")]


def forms(address: str) -> dict[str, bytes]:
    """What to search for, by name: encodings of the address and of its local part, and everybody's hashes of it."""
    found: dict[str, bytes] = {}
    for text in {t for t in (address, address.partition("@")[0]) for t in (t, t.lower(), t.upper(), t.title())}:
        found |= {f"{name} of {text}": needle for name, needle in _encodings(text)}
    for text in {address, address.lower(), address.upper(), address.strip(), f" {address}", f"{address}\n"}:
        found |= {f"{name} of {text!r}": needle for name, needle in _hashes(text.encode())}
    return found


def _encodings(text: str) -> Iterator[tuple[str, bytes]]:
    raw = text.encode()
    yield "raw", raw
    yield "reversed", raw[::-1]
    yield "rot13", codecs.encode(text, "rot13").encode()
    yield "UTF-16", text.encode("utf-16-le")
    yield "URL", quote(text, safe="").encode()
    yield "URL, each byte", b"".join(b"%%%02x" % byte for byte in raw)
    yield "HTML", html.escape(text).encode()
    yield "HTML, decimal", b"".join(b"&#%d;" % byte for byte in raw)
    yield "HTML, hexadecimal", b"".join(b"&#x%x;" % byte for byte in raw)
    yield "JSON, each character", b"".join(rb"\u%04x" % byte for byte in raw)
    yield "quoted-printable", quopri.encodestring(raw)
    yield "quoted-printable, each byte", b"".join(b"=%02x" % byte for byte in raw)
    yield "hex", raw.hex().encode()
    # What stands before and after shifts the groups; the characters at both ends then depend on the neighbours.
    for offset in range(3):
        yield f"base64 at {offset}", base64.b64encode(b"-" * offset + raw)[4:-4]
    for offset in range(5):
        yield f"base32 at {offset}", base64.b32encode(b"-" * offset + raw)[8:-8].lower()


def _hashes(raw: bytes) -> Iterator[tuple[str, bytes]]:
    for name in DIGESTS:
        try:
            digest = hashlib.new(name, raw, usedforsecurity=False).digest()
        except ValueError:  # OpenSSL was built without it
            continue
        yield f"{name}, raw", digest
        yield f"{name}, hex", digest.hex()[:12].encode()  # a prefix is enough to confirm a guess
        yield f"{name}, UUID", str(uuid.UUID(bytes=digest[:16])).encode()
        yield f"{name}, base64", base64.b64encode(digest)[:16]
        yield f"{name}, URL-safe base64", base64.urlsafe_b64encode(digest)[:16]


FORMS = forms(ADDRESS)


def leaks(data: bytes) -> list[str]:
    """The names of the forms that `data` holds; also of those written in capitals, as hex can be."""
    return [name for name, needle in FORMS.items() if needle in data or needle in data.lower()]


def assert_no_canary(data: bytes, where: str) -> None:
    assert not leaks(data), f"{where} holds the address: {', '.join(leaks(data))}"


# Written without the code above, to prove it.
DISGUISES: dict[str, Callable[[str], Any]] = {
    "as it is": str,
    "in capitals": str.upper,
    "local part": lambda a: a.split("@")[0].lower(),
    "link": lambda a: f"mailto:{a.replace('@', '%40')}",
    "entities": lambda a: "".join(f"&#{ord(c)};" for c in a),
    "JSON": lambda a: json.dumps(a).replace("@", r"\u0040"),
    "reversed": lambda a: a[::-1],
    "base64": lambda a: base64.b64encode(f"user={a}&x=1".encode()).decode(),
    "base32": lambda a: base64.b32encode(f"to {a}".encode()).decode(),
    "Gravatar, old": lambda a: hashlib.md5(a.strip().lower().encode()).hexdigest(),  # noqa: S324
    "Gravatar, new": lambda a: f"/avatar/{hashlib.sha256(a.lower().encode()).hexdigest().upper()}?d=identicon",
    "anchor": lambda a: hashlib.sha1(a.encode()).hexdigest()[:12],  # noqa: S324
    "BLAKE2": lambda a: base64.urlsafe_b64encode(hashlib.blake2b(a.lower().encode()).digest()).decode(),
}


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
    return {
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
    assert not [path for path, answer in answers.items() if answer.status_code >= 500]
    return answers


def raw(response: Any) -> bytes:
    """All that goes over the wire: status, headers, cookies, body."""
    body = response.getvalue() if response.streaming else response.content
    head = [f"{name}: {value}" for name, value in response.headers.items()]
    return "\n".join([str(response.status_code), *head, response.cookies.output(), ""]).encode() + body


# --- Every byte that is kept ----------------------------------------------------------------------------------------


def kept_bytes() -> bytes:
    """SQLite: the files, free pages and write-ahead log included. PostgreSQL: each value of each row of each table."""
    if connection.vendor == "sqlite":
        files = [Path(str(connection.settings_dict["NAME"]) + end) for end in ("", "-wal", "-shm")]
        data = b"".join(file.read_bytes() for file in files if file.exists())
    else:
        data = b"\n".join(_rows())
    # A session is compressed, so that a plain scan would not see into it.
    return data + b"".join(repr(session.get_decoded()).encode() for session in Session.objects.all())


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

"""One furnished site, crawled once by everybody. Tests that only look at what came back ask no database."""

import datetime as dt
import io
import pickle
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings

from articles.models import Article
from comments.models import Comment
from harmblog import pagecache
from harmblog.models import StaffSession
from harmblog.pages.kept import PAGES

from ..canary import browser, crawl, furnish, routes, screen
from ..conftest import account
from .encodings import COMMENTERS
from .listening import keys_asked_for, log_of_everything, statements
from .people import Said, say_everything, send, visit

Answers = dict[str, Any]
BEFORE = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
ROLES = ("reader", "moderator", "editor", "superuser")


@dataclass
class Seen:
    """What everybody got from a site on which each commenter has something in each state."""

    said: list[Said]
    answers: Answers = field(default_factory=dict)  # by "role path"; what may be in any of them: nothing
    own: Answers = field(default_factory=dict)  # answers that give back to somebody what they had typed
    stand_ins: list[bytes] = field(default_factory=list)
    hidden: list[bytes] = field(default_factory=list)  # texts and ids that no reader may see
    gone: list[bytes] = field(default_factory=list)  # words that nobody may see any more
    statements: list[str] = field(default_factory=list)  # for a reader's pages
    asked_for_keys: list[str] = field(default_factory=list)
    log: bytes = b""
    mails: list[Any] = field(default_factory=list)
    cache: bytes = b""
    kept: bytes = b""  # sessions and the admin's log

    def of(self, role: str) -> Answers:
        return {name: answer for name, answer in self.answers.items() if name.startswith(f"{role} ")}


@pytest.fixture(scope="session")
def seen(keys: Path, tmp_path_factory: Any, django_db_setup: None, django_db_blocker: Any) -> Seen:
    own = {
        "SEALING_PUBLIC_KEYS": keys / "public",
        "SEALING_PRIVATE_KEYS": None,
        "ERASURE_JOURNAL": tmp_path_factory.mktemp("journal") / "erasures.journal",
        "MEDIA_ROOT": tmp_path_factory.mktemp("media"),
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend",
        "STAFF_SECOND_FACTOR": False,  # so that everything behind it is looked at too
    }
    with django_db_blocker.unblock(), override_settings(**own), transaction.atomic():
        pagecache.forget()
        mail.outbox = []
        with log_of_everything() as log:
            found = look_everywhere()
        found.log = log.getvalue().encode()
        pagecache.forget()
        transaction.set_rollback(True)
    return found


def look_everywhere() -> Seen:
    """Furnish a site, let everybody look at everything, and take down what they got."""
    ada, mo = account("ada", is_staff=True, first_name="Ada"), account("mo", "Moderator", is_staff=True)
    texts = {"author": ada, "body": "Some *text*, and a [link](https://elsewhere.example.org/).", "status": "published"}
    article = Article.objects.create(title="Naloxone", published_at=BEFORE, **texts)
    draft = Article.objects.create(title="Not yet", **{**texts, "status": "draft"})
    seen = Seen(say_everything(article, draft, mo, site_settings))
    approved = next(said.comment for said in seen.said if said.state == "approved")
    paths = routes(furnish(browser("reader"), article, approved))
    screen(site_settings)
    for said in seen.said:
        seen.stand_ins += said.stand_ins
        seen.hidden += said.hidden
        seen.gone += said.gone
    seen.hidden.append(b"This one waits.")
    with keys_asked_for() as seen.asked_for_keys:
        let_all_look(seen, article, approved, paths)
    seen.mails, seen.cache = list(mail.outbox), dump_cache()
    seen.kept = repr([session.get_decoded() for session in StaffSession.objects.all()]).encode()
    seen.kept += repr(list(LogEntry.objects.values())).encode()
    return seen


def let_all_look(seen: Seen, article: Article, approved: Comment, paths: list[str]) -> None:
    # Whoever looks tells who they are, as a commenter does: that must not come back either.
    clients = {role: visitor(role) for role in ROLES}
    with statements() as seen.statements:
        look(seen, "reader", clients["reader"], paths)
        look(seen, "reader", clients["reader"], [f"{path}?format=full&fields=email&include=contact" for path in paths])
    for role in ROLES[1:]:
        look(seen, role, clients[role], paths + more_for_staff(approved, article))
    refuse(seen, clients, article)
    for comment in Comment.objects.with_status("pending")[:2]:
        act = {"comment": comment.public_id, "expected": "pending", "act": "reject"}
        assert clients["moderator"].post("/moderation/decide/", act, follow=True).status_code == 200


def visitor(role: str) -> Client:
    client, who = browser(role), visit(COMMENTERS[ROLES.index(role) % 3])
    client.defaults = who.defaults
    return client


def look(seen: Seen, role: str, client: Client, paths: list[str]) -> None:
    seen.answers |= {f"{role} {path}": answer for path, answer in crawl(client, paths).items()}


def more_for_staff(comment: Comment, article: Article) -> list[str]:
    """Popups, and the pages that list all that hangs on something before it is deleted."""
    admin = "/admin/comments/comment/"
    return [
        f"{admin}{comment.pk}/change/",
        f"{admin}{comment.pk}/history/",
        f"{admin}{comment.pk}/delete/",
        f"{admin}?_popup=1&_to_field=id",
        f"{admin}?q=rita",
        f"/admin/articles/article/{article.pk}/delete/",
        f"/admin/auth/user/{article.author_id}/delete/",
    ]


def refuse(seen: Seen, clients: dict[str, Client], article: Article) -> None:
    """Everything that is not taken, by a commenter and by staff; some gives back what was typed to who typed it."""
    who, page = COMMENTERS[0], article.get_absolute_url()
    seen.own["form again"] = send(who, article, "")
    seen.own["wrong address"] = send(who, article, "Words.", email=f"{who.address}@")
    seen.own["lost parent"] = send(who, article, "Words.", parent="nobody")
    for name, path in (("unknown article", "/articles/none/comment/"), ("no slash", f"{page}comment")):
        seen.own[name] = visit(who, raise_request_exception=False).post(path, {"email": who.address, "comment": "W."})
    foreign = visit(who).post(f"{page}comment/", {"email": who.address}, headers={"Sec-Fetch-Site": "cross-site"})
    seen.own["other site"] = foreign
    strict = Client(enforce_csrf_checks=True)
    for name, path in (("desk", "/moderation/decide/"), ("log-in", "/accounts/login/")):
        seen.own[f"no token at the {name}"] = strict.post(path, {"email": who.address, "comment": who.address})
    clients["moderator"].post("/moderation/decide/", {"act": who.address, "comment": who.address})
    clients["moderator"].post("/moderation/decide/", {"act": "approve", "expected": "pending", "email": who.address})
    for method in ("head", "options"):
        for path in (page, "/feed/json/", f"{page}comment/", "/comments/feed/"):
            seen.answers[f"reader {path} by {method}"] = getattr(clients["reader"], method)(path)
    for said in seen.said:
        seen.own[f"receipt {said.state} {said.who.ip}"] = clients["reader"].get(said.receipt)


def dump_cache() -> bytes:
    """Each key and value of the page cache, as they are kept."""
    kept = [pickle.dumps(list(cache._cache)), *cache._cache.values()]  # type: ignore[attr-defined]
    kept += [pickle.dumps((list(PAGES._pages), list(PAGES._rules)))]
    return b"\n".join(kept + [pickle.dumps(page.headers) + page.bodies[""] for page in PAGES])


@pytest.fixture
def override(settings: Any, tmp_path: Path) -> Callable[..., None]:
    """Puts a changed template before the site's own, as a careless theme would."""

    def override(name: str, old: str, new: str) -> None:
        original = (Path(settings.BASE_DIR) / "templates" / name).read_text()
        assert old in original
        copy = tmp_path / "theme" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(original.replace(old, new, 1))
        engine = settings.TEMPLATES[0]
        settings.TEMPLATES = [{**engine, "DIRS": [tmp_path / "theme", *engine["DIRS"]]}]

    return override


@pytest.fixture
def without(settings: Any) -> Callable[[str], None]:
    """Takes a middleware away."""

    def without(name: str) -> None:
        assert name in settings.MIDDLEWARE
        settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if one != name]

    return without


@pytest.fixture
def log(db: None) -> Iterator[io.StringIO]:
    with log_of_everything() as stream:
        yield stream

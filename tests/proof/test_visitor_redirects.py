"""Nobody is led from here to another site, whatever stands in an address or a form; and whether there is an account of
some name is not to be told from the time that a wrong password takes.
"""

import random
import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as site
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from django.test import Client

from articles.models import Article

from ..canary import browser, furnish, routes
from ..conftest import account
from ..promises.timing import auc
from .long import Figure, many

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
EVIL = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "////evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "/\n/evil.example/",
    "\r\n//evil.example/",
    "\x00//evil.example/",
    "\x01https://evil.example/",
    " https://evil.example/",
    "https:evil.example",
    "https:/evil.example/",
    "https:\\\\evil.example/",
    "HTTPS://evil.example/",
    "\u3000//evil.example/",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,evil",
    "//testserver@evil.example/",
    "//evil.example#testserver",
    "//evil.example?testserver",
    "//evil.example\\testserver",
    "http://testserver.evil.example/",
    "http://testserver:80@evil.example/",
    "//[::1]/",
    "/%2f%2fevil.example/",
    "/%5cevil.example/",
    "/..//evil.example/",
    "/accounts/..//evil.example/",
    "//evil\u3002example/",
    "/\u2044evil.example/",
    "/\x0d\x0aLocation:%20https://evil.example/",
    "@evil.example",
    ".evil.example",
    ":80@evil.example/",
]
# Django's admin has some of its own.
FIXED = {"_popup", "_to_field", "_changelist_filters", "redirect", "redirect_to", "return", "url", "goto", "continue"}


def parameters() -> set[str]:
    """The name of every parameter that is read anywhere."""
    read = re.compile(r'(?:GET|POST|data|params)(?:\.get|\.getlist|\.pop)?[\[(]"(\w+)"')
    code = [path for part in ("articles", "comments", "harmblog") for path in Path(site.BASE_DIR, part).rglob("*.py")]
    return FIXED | {name for path in code for name in read.findall(path.read_text("utf-8"))}


def leads_away(location: str) -> bool:
    """As a browser reads it: tabs and line breaks away, spaces and controls before it too, backslashes as slashes."""
    seen = re.sub(r"[\t\r\n]", "", location.lstrip("".join(map(chr, range(33))))).replace("\\", "/")
    seen = re.sub(r"^(https?:)/*", r"\1//", seen, flags=re.I)
    seen = re.sub(r"^//+", "//", seen)
    found = urlsplit(urljoin("http://testserver/a/", seen))
    return (found.scheme, found.netloc) != ("http", "testserver") or bool(re.search(r"[\0-\x1f]", location))


def test_browser_is_read_right() -> None:
    assert [evil for evil in EVIL[:16] if not leads_away(evil)] == []
    assert not leads_away("/accounts/login/?next=//evil.example/")


@pytest.mark.promise(4)
def test_no_parameter_leads_to_another_site(
    article: Article, approved: Any, mo: User, settings: Any, record_property: Figure
) -> None:
    settings.EXIT_URL = "http://testserver/left/"
    names, chance = parameters(), random.Random(7)
    assert {"next", "back", "place"} <= names
    paths = [path for path in routes(furnish(browser("reader"), article, approved())) if "logout" not in path]
    away, asked = [], 0
    for who in ("reader", "superuser"):
        visitor = browser(who)
        visitor.raise_request_exception = False
        for path in random.Random(8).sample(paths, many(12, len(paths))):
            for evil in chance.sample(EVIL, many(2, 8)):
                for method in ("get", "post"):
                    asked += 1
                    answer = getattr(visitor, method)(path, dict.fromkeys(names, evil))
                    if "Location" in answer.headers and leads_away(answer.headers["Location"]):
                        away.append((who, method, path, evil))
                    if answer.status_code >= 500 and path not in ("/readyz/", "/healthz/detail/"):
                        away.append((who, answer.status_code, path, evil))
    assert away == []
    record_property("figure", f"{asked:,} requests with {len(names)} parameters: nobody led elsewhere")


@pytest.mark.parametrize("evil", EVIL)
def test_log_in_leads_on_within_the_site(client: Client, mo: User, evil: str) -> None:
    answer = client.post("/accounts/login/", {"username": "mo", "password": "a long password for tests", "next": evil})
    assert answer.status_code == 302
    assert not leads_away(answer["Location"])


@pytest.mark.parametrize(
    "path", ["//evil.example/articles", "/\\evil.example", "/%5cevil.example/a", "///evil.example"]
)
def test_slash_that_is_added_makes_no_address_of_another_site(client: Client, article: Article, path: str) -> None:
    answer = client.get(path)
    assert "Location" not in answer.headers or not leads_away(answer["Location"])


class Quick(PBKDF2PasswordHasher):
    """The site's own, with less of it: what is compared is whether it is done at all, and how often."""

    iterations = 4_000


@pytest.mark.promise(4)
def test_time_of_a_wrong_password_does_not_tell_who_has_an_account(
    client: Client, settings: Any, record_property: Figure
) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Quick"]
    account("mo", "Moderator")
    account("gone", "Moderator", is_active=False)
    took: dict[str, list[float]] = {name: [] for name in ("mo", "gone", "nobody", "other")}
    chance, each = random.Random(9), many(25, 800)
    for turn in range(each):
        for name in chance.sample(list(took), len(took)):
            began = time.thread_time()
            client.post(
                "/accounts/login/", {"username": name, "password": f"wrong {turn}"}, REMOTE_ADDR=f"2001:db8:{turn:x}::1"
            )
            took[name].append(time.thread_time() - began)
    found = {name: auc(took[name][5:], took["nobody"][5:]) for name in ("mo", "gone")}
    spread = 3 * (1 / (6 * (each - 5))) ** 0.5 + many(0.1, 0)  # type: ignore[arg-type]
    assert [name for name, value in found.items() if abs(value - 0.5) > max(0.05, spread)] == []
    record_property("figure", f"{each} log-ins each: AUC {', '.join(f'{value:.3f}' for value in found.values())}")

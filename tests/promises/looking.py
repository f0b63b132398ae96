"""What a guard looks for in answers. Each function takes answers by name and says what is wrong with them: nothing."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from ..canary import raw
from .encodings import leaks

Answers = dict[str, Any]
Tag = tuple[str, dict[str, str]]
OURS = ("", "testserver", "127.0.0.1:8000")
COMMENTERS_FIELDS = ("name", "email", "comment")


def leaking(answers: Answers) -> list[str]:
    """Those that tell who wrote."""
    return [name for name, answer in answers.items() if leaks(raw(answer))]


def holding(answers: Answers, needles: Iterable[bytes]) -> list[str]:
    """Those that hold one of these."""
    needles = list(needles)
    assert needles
    return [name for name, answer in answers.items() if any(needle in raw(answer) for needle in needles)]


class Tags(HTMLParser):
    """Collects each tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))


def tags(html: str) -> list[Tag]:
    parser = Tags()
    parser.feed(html)
    return parser.found


def is_page(answer: Any) -> bool:
    return answer.headers.get("Content-Type", "").startswith("text/html")


def pages(answers: Answers) -> Iterator[tuple[str, list[Tag]]]:
    """Each HTML page among them, as tags."""
    for name, answer in answers.items():
        if is_page(answer):
            yield name, tags(answer.content.decode())


def is_elsewhere(address: str) -> bool:
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return True
    return parts.scheme not in ("", "http", "https", "data") or parts.netloc not in OURS


# --- 15 to 18, 38: what a page makes a browser do ---------------------------------------------------------------------


def remembered_fields(answers: Answers) -> list[str]:
    """Fields for a commenter's words that a browser would offer to the next person at this computer (16)."""
    found = []
    for name, page in pages(answers):
        for tag, its in page:
            offers = its.get("autocomplete") != "off" and its.get("type") != "hidden"
            if tag in ("input", "textarea") and its.get("name") in COMMENTERS_FIELDS and offers:
                found.append(f"{name}: {its['name']}")
    return found


def sent_by_get(answers: Answers) -> list[str]:
    """Forms that would put what somebody types about themselves into an address (17)."""
    found = []
    for name, page in pages(answers):
        method = ""
        for tag, its in page:
            if tag == "form":
                method = its.get("method", "get").lower()
            if tag in ("input", "textarea") and its.get("name") in ("email", "comment") and method != "post":
                found.append(f"{name}: {its['name']}")
    return found


def telling_addresses(answers: Answers) -> list[str]:
    """Addresses of pages, in a header or in a page, that tell who wrote (17, 19)."""
    found = []
    for name, answer in answers.items():
        links = [answer.headers.get(header, "") for header in ("Location", "Link", "Refresh", "Content-Location")]
        if is_page(answer):
            links += [its.get(key, "") for _, its in tags(answer.content.decode()) for key in ("href", "src", "action")]
        found += [f"{name}: {link}" for link in links if leaks(link.encode())]
    return found


def loose_referrers(answers: Answers) -> list[str]:
    """Answers from which another site would learn the page that a reader came from (18)."""
    policies = ("same-origin", "no-referrer")
    found = [name for name, answer in answers.items() if answer.headers.get("Referrer-Policy") not in policies]
    for name, page in pages(answers):
        for tag, its in page:
            loose = its.get("referrerpolicy", "same-origin") not in policies
            if loose or (tag == "meta" and its.get("name") == "referrer" and its.get("content") not in policies):
                found.append(f"{name}: {tag}")
            if tag == "a" and "ugc" in its.get("rel", "") and "noreferrer" not in its["rel"]:
                found.append(f"{name}: {its.get('href')}")
    return found


LOADS = {"src", "srcset", "poster", "data", "background", "action", "formaction", "ping", "manifest"}


def third_parties(answers: Answers) -> list[str]:
    """What a browser would load from, or send to, any other host, unasked (38)."""
    found = []
    for name, page in pages(answers):
        for tag, its in page:
            loads = [value for key, value in its.items() if key in LOADS]
            loads += [its.get("href", "")] if tag in ("link", "base") and its.get("rel") not in NAMES_ONLY else []
            loads += re.findall(r"url\(([^)]+)\)", its.get("style", ""))
            found += [
                f"{name}: {load}"
                for load in loads
                for one in load.split(",")
                if is_elsewhere(one.strip().split(" ")[0])
            ]
    return found


NAMES_ONLY = ("canonical", "alternate", "author", "license")  # links that no browser follows by itself


def open_policies(answers: Answers) -> list[str]:
    """Answers whose policy would let a page reach another host (38)."""
    found = []
    for name, answer in answers.items():
        policy = answer.headers.get("Content-Security-Policy", "")
        sources = [word for part in policy.split(";") for word in part.split()[1:]]
        closed = "default-src 'none'" in policy and "form-action 'self'" in policy
        if not closed or any(word.startswith(("http", "*", "ws", "//")) for word in sources):
            found.append(name)
    return found


def set_cookies(answers: Answers) -> list[str]:
    """Answers that leave something in the browser (15)."""
    return [name for name, answer in answers.items() if answer.cookies or "Set-Cookie" in answer.headers]


# --- 13, 14, 44: what is kept on the way ------------------------------------------------------------------------------


def unfit_to_share(answers: Answers) -> list[str]:
    """Answers that a shared cache may keep although they are for one person, or hold a person's cookie (14)."""
    found = []
    for name, answer in answers.items():
        control = answer.headers.get("Cache-Control", "")
        personal = bool(answer.cookies) or "cookie" in answer.headers.get("Vary", "").lower()
        shared = "no-store" not in control and "private" not in control
        if shared and (personal or answer.status_code not in (200, 301, 304) or b"csrfmiddlewaretoken" in raw(answer)):
            found.append(name)
    return found


def kept_though_typed(answers: Answers) -> list[str]:
    """Answers that give back what was typed, or say what became of it, and may be kept by anybody (13)."""
    return [name for name, answer in answers.items() if answer.headers.get("Cache-Control") != "no-store"]


SECRETS = re.compile(rb'name="csrfmiddlewaretoken" value="|/receipt/\w|/preview/\w')


def packed_secrets(answers: Answers) -> list[str]:
    """Answers that are compressed and hold a secret: their length tells how much of it was guessed (44)."""
    return [
        name
        for name, answer in answers.items()
        if answer.headers.get("Content-Encoding") and SECRETS.search(raw(answer))
    ]


def reflected_beside_secrets(answers: Answers, typed: bytes) -> list[str]:
    """Public pages that hold both a secret and what an address made them say (44)."""
    return [name for name, answer in answers.items() if typed in raw(answer) and SECRETS.search(raw(answer))]

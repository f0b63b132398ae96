"""What all fuzzing shares: input of every kind, how often it is tried, and what must hold of each answer."""

import gc
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from selectolax.lexbor import LexborHTMLParser

from .long import LONG, many
from .vectors import VECTORS

AT_ONCE = 1000  # examples that hypothesis keeps in mind, so as not to try one twice
MOMENT = 1.0  # second of the processor, for whatever is asked
NASTY = [
    *(
        "",
        "\0",
        "a\0b",
        "\ud800",
        "-1",
        "0",
        "1",
        "9" * 30,
        "9" * 18,
        "1e999",
        "NaN",
        "²",
        "٣",
        "' OR 1=1 --",
        "%s%n{0}",
    ),
    *("a" * 5000, "a\u0300\u0316" * 2000, "\u202e\u200b\u2066", "//evil.example/", "x-²", "on", "\r\nX-Evil: 1"),
    *("\\\\evil.example", "../../etc/passwd", "text:0:999999", "name:0:1", "text:3:1", "text:0:4", "9_9_" + "9" * 18),
    *("2026-13-45T99:99:99+99:99", "0001-01-01T00:00:00+14:00_1", "1" * 8 + "-" + "9" * 20, "[[[[]]]]", "1,2,²,-3"),
    *('{"id":"\\ud800","rawId":1,"response":null}', "00000000-0000-0000-0000-000000000000", "lane=slow&after=\0"),
    *(
        "Rita",
        "rita@example.org",
        "It helped me.",
        "2026-02-03",
        "http://[",
        "javascript:alert(1)",
        "\ufffe\uffff",
        "İ",
    ),
]
# What takes a moment only if each step of reading it does.
HEAPS = [
    *("[" * 9000, "(" * 9000, "*a " * 3000, "<" * 9000, "> " * 4000, "- " * 4000, "`" * 9000, "a@" * 4000, "![" * 4000),
    *("https://a.example/" * 500, "[a](" * 2000, "&#" * 4000, "\\" * 9000, "|" * 9000, "_a_*" * 2000, "[^1]" * 2000),
    *(
        "\n" * 9000,
        " " * 9000 + "x",
        "a\u0300" * 4500,
        "http://" + "a." * 4000,
        "~~a" * 3000,
        "1. \n" * 2000,
        "#" * 9000,
    ),
    *(
        "[@k" * 3000,
        "[@k; " * 2000,
        "www." * 2000,
        "\u0e33" * 3000,
        "a" * 9000,
        "{" * 9000,
        "'\"" * 4000,
        "<!--" * 2000,
    ),
]
# Longer than any field takes.
HUGE = ["a" + "\u0300" * 20_000 + "\u0316" * 20_000, "a" * 200_000, "https://a.example/ " * 8000, "\n" * 90_000]
PIECES = [*"<>\"'`=/\\&;:()[]{}!*_#-~|^@%?\0\t\n\r\x0c\u2028\u202e\ufeff\u200b", "&lt;", "&#x3c;", "%3c", "\\u003c"]
PIECES += [*("<!--", "-->", "]]>", "javascript:", "alert(1)", " onerror=", "<svg>", "<style>", "</", "\n\n", "](")]
STATIC = ("/static/", "/admin/jsi18n/")
NOWHERE = {"iframe", "object", "embed", "base", "math", "noscript", "frame", "applet", "x-probe", "marquee", "portal"}
SCHEMES = ("http:", "https:", "mailto:", "tel:", "data:image/", "otpauth:")


def _changed(text: str, at: int, other: str, way: int) -> str:
    head, tail = text[: at % (len(text) + 1)], text[at % (len(text) + 1) :]
    return [
        lambda: head + other + tail,
        lambda: head + tail[1 + way % 5 :],
        lambda: head + tail[: way % 40] * 3 + tail,
        lambda: head.swapcase() + tail,
        lambda: head + "".join(f"&#{ord(each)};" for each in tail[:4]) + tail[4:],
        lambda: head + "".join(f"%{ord(each) % 256:02x}" for each in tail[:4]) + tail[4:],
        lambda: text.replace("\n", other),
        lambda: text.replace(" ", other),
        lambda: f"{other}{text}{other}",
        lambda: text.replace("<", "&lt;").replace(">", other),
    ][way % 10]()


def mutated(seeds: list[str]) -> SearchStrategy[str]:
    """One of them, changed a little."""
    steps = st.lists(
        st.tuples(st.integers(0, 400), st.one_of(st.sampled_from(PIECES), st.sampled_from(seeds)), st.integers(0, 79)),
        max_size=4,
    )

    def change(text: str, steps: list[tuple[int, str, int]]) -> str:
        for at, other, way in steps:
            text = _changed(text, at, other, way)[:20_000]
        return text

    return st.builds(change, st.sampled_from(seeds), steps)


MARKUP = st.one_of(mutated(VECTORS), st.lists(st.sampled_from([*PIECES, *VECTORS]), max_size=8).map("".join))
TEXTS = st.one_of(
    st.sampled_from(NASTY),
    MARKUP,
    st.text(st.characters(), max_size=60),
    st.sampled_from(HEAPS),
    st.binary(max_size=60).map(lambda data: data.decode("utf-8", "surrogateescape")),
)
# What a form hands on: half a sign is none.
TYPED = st.one_of(MARKUP, TEXTS).map(lambda text: text.encode("utf-8", "replace").decode())


class Tried:
    """How many examples, and what the slowest took."""

    def __init__(self) -> None:
        self.number, self.slowest = 0, 0.0

    @contextmanager
    def one(self, what: object) -> Iterator[None]:
        gc.disable()  # to look through all that the tests hold takes longer than what is tried
        begun = time.thread_time()
        try:
            yield
        finally:
            took = time.thread_time() - begun
            gc.enable()
        self.number, self.slowest = self.number + 1, max(self.slowest, took)
        assert took < MOMENT, f"{took:.1f} s of the processor for {what!r:.500}"

    def figure(self, what: str) -> str:
        return f"{what}: {self.number:,} examples, the slowest {self.slowest * 1000:.0f} ms of the processor"


def over(values: SearchStrategy[Any], check: Callable[[Any], object], *, short: int, long: int) -> None:
    """Try as many examples as this length has: in every run the same ones, by `make proof` new ones each time."""
    left = many(short, long)
    while left > 0:
        _try(values, check, min(left, AT_ONCE))
        left -= AT_ONCE


def _try(values: SearchStrategy[Any], check: Callable[[Any], object], number: int) -> None:
    @settings(
        max_examples=number,
        deadline=None,
        derandomize=not LONG,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],  # to explain a failure, each line would be traced, which takes minutes
    )
    @given(values)
    def run(value: Any) -> None:
        check(value)

    run()


def escaped(html: str) -> list[str]:
    """What is in a page that no page of this site holds, so that somebody typed it: empty where all is well."""
    found = []
    for node in LexborHTMLParser(html).root.traverse():  # type: ignore[union-attr]
        name, attributes = node.tag, node.attributes
        if name in NOWHERE or (name == "script" and not _is_ours(attributes)):
            found.append(str(node.html)[:200])
        for attribute, value in attributes.items():
            if attribute.startswith("on") or attribute in ("srcdoc", "style", "fuzzed"):
                found.append(f"{name} {attribute}={value}")
            if attribute in ("href", "src", "action", "formaction", "xlink:href", "data"):
                address = "".join(each for each in (value or "") if each > " ").lower()
                if re.match("[a-z][a-z0-9+.-]*:", address) and not address.startswith(SCHEMES):
                    found.append(f"{name} {attribute}={value}")
    return found


def _is_ours(attributes: dict[str, str | None]) -> bool:
    return (attributes.get("src") or "").startswith(STATIC) or attributes.get("type") in (
        "application/ld+json",
        "application/json",
    )

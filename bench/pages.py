"""Reading: each page beside the same page as a file, and what a first visit weighs."""

from __future__ import annotations

import gzip
import re
import statistics
import time
from dataclasses import dataclass, field
from urllib.parse import urljoin

import brotli
from processes import Program

from bench import load, machine
from bench.inside import Inside
from bench.load import Rate
from bench.stack import Site, Stack

MAIN = "article, 50 comments"
SEARCH = "/search/?q=water"


@dataclass
class Reading:
    """Of each page the rate of each way to serve it, its bytes on the wire each way, and more of one page."""

    rates: dict[str, dict[str, Rate]] = field(default_factory=dict)
    sizes: dict[str, dict[str, int]] = field(default_factory=dict)
    memory: dict[str, dict[str, float]] = field(default_factory=dict)  # MiB of each program, idle and under load
    cold: dict[str, float] = field(default_factory=dict)  # ms of a first look after a change
    visit: tuple[int, int] = (0, 0)  # bytes and requests of a first visit


def measure(stack: Stack, site: Site, paths: dict[int, str], *, core: int, seconds: float, rounds: int) -> Reading:
    pages = {f"article, {size:,} comments": path for size, path in paths.items()}
    pages |= {"front page": "/", "feed": "/feed/"} | ({"search": SEARCH} if len(paths) > 1 else {})
    reading = Reading()
    parts = {"web": site.web, "worker": site.worker}
    behind = site.behind_nginx() if nginx_is_here() else None
    parts |= {"nginx": site.nginx} if behind else {}
    ours = {"embedded": site.port, **({"behind nginx": behind} if behind else {})}
    files = {f"{number}.html": plain(site.port, path) for number, path in enumerate(pages.values())}
    limit = stack.static("static", files) if behind else None
    reading.memory["idle"] = weigh(parts)

    def under_load(name: str) -> None:
        if name in ours:
            reading.memory["under load"] = max(
                reading.memory.get("under load", {}), weigh(parts), key=lambda m: sum(m.values())
            )

    for number, (page, path) in enumerate(pages.items()):
        print(f"  {page} …", flush=True)
        urls = {name: f"http://127.0.0.1:{port}{path}" for name, port in ours.items()}
        if limit and path != SEARCH:
            urls = {"static": f"http://127.0.0.1:{limit}/{number}.html", **urls}
        reading.rates[page] = load.in_turn(urls, core=core, seconds=seconds, rounds=rounds, after=under_load)
        reading.sizes[page] = {name: weight(url) for name, url in urls.items()}
    reading.cold = {f"{size:,}": cold(site, path) for size, path in paths.items()}
    reading.visit = visit(behind or site.port, pages[MAIN])
    if behind:
        stack.stop(site.nginx)
    return reading


def weigh(parts: dict[str, Program]) -> dict[str, float]:
    return {name: machine.memory([program.pid]) for name, program in parts.items()}


def floor(stack: Stack, page: bytes, *, core: int, seconds: float, rounds: int) -> dict[str, Rate]:
    """The limit in two ways and a bare view of Django, with one page of 20 KB."""
    urls = {"Django view, ready": f"http://127.0.0.1:{stack.ready_view(page)}/"}
    if nginx_is_here():
        kept = "open_file_cache max=100; open_file_cache_valid 60s;"
        limits = {
            "static": stack.static("limit", {"page.html": page}),
            "static, open files kept": stack.static("kept", {"page.html": page}, kept),
        }
        urls = {**{name: f"http://127.0.0.1:{port}/page.html" for name, port in limits.items()}, **urls}
    return load.in_turn(urls, core=core, seconds=seconds, rounds=rounds)


def nginx_is_here() -> bool:
    import nginx

    return nginx.PROGRAM is not None


def plain(port: int, path: str) -> bytes:
    """The page without compression."""
    return load.fetch(port, path, encoding="identity")[0]


def twenty_kilobytes(page: bytes) -> bytes:
    """A page cut, or repeated, to 20 KB."""
    return (page * (20_480 // len(page) + 1))[:20_480]


def weight(url: str) -> int:
    """Bytes of the whole answer, headers included, compressed with gzip."""
    port, path = re.findall(r"http://127\.0\.0\.1:(\d+)(/.*)", url)[0]
    return load.fetch(int(port), path)[1]


def cold(site: Site, path: str) -> float:
    """How long the first look at a page takes after everything was made anew: the middle one of nine, in ms."""
    taken = []
    for _ in range(9):
        renew(site.inside, site.port)
        began = time.perf_counter()
        load.fetch(site.port, path)
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def renew(inside: Inside, port: int) -> None:
    """Make every kept page old; the process notices with the next page, which is not the one that is measured."""
    inside.renew()
    load.fetch(port, "/robots.txt")


def visit(port: int, path: str) -> tuple[int, int]:
    """What a browser loads for a first look at a page: the page, its stylesheets, its icon."""
    body, total, coding = load.fetch(port, path, encoding="gzip, br")
    html = {"br": brotli.decompress, "gzip": gzip.decompress}.get(coding, bytes)(body).decode()
    links = re.findall(r"<link\b[^>]*>", html)
    wanted = [link for link in links if re.search(r'rel="(stylesheet|icon)"', link)]
    sources = [re.findall(r'href="([^"]+)"', link)[0] for link in wanted]
    sources += re.findall(r'<(?:img|script)\b[^>]*\bsrc="([^"]+)"', html)
    for source in dict.fromkeys(sources):
        total += load.fetch(port, urljoin(path, source), encoding="gzip, br")[1]
    return total, 1 + len(dict.fromkeys(sources))

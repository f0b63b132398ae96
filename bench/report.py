"""Writes what was measured as tables, to the terminal and into docs/performance.md, and holds it against the aims."""

from __future__ import annotations

from dataclasses import dataclass, field

from bench.inside import ROOT
from bench.lighthouse import CATEGORIES
from bench.load import CONNECTIONS, Rate
from bench.pages import MAIN, Reading

DOCUMENT = ROOT / "docs/performance.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
WORDPRESS_POSTS = 84.0  # comments a second that were accepted on the same kind of machine


@dataclass
class Measured:
    """All of one run. What was not measured is None."""

    machine: str
    how: str
    reading: Reading
    floor: dict[str, Rate] = field(default_factory=dict)
    posts: dict[str, Rate] = field(default_factory=dict)
    queue: dict[int, float] = field(default_factory=dict)
    approve: tuple[float, float] | None = None
    marks: dict[str, list[int]] = field(default_factory=dict)  # Lighthouse's, of a page
    left_out: list[str] = field(default_factory=list)

    def ratio(self, page: str, way: str) -> float | None:
        """The rate as a part of that of the same page as a file."""
        rates = self.reading.rates.get(page, {})
        return rates[way].rps / rates["static"].rps if way in rates and "static" in rates else None


def text(measured: Measured) -> str:
    """Everything, in Markdown."""
    parts = [f"{measured.machine}. {measured.how}", _pages(measured), _floor(measured), _others(measured)]
    if measured.marks:
        rows = [[page, *map(str, marks)] for page, marks in measured.marks.items()]
        parts.append(_table(f"Lighthouse, mobile | {' | '.join(CATEGORIES)}", rows))
    parts.append("What was aimed at:\n\n" + _aims(measured))
    if measured.left_out:
        parts.append("Left out: " + "; ".join(measured.left_out) + ".")
    return "\n\n".join(part for part in parts if part)


def write(measured: Measured) -> None:
    """Put it between the marks of the document; the words around them are a person's."""
    before, begin, rest = DOCUMENT.read_text().partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise RuntimeError(f"{DOCUMENT.name} has no marks to write between")
    DOCUMENT.write_text(f"{before}{BEGIN}\n\n{text(measured)}\n\n{END}{after}")


def _table(head: str, rows: list[list[str]]) -> str:
    columns = head.count("|") + 1
    return "\n".join([f"| {head} |", "|---|" + "--:|" * (columns - 1), *(f"| {' | '.join(row)} |" for row in rows)])


def _pages(measured: Measured) -> str:
    rows = []
    for page, rates in measured.reading.rates.items():
        for way, rate in rates.items():
            ratio, size = measured.ratio(page, way), measured.reading.sizes[page][way]
            share = f"{ratio:.2f}" if ratio else ""
            rows.append([page, way, _count(rate), share, f"{rate.p50:.2f}", f"{rate.p99:.2f}", f"{size:,}"])
    return _table("page | served | requests/s | × static | p50, ms | p99, ms | bytes", rows)


def _count(rate: Rate) -> str:
    return f"{rate.rps:,.0f}" + (f" ({rate.failed} failed)" if rate.failed else "")


def _floor(measured: Measured) -> str:
    if not measured.floor:
        return ""
    best = measured.floor.get("static")
    rows = [
        [name, _count(rate), f"{rate.rps / best.rps:.2f}" if best else "", f"{rate.p99:.2f}"]
        for name, rate in measured.floor.items()
    ]
    return _table("a page of 20 KB | requests/s | × static | p99, ms", rows)


def _others(measured: Measured) -> str:
    reading = measured.reading
    rows = [[f"comments accepted a second, {name}", _count(rate)] for name, rate in measured.posts.items()]
    rows += [[f"queue with {number:,} waiting, ms", f"{taken:.1f}"] for number, taken in measured.queue.items()]
    for name, ms in zip(("approve", "approve to visible"), measured.approve or (), strict=False):
        rows.append([f"{name}, ms", f"{ms:.1f}"])
    rows += [[f"first look after a change, {size} comments, ms", f"{ms:.1f}"] for size, ms in reading.cold.items()]
    size, requests = reading.visit
    rows.append([f"first visit, {MAIN}", f"{size:,} bytes in {requests} requests"])
    for when, parts in reading.memory.items():
        each = ", ".join(f"{name} {mib:.0f}" for name, mib in parts.items())
        rows.append([f"memory of all processes, {when}, MiB", f"{sum(parts.values()):.0f} ({each})"])
    return _table("measure | ", rows)


@dataclass(frozen=True)
class Aim:
    """What was aimed at, and what there is; None where it was not measured. `least`: more is better."""

    name: str
    bound: float
    value: float | None
    least: bool = False
    form: str = ".2f"

    def row(self) -> list[str]:
        assert self.value is not None  # noqa: S101 - those without are left out
        met = self.value >= self.bound if self.least else self.value <= self.bound
        bound = f"{'at least' if self.least else 'at most'} {self.bound:,g}"
        return [self.name, bound, format(self.value, self.form), "met" if met else "**missed**"]


def _aims(measured: Measured) -> str:
    reading, approve = measured.reading, measured.approve or (None,)
    aims = [
        Aim(f"behind nginx, {page}, × static", 0.85, measured.ratio(page, "behind nginx"), least=True)
        for page in (MAIN, "front page", "feed")
    ]
    aims.append(Aim(f"embedded, {MAIN}, × static", 0.5, measured.ratio(MAIN, "embedded"), least=True))
    aims += _against_static(reading)
    aims.append(Aim("first look, 50 comments, ms", 10, reading.cold.get("50"), form=".1f"))
    for name, rate in measured.posts.items():
        aims.append(Aim(f"comments a second, {name}", 4 * WORDPRESS_POSTS, rate.rps, least=True, form=",.0f"))
    aims += [Aim(f"queue, {number:,} waiting, ms", 20, ms, form=".1f") for number, ms in measured.queue.items()]
    aims.append(Aim("approve, ms", 10, approve[0], form=".1f"))
    aims += [
        Aim(f"Lighthouse, {page}, least of four", 100, min(m), least=True, form="d")
        for page, m in measured.marks.items()
    ]
    aims.append(Aim("first visit, bytes", 30_720, reading.visit[0], form=",.0f"))
    for when, most in (("idle", 120), ("under load", 160)):
        aims.append(Aim(f"memory {when}, MiB", most, sum(reading.memory.get(when, {}).values()), form=".0f"))
    return _table("aim | at | is | ", [aim.row() for aim in aims if aim.value is not None])


def _against_static(reading: Reading) -> list[Aim]:
    main, large = reading.rates[MAIN], reading.rates.get("article, 5,000 comments")
    aims = []
    if "static" in main:
        slower = main["behind nginx"].p99 / main["static"].p99
        heavier = reading.sizes[MAIN]["behind nginx"] / reading.sizes[MAIN]["static"]
        aims += [
            Aim("behind nginx, p99, × static's", 1.5, slower),
            Aim("behind nginx, bytes, × static's", 1.1, heavier),
        ]
    if large:
        faster = main["embedded"].rps / large["embedded"].rps
        aims.append(Aim("50 comments' rate, × 5,000 comments'", 1.2, faster))
    return aims


def how(*, seconds: float, rounds: int, one_core: bool, wait: int) -> str:
    cores = "all on one core" if one_core else "the servers on one core, wrk on the other"
    return (
        f"Medians of {rounds} rounds of {seconds:g} s, in turn; {cores}, {CONNECTIONS} connections, "
        f"`Accept-Encoding: gzip`; warm; {wait:,} comments wait."
    )

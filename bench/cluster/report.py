"""Writes what was seen as tables, to the terminal and between the marks of docs/scale.md."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.cluster.accounts import FRESH_WITHIN, Commenters, Readers
from bench.cluster.costs import Costs
from bench.cluster.moderator import Visible
from bench.cluster.normal import DATABASE
from bench.cluster.outages import Happened
from bench.inside import ROOT

DOCUMENT = ROOT / "docs/scale.md"
BEGIN, END = "<!-- cluster: begin -->", "<!-- cluster: end -->"


@dataclass
class Row:
    """One outage as all saw it. `rare`: readers of pages that nobody had asked for before."""

    happened: Happened
    readers: Readers
    rare: Readers
    commenters: Commenters


@dataclass
class Seen:
    """All of one run."""

    how: str
    visible: dict[str, list[Visible]] = field(default_factory=dict)
    decided: list[float] = field(default_factory=list)  # seconds of each decision itself
    rows: list[Row] = field(default_factory=list)
    cold: dict[str, tuple[int, int, float]] = field(default_factory=dict)
    costs: Costs = field(default_factory=dict)


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    lines = [list(head), ["---"] + ["--:"] * (len(head) - 1), *[[str(cell) for cell in row] for row in rows]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def text(seen: Seen) -> str:
    parts = [
        seen.how,
        _visible(seen),
        _readers(seen.rows),
        _commenters(seen.rows),
        _again(seen.rows),
        _cold(seen),
        _costs(seen),
    ]
    parts.append("What was promised:\n\n" + _verdict(seen))
    return "\n\n".join(part for part in parts if part)


def _visible(seen: Seen) -> str:
    rows = [
        [
            name,
            len(looks),
            sum(look.at_once for look in looks),
            f"{statistics.median(look.seconds for look in looks) * 1000:.0f}",
            f"{max(look.seconds for look in looks) * 1000:.0f}",
        ]
        for name, looks in seen.visible.items()
    ]
    head = (
        "a decision on the first web machine is seen",
        "decisions",
        "in the first look",
        "median, ms",
        "longest, ms",
    )
    return table(head, rows) if rows else ""


def _readers(rows: Sequence[Row]) -> str:
    head = "readers, while|seconds|pages|failed|slowest, s|too old|oldest, s|pages new to all|failed"
    return table(head.split("|"), [_read(row) for row in rows]) if rows else ""


def _read(row: Row) -> list[object]:
    one, rare = row.readers, row.rare
    old = [one.old, f"{one.oldest:.1f}"] if one.old else [0, ""]
    seen = [one.asked, one.failed, f"{one.slowest:.1f}", *old, rare.asked, rare.failed]
    return [row.happened.name, f"{row.happened.seconds:.0f}", *seen]


def _commenters(rows: Sequence[Row]) -> str:
    head = "commenters, while|told: kept|not received|of these there|nobody knows|no answer of ours|slowest, s|lost"
    head += "|normal after, s"
    return table(head.split("|"), [_wrote(row) for row in rows]) if rows else ""


def _wrote(row: Row) -> list[object]:
    told, (last, seconds) = row.commenters.told, row.happened.last
    answers = [told["kept"], told["not received"], row.commenters.kept_all_the_same, told["unknown"], told["nothing"]]
    return [
        row.happened.name,
        *answers,
        f"{row.commenters.slowest:.1f}",
        row.commenters.lost,
        f"{seconds:.1f} ({last})",
    ]


def _again(rows: Sequence[Row]) -> str:
    """How long each part took, where the database was away."""
    parts = list(rows[0].happened.parts) if rows else []
    away = [row.happened for row in rows if row.happened.parts.get(DATABASE, 0) > 0 and row.happened.name != "nothing"]
    rows_of = [[one.name, *(f"{one.parts[part]:.1f}" for part in parts)] for one in away]
    return table(["seconds until it was normal again", *parts], rows_of) if rows_of else ""


def _cold(seen: Seen) -> str:
    rows = [[where, drawn, failed, f"{last:.2f}"] for where, (drawn, failed, last) in seen.cold.items()]
    head = "200 readers at once, of one page that nobody has|drawn|failed|last, s"
    return table(head.split("|"), rows) if rows else ""


def _costs(seen: Seen) -> str:
    machines = list(next(iter(seen.costs.values()), {}))
    rows = [[what, *(f"{each[name]:.2f}" for name in machines)] for what, each in seen.costs.items()]
    return table(["processor time of each, ms", *machines], rows) if rows else ""


def _verdict(seen: Seen) -> str:
    """What was promised, and whether it was so."""
    lines = []
    for name, looks in seen.visible.items():
        longest = max(look.seconds for look in looks)
        bound = {"web1": 0.0, "web2": 1.0}.get(name, FRESH_WITHIN)
        well = all(look.at_once for look in looks) if name == "web1" else longest <= bound
        promise = "in the next request" if name == "web1" else f"within {bound:.0f} s"
        lines.append((f"{name} shows a decision {promise}", well))
    asked, failed = (sum(getattr(row.readers, name) for row in seen.rows) for name in ("asked", "failed"))
    lines.append((f"of {asked:,} pages that were asked for in all this, {failed} failed", failed == 0))
    lost = sum(row.commenters.lost for row in seen.rows)
    lines.append((f"of all comments that were acknowledged, {lost} are lost", lost == 0))
    for row in seen.rows:
        if row.happened.name.startswith("PostgreSQL stopped"):
            back = row.happened.parts
            after = max(back["commenting through nginx"], back["reading through nginx"]) - back[DATABASE]
            said = f"PostgreSQL stopped for {row.happened.seconds:.0f} s: {row.readers.failed} failed reads"
            lines.append((said, row.readers.failed == 0))
            lines.append((f"{max(after, 0):.1f} s after its return all read and comment", after <= FRESH_WITHIN))
    lines += [
        (f"200 cold readers, {where}: drawn {drawn} times", drawn <= ("each" in where) + 1)
        for where, (drawn, _failed, _last) in seen.cold.items()
    ]
    return "\n".join(f"- {said}: {'as promised' if well else '**not so**'}" for said, well in lines)


def write(seen: Seen, document: Path = DOCUMENT) -> None:
    """Put it between the marks of the document; the words around them are a person's."""
    before, begin, rest = document.read_text().partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise RuntimeError(f"{document.name} has no marks to write between")
    document.write_text(f"{before}{BEGIN}\n\n{text(seen)}\n\n{END}{after}")

"""Adds up what readers and commenters saw in an outage, and holds what commenters were told against the database."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from bench.cluster.client import Post, Read

FRESH_WITHIN = (
    2.0  # seconds: a second until a web machine knows, and the rest of the second for which nginx keeps a page
)


@dataclass(frozen=True)
class Decision:
    """`known`: when the moderator was told that it was done, by time.monotonic. `path`: the page that shows it."""

    number: int
    path: str
    known: float
    took: float


@dataclass
class Readers:
    """`failed`: everything but a page. `old`: pages that lacked a decision made more than FRESH_WITHIN before, and
    `oldest`: for how long the most belated one had been known by then.
    """

    asked: int = 0
    failed: int = 0
    slowest: float = 0.0
    old: int = 0
    oldest: float = 0.0


@dataclass
class Commenters:
    """`lost`: told "kept" and not in the database. `kept_all_the_same`: told "not received", and there it is."""

    told: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("kept", "not received", "unknown", "nothing"), 0)
    )
    slowest: float = 0.0
    lost: int = 0
    kept_all_the_same: int = 0


def readers(reads: Iterable[Read], decisions: Collection[Decision] = ()) -> Readers:
    found = Readers()
    for read in reads:
        found.asked += 1
        found.slowest = max(found.slowest, read.took)
        if read.status != 200:
            found.failed += 1
        elif late := lateness(read, decisions):
            found.old += 1
            found.oldest = max(found.oldest, late)
    return found


def lateness(read: Read, decisions: Collection[Decision]) -> float:
    """For how long the first decision had been known that the page lacked and should have shown; 0: none."""
    missed = [
        read.at - decision.known
        for decision in decisions
        if decision.path == read.path
        and decision.number > read.version
        and read.at - decision.known > FRESH_WITHIN
    ]  # fmt: skip
    return max(missed, default=0.0)


def commenters(posts: Iterable[Post], in_database: Collection[str]) -> Commenters:
    """`in_database`: the texts that are there when all is over."""
    found = Commenters()
    for post in posts:
        found.told[post.told] += 1
        found.slowest = max(found.slowest, post.took)
        found.lost += post.told == "kept" and post.text not in in_database
        found.kept_all_the_same += post.told == "not received" and post.text in in_database
    return found

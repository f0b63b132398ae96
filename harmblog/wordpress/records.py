"""What the reader hands on: plain records of strings as the file has them, and the report of what was not plain.

Times, numbers and states stay text here: what they mean is the importer's to decide. What must not come along (IP
addresses, user agents, the authors' addresses, a comment's meta) is in no record; the report counts it.
"""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Channel:
    """The head of the file: the site it comes from. Always the first record."""

    title: str
    link: str
    description: str
    language: str
    base_site_url: str
    base_blog_url: str
    generator: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Somebody who writes there. Items name their creator by `login`."""

    id: str
    login: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Term:
    """A category, a tag, or ("term") an entry of any other taxonomy. `parent` is a slug."""

    kind: str
    slug: str
    name: str
    description: str
    parent: str


@dataclass(frozen=True, slots=True)
class ItemTerm:
    """A term that an item is filed under. `slug` is "" in some files of version 1.0."""

    kind: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """A post, page, attachment or anything else with a `type`. `number` is its place in the file, from 1.

    `protected` says that it had a password; `comments` is how many were read before it ended.
    """

    number: int
    id: str
    type: str
    status: str
    title: str
    slug: str
    link: str
    guid: str
    creator: str
    date: str
    date_gmt: str
    modified: str
    modified_gmt: str
    content: str
    excerpt: str
    parent: str
    comment_status: str
    protected: bool
    sticky: bool
    attachment_url: str
    terms: tuple[ItemTerm, ...]
    meta: tuple[tuple[str, str], ...]
    comments: int

    @property
    def place(self) -> str:
        """Where somebody finds it: its address by number, which leads to it on the old site and on this one."""
        short = self.id.isascii() and self.id.isdecimal() and len(self.id) < 19
        return f"/?p={self.id}" if short else f"item {self.number}"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `item` is the number of the item it stands under. The address never shows in a log."""

    item: int
    id: str
    parent: str
    name: str
    address: str = field(repr=False)
    url: str = field(repr=False)
    date: str
    date_gmt: str
    content: str
    approved: str
    type: str
    own: str = ""  # what our own export says beside, as JSON (own.py)


Record = Channel | Author | Term | Item | Comment


@dataclass(frozen=True, slots=True)
class Repair:
    """One place in the file that was not as it should be. `line` counts from 1."""

    line: int
    what: str


class Report:
    """What was repaired (counted by kind, the first few kept with their lines) and what was dropped (counted)."""

    KEPT = 5  # examples of each kind: enough to find the cause, few enough for a file that is broken a million times

    def __init__(self) -> None:
        self.repairs: Counter[str] = Counter()
        self.examples: dict[str, list[Repair]] = {}
        self.dropped: Counter[str] = Counter()

    def wants(self, kind: str) -> bool:
        """Whether the next repair of this kind would be kept with its line, which costs time to find."""
        return self.repairs[kind] < self.KEPT

    def repaired(self, kind: str, line: int, detail: str = "", count: int = 1) -> None:
        """Count a repair. `kind` is one of few; `detail` tells one from the next and is kept for the first few."""
        if self.wants(kind):
            what = f"{kind}: {detail[:200]}" if detail else kind
            self.examples.setdefault(kind, []).append(Repair(line, what))
        self.repairs[kind] += count

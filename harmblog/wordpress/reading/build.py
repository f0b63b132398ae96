"""From a parser's events to records: collects the fields of what is open, and builds the record when it ends."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from ..own import META
from ..records import ItemTerm, Record, Report
from . import fields as make
from .fields import Fields
from .names import ITEM_LEVEL, LEAF, ROOT, Names

TEXT_CUT = "text too long, cut"
ITEM_FULL = "terms or meta of an item too long, the rest left out"
GIVEN_UP = {"item": "item given up", "wp:comment": "comment given up"}
HOMELESS = "comment outside of an item left out"

# What is counted and let go: the element, and the word for it.
_PRIVATE = {"wp:comment_author_IP": "IP addresses", "wp:comment_agent": "user agents"}


@dataclass(slots=True)
class _Frame:
    kind: str
    fields: Fields = field(default_factory=dict)
    whole: bool = True


class Builder:
    """Takes the parser's events; `take` hands out the records that are ready."""

    def __init__(self, names: Names, report: Report, line: Callable[[], int], text_limit: int) -> None:
        self.ready: list[Record] = []
        self._names, self._report, self._line, self._limit = names, report, line, text_limit
        self._head = _Frame("")
        self._frames = [self._head]
        self._parts: list[str] = []
        self._room = text_limit
        self._attributes: dict[str, str] = {}
        self._channel_done = False
        self._number = 0
        self._begin_item()
        self._finishers: dict[str, Callable[[Fields], None]] = {
            "item": self._item,
            "wp:comment": self._comment,
            "wp:postmeta": self._postmeta,
            "wp:commentmeta": self._commentmeta,
            "wp:termmeta": lambda fields: self._drop("term meta"),
            "wp:author": self._author,
            **{f"wp:{kind}": partial(self._term, kind) for kind in ("category", "tag", "term")},
        }

    def take(self) -> Iterator[Record]:
        """Hand out what is ready."""
        ready, self.ready = self.ready, []
        return iter(ready)

    # --- Events -----------------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        canonical, level = self._names.look(name)
        self._parts = []
        self._room = self._limit
        if level == LEAF:
            self._attributes = attributes
            return
        # The head's own fields stand in the outermost element.
        self._frames.append(_Frame(canonical) if canonical != ROOT else self._head)
        if level == ITEM_LEVEL:
            self.finish()
        if canonical == "item":
            self._number += 1
            self._begin_item()

    def text(self, data: str) -> None:
        if len(data) <= self._room:
            self._parts.append(data)
            self._room -= len(data)
        elif self._room >= 0:
            self._parts.append(data[: self._room])
            self._room = -1
            self._report.repaired(TEXT_CUT, self._line())

    def end(self, name: str) -> None:
        canonical, level = self._names.look(name)
        if level != LEAF:
            self._end_of_frame(self._frames.pop())
        elif canonical == "category":
            self._item_term("".join(self._parts).strip())
        elif self._parts:
            said = "".join(self._parts)
            # A password may be a blank. One with a line end is a file that somebody made prettier.
            is_password = canonical == "wp:post_password" and "\n" not in said
            self._frames[-1].fields[canonical] = said if is_password else said.strip()
        self._parts = []

    def gave_up(self, target: str, data: str) -> None:
        """What is open is not whole: all of it, or only what is innermost."""
        for frame in self._frames if data else self._frames[-1:]:
            frame.whole = False

    def finish(self) -> None:
        """Hand out the channel, if nothing did yet: the first item begins, or the file ends."""
        if not self._channel_done:
            self._channel_done = True
            self.ready.append(make.channel(self._head.fields))

    # --- Ends -------------------------------------------------------------------------------------------------------

    def _end_of_frame(self, frame: _Frame) -> None:
        finisher = self._finishers.get(frame.kind)
        if finisher and frame.whole:
            finisher(frame.fields)
        elif kind := GIVEN_UP.get(frame.kind):
            self._report.repaired(
                kind, self._line(), frame.fields.get("title") or frame.fields.get("wp:comment_id", "")
            )

    def _begin_item(self) -> None:
        self._terms: list[ItemTerm] = []
        self._meta: list[tuple[str, str]] = []
        self._comments = 0
        self._item_room = self._limit

    def _fits(self, *texts: str) -> bool:
        """Whether the item may grow by these: its parts come in any number, and are all in memory until it ends."""
        self._item_room -= sum(map(len, texts)) + 100  # what a short one takes all the same
        if self._item_room < 0:
            self._report.repaired(ITEM_FULL, self._line())
        return self._item_room >= 0

    def _item(self, fields: Fields) -> None:
        terms = make.distinct(self._terms)
        self.ready.append(make.item(self._number, fields, terms, tuple(self._meta), self._comments))

    def _item_term(self, name: str) -> None:
        domain, slug = self._attributes.get("domain", ""), self._attributes.get("nicename", "")
        if self._frames[-1].kind == "item" and name and self._fits(domain, slug, name):
            self._terms.append(make.item_term(domain, slug, name))

    def _postmeta(self, fields: Fields) -> None:
        key, value = fields.get("wp:meta_key", ""), fields.get("wp:meta_value", "")
        if key and self._fits(key, value):
            self._meta.append((key, value))

    def _commentmeta(self, fields: Fields) -> None:
        if fields.get("wp:meta_key") == META:
            self._frames[-1].fields[META] = fields.get("wp:meta_value", "")
        else:
            self._drop("comment meta")

    def _comment(self, fields: Fields) -> None:
        for element, what in _PRIVATE.items():
            if fields.get(element):
                self._drop(what)
        if any(frame.kind == "item" for frame in self._frames):
            self._comments += 1
            self.ready.append(make.comment(self._number, fields))
        else:
            self._report.repaired(HOMELESS, self._line(), fields.get("wp:comment_id", ""))

    def _author(self, fields: Fields) -> None:
        if fields.get("wp:author_email"):
            self._drop("author addresses")
        self.ready.append(make.author(fields))

    def _term(self, kind: str, fields: Fields) -> None:
        self.ready.append(make.term(kind, fields))

    def _drop(self, what: str) -> None:
        self._report.dropped[what] += 1

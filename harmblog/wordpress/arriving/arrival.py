"""A comment on its way from a file to the database, and how it is told from others."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from comments.models import Comment, Ping

from .. import records
from .articles import moment
from .run import type_name

Name = tuple[str, str]  # kind and number
KIND, PING = "comment", "ping"
PINGS = ("pingback", "trackback")
Status = Comment.Status
STATES: dict[str, str] = {
    **dict.fromkeys(["1", "approve", "approved"], Status.APPROVED),
    **dict.fromkeys(["0", "hold", "pending", ""], Status.PENDING),
    **dict.fromkeys(["trash", "post-trashed", "rejected"], Status.REJECTED),
    "spam": Status.SPAM,
}


def class_of(comment: records.Comment) -> str:
    """The line of the table that a comment belongs to."""
    if comment.type in PINGS:
        return "pings"
    if comment.type in ("", "comment"):
        return f"comments, {state_of(comment)}"
    return "editors' notes" if comment.type == "note" else f"comments of type {type_name(comment.type)}"


def state_of(comment: records.Comment) -> str:
    """The state that it gets here. What is not known waits for a moderator."""
    return STATES.get(comment.approved.lower(), Status.PENDING)


@dataclass(slots=True)
class Arrival:
    """A comment on its way: under which line of the table, with which number, under which article; and its row."""

    record: records.Comment
    line: str
    number: int
    article: int
    row: Comment | Ping | None = None
    address: str = ""

    @property
    def kind(self) -> str:
        """What sort of thing it is remembered as."""
        return PING if self.record.type in PINGS else KIND

    @property
    def name(self) -> Name:
        """What it is remembered by."""
        return self.kind, str(self.number)

    @property
    def date(self) -> dt.datetime | None:
        """When it was written, as far as the file says."""
        return moment(self.record.date, self.record.date_gmt).utc

    def is_row(self, row: Comment | Ping) -> bool:
        """Whether it is this comment. Neither its place nor its time ever changes; the rest may, by a moderator."""
        return self.article == row.article_id and self.date in (None, row.received_at)

    def is_like(self, other: "Arrival") -> bool:
        """Whether the file has the same one twice."""
        mine, theirs = self.record, other.record
        return (self.article, mine.date_gmt, mine.content) == (other.article, theirs.date_gmt, theirs.content)

    def number_by_place(self) -> int:
        """Another number, below zero, for one whose own is somebody else's; the same each time."""
        place = f"{self.record.id[:40]} {self.article} {self.record.date_gmt[:40]}"
        return -int(hashlib.sha256(place.encode()).hexdigest()[:15], 16)

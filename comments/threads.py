"""Puts comments into threads. Pure: a list in, a list out, in time proportional to its length."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest

from .models import Comment

DEEPEST = 3  # steps of indentation; deeper replies stay at the third, and say whom they answer


@dataclass(slots=True)
class Row:
    """A comment in its place. `opens`, `ends` and `closes` tell a template which tags to print around it, so that
    nested lists are drawn in one loop.
    """

    comment: Comment
    depth: int
    answers: Comment | None = None  # set where the indentation no longer shows it
    orphan: bool = False  # a reply whose parent cannot be seen any more
    above: str = ""  # the address of what it answers, where that is said
    opens: bool = False
    ends: bool = True  # whether the item ends here, or holds the rows that follow
    closes: range = range(0)  # one for each "</ol></li>" due after it

    @property
    def is_lost_reply(self) -> bool:
        """Whether it has to be said that this is a reply, since nothing shows it."""
        return self.orphan or self.answers is not None


def thread(comments: Iterable[Comment], elsewhere: Mapping[int, Comment] | None = None) -> list[Row]:
    """Rows in reading order: each comment followed by its replies, oldest first. Of withdrawn ones, those places that
    something visible descends from. `elsewhere`: what is answered here and stands on another page, by key.
    """
    others = elsewhere or {}
    comments = _needed(list(comments))
    shown = {comment.pk: comment for comment in comments}
    replies: dict[int | None, list[Comment]] = defaultdict(list)
    for comment in comments:
        replies[comment.parent_id if comment.parent_id in shown else None].append(comment)

    rows: list[Row] = []
    stack = [(comment, 0) for comment in reversed(replies[None])]
    while stack:
        comment, depth = stack.pop()
        flattened = depth > DEEPEST
        answers = others.get(comment.parent_id or 0) if depth == 0 else None
        if flattened and comment.parent_id:
            answers = shown[comment.parent_id]
        orphan = depth == 0 and comment.parent_id is not None and answers is None
        rows.append(Row(comment, depth=min(depth, DEEPEST), answers=answers, orphan=orphan))
        stack.extend((reply, depth + 1) for reply in reversed(replies[comment.pk]))
    return _nest(rows)


def _needed(comments: list[Comment]) -> list[Comment]:
    everyone = {comment.pk: comment for comment in comments}
    needed = set[int]()
    for comment in comments:
        above: Comment | None = None if comment.is_withdrawn else comment
        while above and above.pk not in needed:
            needed.add(above.pk)
            above = everyone.get(above.parent_id or 0)
    return [comment for comment in comments if comment.pk in needed]


def _nest(rows: list[Row]) -> list[Row]:
    for row, following in zip_longest(rows, rows[1:]):
        next_depth = following.depth if following else 0
        if following and next_depth > row.depth:
            following.opens, row.ends = True, False
        row.closes = range(row.depth - next_depth)
    return rows

"""Reads the desk's lists: by keyset, so that the thousandth page costs what the first does, and without counting.

There is no index of comments' words: what is erased must be in no second place. So a list that is narrowed down looks
at a stretch of the whole one, says how far it got, and goes on from there when asked to; a flood makes it no slower.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db.models import Q

from articles.models import Article
from harmblog.prepared import Prepared

from ..models import Comment, CommentQuerySet, Decision, SecondOpinion
from ..moderation import WAYS_BACK
from .places import OPINION, Lane, Place, Status

PER_PAGE = 25
PAGE = [int] * PER_PAGE  # the keys of its comments, for a query that is prepared: see `keys_of`
COUNTED = 1000  # waiting comments are counted up to here, and "1,000+" after: a full count would grow with a flood
LOOKED_AT = 2000  # comments on one page of a narrowed list: a tenth of a second for long ones
HELD = 500  # second opinions that are listed: the oldest
CHUNK = 100  # rows in memory at a time
# Of what is around a comment, as much as a row of the list says.
OF_ARTICLE, OF_PARENT = ("id", "kind", "title", "slug"), ("id", "name", "status")
NOT_SHOWN = [
    *(f"article__{field.name}" for field in Article._meta.concrete_fields if field.name not in OF_ARTICLE),
    *(f"parent__{field.name}" for field in Comment._meta.concrete_fields if field.name not in OF_PARENT),
]
OPINIONS = Prepared(lambda: SecondOpinion.objects.order_by("at", "pk").values_list("pk")[:HELD])
DECISIONS = Prepared(
    lambda *keys: Decision.objects.filter(comment__in=keys).select_related("moderator").order_by("pk"), *PAGE
)


@dataclass
class Listing:
    """One page of the desk, and where the next one begins. `looked_at`: how many it was chosen from, if narrowed."""

    comments: list[Comment] = field(default_factory=list)
    next: str = ""
    looked_at: int = 0


def waiting_in(lane: str = "") -> CommentQuerySet:
    """What waits, in the order in which it is decided: by lane, known writers first, then oldest first."""
    waiting = Comment.objects.with_status(Status.PENDING).order_by("lane", "rank", "pk")
    if lane == OPINION:
        return waiting.filter(pk__in=[key for (key,) in OPINIONS.rows()])
    return waiting.filter(lane=Lane[lane.upper()]) if lane else waiting


def listing(place: Place) -> Listing:
    """The page that begins after the cursor of `place`. What was decided comes latest decision first. A cursor that
    makes no sense begins at the beginning.
    """
    if place.status == Status.PENDING:
        comments = waiting_in(place.lane).filter(_waits_behind(place.after))
    else:
        # Said aloud, so that the index which leaves out all that waits can serve.
        decided = Comment.objects.with_status(place.status).filter(decided_at__isnull=False)
        comments = decided.filter(_decided_before(place.after)).order_by("-decided_at", "-pk")
    if place.is_narrowed:
        return _narrowed(comments, place)
    found = list(_with_what_is_shown(comments)[: PER_PAGE + 1])
    page = found[:PER_PAGE]
    return Listing(page, next=_cursor(vars(page[-1])) if len(found) > PER_PAGE else "")


def _with_what_is_shown(comments: CommentQuerySet) -> CommentQuerySet:
    """With as much of the article and of what is answered as a row of the list says."""
    return comments.select_related("article", "parent").defer(*NOT_SHOWN)


def _narrowed(comments: CommentQuerySet, place: Place) -> Listing:
    rows = comments.values("id", "lane", "rank", "decided_at", *place.columns)[: LOOKED_AT + 1]
    keys, looked_at, last = list[int](), 0, dict[str, Any]()
    stretch = rows.iterator(chunk_size=CHUNK)
    for row in islice(stretch, LOOKED_AT):
        last, looked_at = row, looked_at + 1
        if place.fits(row):
            keys.append(row["id"])
            if len(keys) == PER_PAGE:
                break
    more = next(iter(stretch), None) is not None
    by_key = _with_what_is_shown(Comment.objects.all()).in_bulk(keys)
    page = [by_key[key] for key in keys if key in by_key]
    return Listing(page, next=_cursor(last) if more else "", looked_at=looked_at)


def _cursor(last: Mapping[str, Any]) -> str:
    if last["decided_at"]:
        return f"{last['decided_at'].isoformat()}_{last['id']}"
    return f"{last['lane']}_{last['rank']}_{last['id']}"


def _waits_behind(cursor: str) -> Q:
    if not re.fullmatch("[0-9]_[0-9]_[0-9]{1,18}", cursor):
        return Q()
    lane, rank, pk = map(int, cursor.split("_"))
    after = Q(lane__gt=lane) | Q(lane=lane, rank__gt=rank) | Q(lane=lane, rank=rank, pk__gt=pk)
    return Q(lane__gte=lane) & after


def _decided_before(cursor: str) -> Q:
    moment, _, pk = cursor.partition("_")
    try:
        at, key = dt.datetime.fromisoformat(moment).astimezone(dt.UTC), int(pk)
    except (ValueError, OverflowError):
        return Q()
    return Q(decided_at__lte=at) & (Q(decided_at__lt=at) | Q(pk__lt=key))


def keys_of(page: Sequence[Comment]) -> list[int]:
    """The keys of a page's comments, always as many: what is missing is filled up with what is none."""
    return [*(comment.pk for comment in page), *[0] * (len(PAGE) - len(page))]


def latest_decisions(page: Sequence[Comment]) -> dict[int | None, Decision]:
    """The last line of the log on each of these comments, by the comment's key."""
    return {decision.comment_id: decision for decision in DECISIONS.objects(*keys_of(page))}


def counts() -> dict[int, int]:
    """How many comments wait in each lane, each counted up to COUNTED + 1."""
    return Comment.objects.all().waiting_by_lane(COUNTED + 1)


def last_act(moderator: Any) -> list[Decision]:
    """The rows of what this moderator did last, if it can still be taken back."""
    mine = Decision.objects.filter(moderator=moderator).order_by("-pk")
    last = mine.first()
    if last is None or last.act not in WAYS_BACK:  # taken back already, or an answer that overwrote something
        return []
    rows = mine.standing().filter(batch=last.batch).order_by("-pk")
    return list({row.comment_id: row for row in rows}.values())  # published with a note: one comment, two rows

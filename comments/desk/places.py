"""Where on the desk a moderator is: which list, how it is narrowed down, and how far into it. A form carries it, so
that an act leads back to where it was done.

What is searched for stands in the address of the page and nowhere else: kept in a session it would lie in the database
longer than the comment it was copied from. The page is for staff, is never stored, and sends its address to nobody.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from harmblog.text import normalized

from ..models import Comment

Lane, Status = Comment.Lane, Comment.Status
OPINION = "opinion"  # what somebody holds for a second opinion, from any lane
LANES: dict[str, Any] = {**{lane.name.lower(): lane.label for lane in Lane}, OPINION: _("Second opinion")}
AGES: dict[str, tuple[Promise, dt.timedelta]] = {
    "hour": (_("more than an hour ago"), dt.timedelta(hours=1)),
    "day": (_("more than a day ago"), dt.timedelta(days=1)),
    "week": (_("more than a week ago"), dt.timedelta(days=7)),
    "month": (_("more than 30 days ago"), dt.timedelta(days=30)),
}
LONGEST = 200  # characters of what is searched for, and of a cursor


def folded(text: str) -> str:
    """As two texts are compared: whatever the letters' size and form."""
    return normalized(text).casefold()


@dataclass(frozen=True)
class Place:
    """A list of the desk. All but `status` may be empty."""

    status: str = Status.PENDING.value
    lane: str = ""
    article: str = ""
    label: str = ""
    age: str = ""
    q: str = ""
    after: str = ""

    @classmethod
    def of(cls, status: str, given: Mapping[str, Any]) -> "Place":
        """From the query of an address. What makes no sense is left out."""
        typed = {field.name: str(given.get(field.name, ""))[:LONGEST] for field in fields(cls)} | {"status": status}
        if status != Status.PENDING or typed["lane"] not in LANES:
            typed["lane"] = ""
        return cls(**typed | {"age": typed["age"] if typed["age"] in AGES else ""})

    @classmethod
    def carried(cls, status: str, query: str) -> "Place":
        """From the field of a form, as `query` made it."""
        return cls.of(status, QueryDict(query))

    @property
    def query(self) -> str:
        """The place but for its status, as in `lane=slow&q=parcel`."""
        return urlencode({name: value for name, value in self._given.items() if value})

    @property
    def path(self) -> str:
        return reverse("desk:queue") if self.status == Status.PENDING else reverse("desk:list", args=[self.status])

    @property
    def address(self) -> str:
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def first(self) -> "Place":
        return replace(self, after="")

    @property
    def all_of_it(self) -> "Place":
        """The same list, not narrowed down."""
        return Place(self.status, self.lane)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.article or self.label or self.age or self.q)

    def further(self, after: str) -> "Place":
        return replace(self, after=after)

    @property
    def _given(self) -> dict[str, str]:
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name != "status"}

    @cached_property
    def columns(self) -> list[str]:
        """What `fits` looks at."""
        asked = {"labels": self.label, "received_at": self.age}
        asked |= {"article__title": self.article, "article__slug": self.article, "name": self.q, "text": self.q}
        return [column for column, wanted in asked.items() if wanted]

    @cached_property
    def fits(self) -> Callable[[Mapping[str, Any]], bool]:
        """Whether a row with those columns is one of those looked for."""
        title, words, now = folded(self.article), folded(self.q).split(), timezone.now()
        longer_than = AGES[self.age][1] if self.age else dt.timedelta()

        def fits(row: Mapping[str, Any]) -> bool:
            if self.label and self.label not in row["labels"].split():
                return False
            if self.age and row["received_at"] > now - longer_than:
                return False
            if title and title != row["article__slug"] and title not in folded(row["article__title"]):
                return False
            said = folded(f"{row['name']}\n{row['text']}") if words else ""
            return all(word in said for word in words)

        return fits

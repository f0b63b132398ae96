"""What a row of the table is, and the times in it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HOURS_TO_ANSWER = dt.timedelta(hours=48)
HOURS_OF_SESSION = dt.timedelta(hours=12)
DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
MONTH = dt.timedelta(days=30)
QUARTER = dt.timedelta(days=90)
YEAR = dt.timedelta(days=365)

EVERYBODY = _("Everybody")
MODERATORS = _("Moderators")
COMMENTER = _("Moderators, and you with your receipt")
YOURSELF = _("You with your receipt; nobody else. A program of ours works with it.")
PROGRAM = _("Nobody. A program of ours works with it.")
TWO_OFFICERS = _(
    "Nobody, unless two privacy officers agree on a reason; your receipt then says so. A program of ours works with it."
)
OFFICERS = _("Privacy officers and admins, and you with your receipt")
STAFF = _("Writers and admins")
ADMINS = _("Admins")


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of data. `fields` names the columns it is made of, a model a line, as in `comments.Ping: id url`;
    `after` is the time in `how_long`, where there is one.
    """

    key: str
    what: Promise
    why: Promise
    how_long: Promise
    who: Promise
    fields: str = ""
    after: dt.timedelta | None = None

    def columns(self) -> list[tuple[str, str]]:
        """Model and field of each column."""
        lines = [line.partition(":") for line in self.fields.strip().splitlines()]
        return [(model.strip(), field) for model, _colon, fields in lines for field in fields.split()]

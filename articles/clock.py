"""What the clock alone changes on the pages: a scheduled article appears, or comments close."""

import datetime as dt

from django.utils import timezone

from harmblog.prepared import Prepared

from .models import Article
from .models.querysets import midnight

LAST = dt.date(9000, 1, 1)  # "never" is often typed as a day at the end of time, after which there is none to close on
APPEARS = Prepared(
    lambda now: Article.objects.scheduled(now).order_by("published_at").values_list("published_at")[:1], dt.datetime
)
CLOSES = Prepared(
    lambda *days: Article.objects.closing(*days).order_by("comments_close_on").values_list("comments_close_on")[:1],
    *(dt.date, dt.date),
)


def next_change() -> dt.datetime | None:
    """The next moment at which a page changes by the clock alone. Two queries."""
    now = timezone.now()
    moments = [moment for (moment,) in APPEARS.rows(now)]
    moments += [
        timezone.make_aware(midnight(day + dt.timedelta(1))) for (day,) in CLOSES.rows(timezone.localdate(now), LAST)
    ]
    return min(moments, default=None)

"""Which articles nobody has checked for longer than the site wants."""

import calendar
import datetime as dt

from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone

from harmblog.models import Site

from .models import ArticleQuerySet


def due(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Those of them that are due for review, longest first; `checked_on` is the day on which each was last checked."""
    months = Site.current().review_after
    if not months:
        return articles.none()
    late = articles.due_for_review(months_before(timezone.localdate(), months))
    return late.annotate(checked_on=Coalesce("reviewed_on", TruncDate("published_at"))).order_by("checked_on", "pk")


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier, or the last one of that month; not before the year 1."""
    total = max(day.year * 12 + day.month - 1 - months, 12)
    year, month = divmod(total, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))

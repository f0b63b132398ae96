"""How the site is doing, for staff: numbers and nothing of anybody."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_safe

from harmblog import stores

from .. import helplines, safety, soundness
from ..models import Comment, Edit, Holding, LogCheck, Mail, Objection

COUNTED_WITHIN = dt.timedelta(hours=26)  # once a day, by a worker that looks every hour
MAILS_OF = dt.timedelta(days=7)
ANSWERED_WITHIN = dt.timedelta(days=14)
READ_WITHIN = dt.timedelta(days=30)
COUNTED = 1000  # of those that wait: a flood of them is said as well by this as by its number


@require_safe
def detail(request: HttpRequest) -> HttpResponse:
    """200 and one line where all is well; 503 and what to look at otherwise."""
    wrong = list(troubles(timezone.now()))
    lines = wrong or [_("All is well.")]
    return HttpResponse("".join(f"{line}\n" for line in lines), "text/plain; charset=utf-8", 503 if wrong else 200)


def troubles(now: dt.datetime) -> Iterator[str]:
    """What somebody should look at."""
    yield from _worker(now)
    for package in sorted(stores.MISSING):
        yield _("The package %s is not installed, and the settings ask for it. The site does without.") % package
    for told, count in (*_counts(now), *_sources(now.date())):
        if count:
            yield told % count
    if soundness.is_damaged():
        yield _(
            "The database is damaged, most likely by its disk. Somebody with access to the server should run: "
            "manage.py check_data"
        )
    if LogCheck.objects.filter(wrong__gt=0).exists():
        yield _(
            "The log was changed, or is damaged. Somebody with access to the server should run: manage.py verify_log"
        )


def _worker(now: dt.datetime) -> Iterator[str]:
    last = Holding.objects.order_by("-counted_at").first()
    if last is None:
        yield _("The worker has not run yet: nothing is forgotten and no mail is sent.")
    elif last.counted_at < now - COUNTED_WITHIN:
        hours = round((now - last.counted_at).total_seconds() / 3600)
        yield _("The worker has not done its daily round for %d hours.") % hours


def _counts(now: dt.datetime) -> Iterator[tuple[Any, int]]:
    lately = Mail.objects.filter(due_at__gt=now - MAILS_OF)
    yield (
        ngettext_lazy("%d comment has waited for more than 30 days.", "%d comments have waited for more than 30 days."),
        Comment.objects.unread_since(now).values("pk")[:COUNTED].count(),
    )
    yield (
        ngettext_lazy(
            "%d newer text has waited for more than 30 days.", "%d newer texts have waited for more than 30 days."
        ),
        Edit.objects.waiting().filter(received_at__lte=now - READ_WITHIN).count(),
    )
    yield (
        ngettext_lazy(
            "%d objection has not been answered for 14 days.", "%d objections have not been answered for 14 days."
        ),
        Objection.objects.waiting().filter(received_at__lte=now - ANSWERED_WITHIN).count(),
    )
    yield (
        ngettext_lazy(
            "%d mail of this week may or may not have arrived: the worker was stopped while it handed it over.",
            "%d mails of this week may or may not have arrived: the worker was stopped while it handed them over.",
        ),
        lately.filter(state=Mail.State.UNKNOWN).count(),
    )
    yield (
        ngettext_lazy("%d mail of this week could not be delivered.", "%d mails of this week could not be delivered."),
        lately.filter(state=Mail.State.FAILED).count(),
    )


def _sources(today: dt.date) -> Iterator[tuple[Any, int]]:
    """What this site tells after somebody else, and nobody has compared for long."""
    yield (
        ngettext_lazy(
            "%d telephone number for emergencies was last checked more than a year ago.",
            "%d telephone numbers for emergencies were last checked more than a year ago.",
        ),
        len(helplines.out_of_date(today)),
    )
    yield (
        ngettext_lazy(
            "%d text of a safety note was last compared with its source more than a year ago.",
            "%d texts of safety notes were last compared with their sources more than a year ago.",
        ),
        safety.aged(today).count(),
    )

"""Charts and tables in a real browser: nothing breaks the policy, nothing is wider than the screen, axe is content."""

import datetime as dt
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from comments import moderation
from comments.models import Decision, Tally

from ..conftest import account
from .test_accessibility import Visit, objections


def test_axe_objects_to_figures_the_log_and_the_public_counts(visit: Visit, say: Any, approved: Any, mo: User) -> None:
    for reason in Decision.Reason.values:
        refused = say(f"No {reason}", labels="sourcing dose others")
        moderation.decide([refused.seen], act="reject", expected="pending", moderator=mo, reason=reason)
    approved("Yes.", labels="urgent"), say("Waits.", lane=0), say("Waits too.")
    month = (timezone.localdate().replace(day=1) - dt.timedelta(days=1)).strftime("%Y-%m")
    for act, reason, count in (("approve", "", 123), ("reject", "risky", 9), ("waited", "", 5)):
        Tally.objects.create(month=month, act=act, reason=reason, count=count)
    page = visit("/", user=account("root", is_superuser=True, is_staff=True), script=True)
    for path in ("/moderation/figures/", "/moderation/log/?by=mo", "/moderated/"):
        page.goto(path)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert objections(page) == [], path
        for width in (320, 700, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            wider = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert page.evaluate(wider) <= 0, (path, width)
    page.goto("/moderation/figures/")
    assert page.locator("svg[role=img]").count() > 10
    drawn = page.locator(".bars rect.reject").first.evaluate("one => getComputedStyle(one).fill")
    assert drawn != page.locator("body").evaluate("one => getComputedStyle(one).color")

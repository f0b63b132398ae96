"""What a page costs does not grow with the site: as many queries, about as many steps of the database, no plan that
reads a whole table. Steps are counted, not seconds, so a busy machine changes nothing.
"""

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone

from articles import search, sitemaps
from bench import growing, plans
from comments import figures, notify, retention, worker
from comments.models import Comment
from comments.outbox import Outbox
from harmblog import pagecache
from harmblog.models import bump

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
FEW = {"articles": 650, "comments": 2_500, "pending": 1_100}  # past what is counted or looked at on one page
MANY = {"articles": 1_000, "comments": 15_000, "pending": 2_500}
WALK = "a walk through all comments"  # and what that looks like
NOTHING = 15_000  # steps that tell nothing: half a millisecond
# As a worker does them, each after the other, in every round or every hour.
ROUNDS: dict[str, Any] = {
    "screen": worker.screen,
    "sort": lambda: list(Comment.objects.to_sort()[:200]),
    "plan mails": notify.plan,
    "send mails": lambda: Outbox().send(),
    "forget": retention.apply,
    WALK: lambda: list(Comment.objects.filter(name="nobody")),
}


@dataclass
class Cost:
    """By page: how many queries, how many steps, and by which plans."""

    queries: dict[str, int] = field(default_factory=dict)
    steps: dict[str, int] = field(default_factory=dict)
    whole: dict[str, list[str]] = field(default_factory=dict)


def pages() -> dict[str, Any]:
    paths, reader, moderator = growing.paths(), Client(), growing.moderator()
    return {path: partial(reader.get, path) for path in paths.public.values()} | {
        path: partial(moderator.get, path) for path in paths.desk.values()
    }


def look(acts: dict[str, Any], cost: Cost | None = None) -> Cost:
    cost = cost or Cost()
    for name, act in acts.items():
        act()  # what is kept until an article changes is kept by now, and what was due is done
        bump(articles=False)
        with plans.watched(explain=False) as seen:
            act()
        bump(articles=False)
        with plans.watched() as explained:
            act()
        cost.steps[name], cost.queries[name] = seen.steps, len(seen.queries)
        cost.whole[name] = [f"{query.reads}: {line}" for query in explained.queries for line in query.whole_tables]
    return cost


@pytest.fixture(scope="module")
def costs(django_db_setup: None, django_db_blocker: Any, keys: Path) -> tuple[Cost, Cost]:
    """What everything costs on a site and on one seven times as large."""
    folders = {"SEALING_PUBLIC_KEYS": keys / "public", "SEALING_PRIVATE_KEYS": keys / "private"}
    with (
        django_db_blocker.unblock(),
        override_settings(**folders),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sitemaps, "PART", 100)
        patch.setattr(search, "MOST", 60)
        patch.setattr(figures, "NEWEST", 200)
        growing.found()
        found = []
        for size in (FEW, MANY):
            growing.grow(**size)
            Comment.objects.filter(sorted_at=None).update(sorted_at=timezone.now())
            cost = look(ROUNDS)  # before there are addresses and mails: it looks through ninety days of them
            growing.long_discussion(150)
            growing.history(size["comments"] // 10)
            growing.analyze()
            look(pages(), cost)
            found.append(cost)
        transaction.set_rollback(True)
    pagecache.forget()
    return found[0], found[1]


def test_no_page_and_no_round_takes_more_steps_on_a_larger_site(costs: tuple[Cost, Cost]) -> None:
    few, many = (cost.steps for cost in costs)
    dearer = {name: (few[name], many[name]) for name in many if many[name] > max(1.5 * few[name], NOTHING)}
    assert dearer.pop(WALK)[1] > 50_000
    assert dearer == {}


def test_no_page_and_no_round_asks_more_of_a_larger_site(costs: tuple[Cost, Cost]) -> None:
    few, many = (cost.queries for cost in costs)
    assert {name: (few[name], many[name]) for name in many if many[name] > few[name]} == {}


def test_no_page_reads_a_whole_table(costs: tuple[Cost, Cost]) -> None:
    whole = {name: lines for name, lines in costs[1].whole.items() if lines}
    assert whole.pop(WALK) == ["comments_comment: SCAN comments_comment"]
    # Once an hour, and of a table that holds ninety days.
    whole["forget"] = [line for line in whole.get("forget", []) if not line.endswith(("_mail", "_contact"))]
    assert not any(whole.values()), whole

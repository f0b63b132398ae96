"""Many at once, anything at random: what each comment went through could have happened one after the other, in an order
that agrees with the clock; and the log has a line for each decision, no more. Real transactions.
"""

import random
import time
import uuid
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connections

from articles.models import Article
from comments import log, moderation
from comments.models import Comment, Decision, LogLine

from .conftest import account
from .proof.long import many

OPERATIONS = many(160, 20_000)
CLIENTS = 4
STATES = ["pending", "approved", "rejected", "spam"]


@dataclass
class Call:
    """When an operation that won began and ended, as its client saw it."""

    batch: uuid.UUID
    began: float
    ended: float


class Chaos:
    """One client: moderates and comments at random, on comments that all clients share."""

    def __init__(self, seed: int, article: Article, moderator: User) -> None:
        self.chance, self.article, self.moderator = random.Random(seed), article, moderator
        self.calls: list[Call] = []

    def run(self, operations: int) -> list[Call]:
        acts: list[Callable[[], Any]] = [self.submit, self.edit, self.withdraw, self.answer, self.ask, self.undo]
        try:
            for _ in range(operations):
                act = self.chance.choice([*acts, *[self.decide] * 8])
                began = time.monotonic()
                outcome = act()
                if isinstance(outcome, moderation.Outcome) and outcome.done:
                    self.calls.append(Call(outcome.batch, began, time.monotonic()))
        finally:
            connections.close_all()
        return self.calls

    def some(self) -> Comment | None:
        keys = list(Comment.objects.said().values_list("pk", flat=True)[:20])
        return Comment.objects.filter(pk=self.chance.choice(keys)).first() if keys else None

    def submit(self) -> None:
        moderation.receive(article=self.article, name="Rita", text=f"Text {self.chance.random()}")

    def decide(self) -> moderation.Outcome | None:
        comment = self.some()
        act = self.chance.choice(["approve", "reject", "spam"])
        expected = self.chance.choice([*STATES, comment.status, comment.status] if comment else STATES)
        if comment is None or moderation.LEADS_TO[Decision.Act(act)] == expected or expected == "withdrawn":
            return None
        return moderation.decide([comment.seen], act=act, expected=expected, moderator=self.moderator)

    def ask(self) -> moderation.Outcome | None:
        comment = self.some()
        return moderation.ask(comment.seen, moderator=self.moderator) if comment else None

    def undo(self) -> moderation.Outcome | None:
        batches = list(Decision.objects.order_by("-pk").values_list("batch", flat=True)[:5])
        return moderation.undo(self.chance.choice(batches), moderator=self.moderator) if batches else None

    def edit(self) -> None:
        if comment := self.some():
            self.perhaps(lambda: moderation.edit(comment, name="Rita", text=f"Newer {self.chance.random()}"))

    def answer(self) -> None:
        if comment := self.some():
            self.perhaps(lambda: moderation.answer(comment.public_id, text="Yes.", moderator=self.moderator))

    def withdraw(self) -> None:
        comment = self.some()
        if comment and self.chance.random() < 0.1:
            moderation.withdraw(comment)

    def perhaps(self, act: Callable[[], Any]) -> None:
        with suppress(moderation.Gone):
            act()


@pytest.mark.fault(5)
@pytest.mark.django_db(transaction=True)
def test_no_history_that_could_not_be_serial(article: Article, mo: User, kit: User) -> None:
    lines_before = LogLine.objects.count()
    for number in range(10):
        moderation.receive(article=article, name="Rita", text=f"First {number}")
    staff = [mo, kit, account("lee", "Moderator"), account("sam", "Moderator")]
    clients = [Chaos(seed, article, moderator) for seed, moderator in enumerate(staff)]
    with ThreadPoolExecutor(CLIENTS) as pool:
        runs = [pool.submit(client.run, OPERATIONS // CLIENTS) for client in clients]
        calls = {call.batch: call for run in runs for call in run.result()}

    histories: dict[int, list[Decision]] = defaultdict(list)
    for row in Decision.objects.exclude(comment=None).order_by("pk"):
        histories[row.comment_id or 0].append(row)
    assert len(calls) > OPERATIONS // 10
    for comment in Comment.objects.all():
        history = histories[comment.pk]
        states = ["pending", *(row.after for row in history)]
        assert [row.before for row in history] == states[:-1], comment.pk
        assert comment.status == states[-1]
        ordered = [calls[row.batch] for row in history if row.batch in calls]
        assert all(a.began <= b.ended for a, b in pairwise(ordered)), "against the clock"

    new = LogLine.objects.filter(number__gt=lines_before)
    acts = sorted(new.values_list("act", "before", "after", "actor"))
    rows = Decision.objects.values_list("act", "before", "after", "moderator")
    assert acts == sorted((act, before, after, who or 0) for act, before, after, who in rows)
    assert list(log.verify()) == []

"""The worker's part: learns from each decision soon after it, and once a day looks through the comments for what it
missed (brought along from another site, or decided while no worker ran).
"""

import time

from django.db.models import Exists, OuterRef, Q

from ..models import Comment, Decision, Learned
from . import counts

BATCH = 20  # comments learned in one transaction: others who write wait for it
STRIDE = 1_000  # comments looked at in one step
ENOUGH = 20_000  # a site with more behind it learns the newest ones, and goes on from there
DAY = 86_400.0


class Learner:
    """Knows how far it has come. Killed anywhere, the next one begins at the beginning and learns what is left."""

    def __init__(self) -> None:
        self._decision: int | None = None  # the last one that was followed
        self._walk()

    def _walk(self) -> None:
        """Look through all comments, the newest first."""
        self._before: int | None = None
        self._walking, self._began = True, time.monotonic()

    def step(self) -> int:
        """A little of what there is to learn. Returns how much was looked at; 0 when all has been."""
        if time.monotonic() - self._began > DAY:
            self._walk()
        if not counts.fit(whole=self._walking and self._before is None):
            counts.clear()
            self._walk()
        if self._decision is None:
            self._decision = Decision.objects.order_by("pk").values_list("pk", flat=True).last() or 0
        looked_at = self._follow(self._decision) or (self._walk_on() if self._walking else 0)
        if not looked_at:
            counts.finish()
        return looked_at

    def _follow(self, after: int) -> int:
        made = list(Decision.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "comment")[:BATCH])
        if made:
            _learn(Q(pk__in=[comment for _decision, comment in made if comment]))
            self._decision = made[-1][0]
        return len(made)

    def _walk_on(self) -> int:
        ahead = Comment.objects.all() if self._before is None else Comment.objects.filter(pk__lt=self._before)
        keys = list(ahead.order_by("-pk").values_list("pk", flat=True)[:STRIDE])
        if not keys or counts.how_many() >= ENOUGH:
            self._walking = False
            return 0
        _learn(Q(pk__range=(keys[-1], keys[0])))
        self._before = keys[-1]
        return len(keys)


def _learn(some: Q) -> None:
    unlearned = Comment.objects.learnable().filter(~Exists(Learned.objects.filter(pk=OuterRef("pk"))))
    found = list(unlearned.filter(some).only("pk", "revision", "name", "text"))
    for start in range(0, len(found), BATCH):
        counts.learn(found[start : start + BATCH])

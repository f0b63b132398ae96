"""What was forgotten, what is held, and the journal by which a restored backup forgets again."""

from django.db import models
from django.utils import timezone


class Erasure(models.Model):
    """One line of the journal: what must never come back, as a keyed hash. The worker copies it to a file, which
    outlives a restored database.
    """

    act = models.CharField(max_length=12)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint("act", "hash", name="erased_once")]

    def __str__(self) -> str:
        return f"{self.act} at {self.at:%Y-%m-%d}"


class Forgetting(models.Model):
    """The receipt of one run of one rule: how many went, and nothing of what they were."""

    rule = models.CharField(max_length=40)
    count = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.rule}: {self.count}"


class Holding(models.Model):
    """How many there are of one class of data, counted once a day: no count tells that something was just sent."""

    rule = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveIntegerField()
    counted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.rule}: {self.count}"

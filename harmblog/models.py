"""The generation number of the public pages, and what it means for a model to be shown on them."""

from typing import Any

from django.db import models, transaction
from django.db.models import F


class Generation(models.Model):
    """One row, which counts the changes of what a reader can see."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)


def bump() -> None:
    """Make every kept page unreachable. Called last inside the transaction of the change itself, so that both or
    neither happen: a process killed after the commit cannot leave a stale page behind.
    """
    row = Generation.objects.filter(pk=1)
    if not row.update(number=F("number") + 1):
        Generation.objects.get_or_create(pk=1)
        row.update(number=F("number") + 1)


class ShownQuerySet(models.QuerySet[Any]):
    """Rows that readers see: deleting several at once is a change of the pages too."""

    @transaction.atomic
    def delete(self) -> tuple[int, dict[str, int]]:
        result = super().delete()
        bump()
        return result

    # As Django's own: no manager deletes everything.
    delete.queryset_only = True  # type: ignore[attr-defined]


class ShownModel(models.Model):
    """A row that readers see: saving or deleting it renews the pages. What passes by that (`update` on a query,
    `article.topics.add`) does not: call `bump` after it.
    """

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        bump()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        result = super().delete(*args, **kwargs)
        bump()
        return result

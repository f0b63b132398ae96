"""What the writer of a comment sent later: a newer text, an objection."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .comment import NAME_LENGTH, Comment, random_id


def _of_comments_that_are(*states: str) -> Exists:
    # EXISTS rather than a join, for which SQLite may begin with the comments, which are many more.
    return Exists(Comment.objects.filter(pk=OuterRef("pk"), status__in=states))


class EditQuerySet(models.QuerySet["Edit"]):
    def waiting(self) -> "EditQuerySet":
        """Those a moderator can decide on. While the published text is taken down, its newer one rests."""
        return self.filter(_of_comments_that_are(Comment.Status.APPROVED))

    def urgent_first(self) -> "EditQuerySet":
        """Those of somebody who may be in danger, then oldest first."""
        urgent = models.Case(models.When(labels__contains="urgent", then=0), default=1)
        return self.order_by(urgent, "received_at", "pk")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def waiting(self) -> "ObjectionQuerySet":
        """Those a moderator can answer: of comments that are not shown, or not whole. One that somebody approved
        since has none left.
        """
        return self.filter(_of_comments_that_are(Comment.Status.REJECTED, Comment.Status.SPAM, Comment.Status.APPROVED))


class Edit(models.Model):
    """A newer text of a published comment, which waits: readers see the old one until this is approved."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    token = models.CharField(max_length=12, default=random_id)  # another one for each text, which a decision names
    name = models.CharField(max_length=NAME_LENGTH)
    text = models.TextField()
    html = models.TextField()
    labels = models.CharField(max_length=200, blank=True, default="")
    received_at = models.DateTimeField(default=timezone.now)

    objects = EditQuerySet.as_manager()

    def __str__(self) -> str:
        return f"newer text of {self.comment}"


class Objection(models.Model):
    """What a commenter says against a decision, until a moderator has answered it."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()
    received_at = models.DateTimeField(default=timezone.now)

    objects = ObjectionQuerySet.as_manager()

    def __str__(self) -> str:
        return f"objection to {self.comment}"

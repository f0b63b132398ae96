"""What readers report."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class ReportQuerySet(models.QuerySet["Report"]):
    def waiting(self) -> "ReportQuerySet":
        """Those a moderator can answer: of comments that are shown, or hidden until somebody has looked."""
        # EXISTS rather than a join, for which SQLite may begin with the comments, which are many more.
        answerable = [Comment.Status.APPROVED, Comment.Status.PENDING]
        return self.filter(Exists(Comment.objects.filter(pk=OuterRef("comment"), status__in=answerable)))

    def one_each(self) -> "ReportQuerySet":
        """The first of each comment."""
        earlier = Report.objects.filter(comment=OuterRef("comment"), pk__lt=OuterRef("pk"))
        return self.filter(~Exists(earlier))

    def of_danger(self) -> "ReportQuerySet":
        """Those that say that somebody may be in danger now."""
        return self.filter(reason=Report.Reason.DANGER)

    def oldest_first(self) -> "ReportQuerySet":
        return self.order_by("first_at", "pk")


class Report(models.Model):
    """That readers think a comment should not be there, and why: one row for each reason, whoever said it. Who did is
    not kept, and nothing by which they could be told apart.
    """

    class Reason(models.TextChoices):
        IDENTIFIES = "identifies", _("It leads to somebody who could be recognised.")
        SOURCING = "sourcing", _("It offers drugs, or a way to get them.")
        RISKY = "risky", _("Somebody who follows it could be harmed.")
        HOSTILE = "hostile", _("It attacks somebody.")
        DANGER = "danger", _("Somebody may be in danger now.")
        OTHER = "other", _("Something else is wrong with it.")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=20, choices=Reason)
    # Of how many, each counted once a day for one comment, with the reason that they gave first.
    count = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint("comment", "reason", name="report_joined")]
        indexes = [
            models.Index("first_at", name="report_oldest"),
            models.Index("first_at", name="report_of_danger", condition=models.Q(reason="danger")),
        ]

    def __str__(self) -> str:
        return f"report of {self.comment_id}: {self.reason}"

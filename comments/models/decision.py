"""The log of decisions, which is also what the worker tells from."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comment import Comment

BESIDE = ("undo", "ask", "warn", "unwarn", "leave")  # acts that do not make a comment what it is


class DecisionQuerySet(models.QuerySet["Decision"]):
    def standing(self) -> "DecisionQuerySet":
        """Decisions that were neither taken back nor overruled."""
        return self.filter(undone_by=None, comment__status=F("after"))

    def latest_of(self, comment: Comment) -> "Decision | None":
        """The decision that made a comment what it is, or the answer to what its writer sent since."""
        made = self.standing().filter(comment=comment).exclude(act__in=BESIDE)
        return made.order_by("-pk").first()

    def reason_of(self, comment: Comment) -> str:
        """Why a comment is not shown, as its writer is told; also after an objection was answered."""
        refused = self.standing().filter(comment=comment, act__in=[Decision.Act.REJECT, Decision.Act.SPAM])
        latest = refused.order_by("-pk").first()
        return latest.get_reason_display() if latest and latest.reason else ""

    def redaction_of(self, comment: Comment) -> "Decision | None":
        """The last time that words were removed from what a comment is now; none where its writer sent others since."""
        texts = [Decision.Act.REDACT, Decision.Act.CHANGE, Decision.Act.RESUBMIT]
        latest = self.filter(comment=comment, undone_by=None, act__in=texts).order_by("-pk").first()
        return latest if latest and latest.act == Decision.Act.REDACT else None


class Decision(models.Model):
    """One line of the log: who did what to which comment, and when. Holds no text and no address."""

    class Act(models.TextChoices):
        APPROVE = "approve", _("approved")
        REJECT = "reject", _("rejected")
        SPAM = "spam", _("marked as spam")
        UNDO = "undo", _("taken back")
        CHANGE = "change", _("changed")  # a newer text took the place of a published one
        KEEP = "keep", _("left as it was")  # a newer text, or an objection, was refused
        RESUBMIT = "resubmit", _("sent again")  # by the commenter, changed after a rejection
        WITHDRAW = "withdraw", _("withdrawn")  # by the commenter
        REDACT = "redact", _("published without some words")
        ASK = "ask", _("held for a second opinion")
        ANSWER = "answer", _("answered by the site")
        WARN = "warn", _("given a safety note")
        UNWARN = "unwarn", _("relieved of a safety note")
        HIDE = "hide", _("hidden until somebody has looked")  # by readers' reports, where the site wants that
        LEAVE = "leave", _("left as it was after reports")

    class Reason(models.TextChoices):
        """What a commenter is told of why."""

        IDENTIFIES = "identifies", _("It names or describes somebody who could be recognised.")
        SOURCING = "sourcing", _("It asks for or offers a way to get drugs.")
        RISKY = "risky", _("Somebody who follows it could be harmed.")
        HOSTILE = "hostile", _("It attacks somebody.")
        ELSEWHERE = "elsewhere", _("It is about something else than the article.")

    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="+")
    act = models.CharField(max_length=10, choices=Act)
    before = models.CharField(max_length=10, choices=Comment.Status)
    after = models.CharField(max_length=10, choices=Comment.Status)
    reason = models.CharField(max_length=20, choices=Reason, blank=True, default="", db_default="")
    # PROTECT: an account that decided is switched off, not deleted, so the log keeps its who. None: the commenter.
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    batch = models.UUIDField(db_index=True)  # decisions that were made in one act, and are undone in one
    undoes = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="undone_by")
    # When the worker saw to it that whoever wants to know is told. The log is the outbox: None is still to be done.
    told_at = models.DateTimeField(null=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index("moderator", F("id").desc(), name="decision_of_moderator"),
            models.Index("id", name="decision_to_tell", condition=Q(told_at=None)),
            models.Index("at", name="decision_at"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} at {self.at:%Y-%m-%d %H:%M}"

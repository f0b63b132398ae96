"""What moderators leave on a comment for each other and for its writer."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .comment import Comment


class Claim(models.Model):
    """Who reads a comment now, for a few minutes. Others see it; nobody is kept out."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"claim on {self.comment_id}"


class SecondOpinion(models.Model):
    """A comment that a moderator does not want to decide on alone. It goes with the decision."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"second opinion on {self.comment_id}"


class DeskNote(models.Model):
    """What one moderator says to the others about a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="+")
    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"note on {self.comment_id}"


class Message(models.Model):
    """What a moderator says to a comment's writer about the decision; read on the receipt."""

    comment = models.OneToOneField(Comment, models.CASCADE, primary_key=True, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"message on {self.comment_id}"


class MessageTemplate(models.Model):
    """Words that a moderator uses again and again. Each has their own."""

    moderator = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=60)
    text = models.TextField(_("text"), max_length=1000)

    class Meta:
        constraints = [models.UniqueConstraint("moderator", "title", name="message_title_once")]

    def __str__(self) -> str:
        return self.title

"""What other blogs once sent to an imported one."""

from django.db import models

from articles.models import Article


class Ping(models.Model):
    """A pingback or trackback of an imported blog: kept apart from what people wrote, and shown nowhere."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10)  # pingback or trackback
    name = models.CharField(max_length=300)
    url = models.TextField()
    text = models.TextField()
    received_at = models.DateTimeField()
    was_approved = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.kind} from {self.url}"

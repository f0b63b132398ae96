"""Indexes for the feed of one article's comments and for how many there are. Nobody can comment while they are made,
some seconds for a million on either database; readers do not wait.
"""

from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_growth"), ("comments", "0013_heartbeat")]

    operations = [
        migrations.RemoveIndex("comment", "comment_to_sort"),
        migrations.AddIndex(
            "comment",
            models.Index(
                "sorted_at", "id", name="comment_to_sort", condition=models.Q(status="pending", sorted_at=None)
            ),
        ),
        migrations.RemoveIndex("comment", "comment_on_page"),
        migrations.AddIndex(
            "comment",
            models.Index(
                "article", "page", "id", "status", name="comment_on_page", condition=models.Q(status="approved")
            ),
        ),
        migrations.AddIndex(
            "comment",
            models.Index(
                "article",
                F("decided_at").desc(),
                F("id").desc(),
                name="comment_in_article_feed",
                condition=models.Q(status="approved"),
            ),
        ),
        migrations.AddIndex(
            "comment",
            models.Index("received_at", name="comment_repeat_kept", condition=models.Q(repeat_hash__isnull=False)),
        ),
        migrations.AddIndex(
            "comment",
            models.Index("received_at", name="comment_waits_since", condition=models.Q(status="pending")),
        ),
        migrations.AddIndex(
            "contact", models.Index("comment", name="contact_to_screen", condition=models.Q(fingerprint=None))
        ),
        migrations.AddIndex(
            "contact",
            models.Index(
                "comment",
                name="contact_to_ask",
                condition=models.Q(confirmed_at=None, sealed__isnull=False),
            ),
        ),
        migrations.AddIndex("decision", models.Index("at", name="decision_at")),
        migrations.RemoveIndex("mail", "mail_due"),
        migrations.AddIndex("mail", models.Index("state", "due_at", name="mail_by_state")),
        migrations.AddIndex(
            "mail", models.Index("lease_until", name="mail_handing", condition=models.Q(state="handing"))
        ),
        migrations.AddIndex("mail", models.Index("created_at", name="mail_request", condition=models.Q(kind="erase"))),
    ]

"""Reports that a moderator answers by leaving the comment as it is; those of danger are found first."""

from django.db import migrations, models

ACTS = [
    ("approve", "approved"),
    ("reject", "rejected"),
    ("spam", "marked as spam"),
    ("undo", "taken back"),
    ("change", "changed"),
    ("keep", "left as it was"),
    ("resubmit", "sent again"),
    ("withdraw", "withdrawn"),
    ("redact", "published without some words"),
    ("ask", "held for a second opinion"),
    ("answer", "answered by the site"),
    ("warn", "given a safety note"),
    ("unwarn", "relieved of a safety note"),
    ("hide", "hidden until somebody has looked"),
    ("leave", "left as it was after reports"),
]


class Migration(migrations.Migration):
    dependencies = [("comments", "0009_log_guards")]

    operations = [
        migrations.AlterField("decision", "act", models.CharField(choices=ACTS, max_length=10)),
        migrations.AddIndex(
            "report",
            models.Index("first_at", name="report_of_danger", condition=models.Q(reason="danger")),
        ),
    ]

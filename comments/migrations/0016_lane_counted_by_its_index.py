"""The index of what waits says of each that it waits, so that it is counted without a look at it. Nobody can comment
while it is made, some seconds for a million on either database; readers do not wait.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0004_growth"), ("comments", "0015_datacheck")]

    operations = [
        migrations.RemoveIndex("comment", "comment_in_lane"),
        migrations.AddIndex(
            "comment",
            models.Index("lane", "rank", "id", "status", name="comment_in_lane", condition=models.Q(status="pending")),
        ),
    ]

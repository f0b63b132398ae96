"""When a worker was last at work."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0012_pages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
    ]

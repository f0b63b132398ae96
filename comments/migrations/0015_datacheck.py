"""When all of the database was last read, and whether it could be."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0014_growth"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataCheck",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("wrong", models.PositiveIntegerField()),
            ],
        ),
    ]

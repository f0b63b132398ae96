"""More that the log refuses, an index to read it by account, and the note of when it was last looked at."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone

INDEX = "CREATE INDEX logline_actor ON comments_logline (actor, number)"
# INSERT OR REPLACE deletes without asking the trigger on DELETE. The note of the newest line never goes back.
SQLITE = [
    """CREATE TRIGGER comments_logline_replace BEFORE INSERT ON comments_logline
    WHEN EXISTS (SELECT 1 FROM comments_logline WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER comments_loghead_back BEFORE UPDATE ON comments_loghead WHEN NEW.number < OLD.number
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER comments_loghead_delete BEFORE DELETE ON comments_loghead
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
    """CREATE TRIGGER comments_loghead_replace BEFORE INSERT ON comments_loghead
    BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END""",
]
POSTGRESQL = [
    """CREATE TRIGGER comments_loghead_back BEFORE UPDATE ON comments_loghead
    FOR EACH ROW WHEN (NEW.number < OLD.number) EXECUTE FUNCTION comments_log_refuse()""",
    """CREATE TRIGGER comments_loghead_refuse BEFORE INSERT OR DELETE OR TRUNCATE ON comments_loghead
    FOR EACH STATEMENT EXECUTE FUNCTION comments_log_refuse()""",
]
NAMES = ("logline_replace", "loghead_back", "loghead_delete", "loghead_replace", "loghead_refuse")


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in [INDEX, *(SQLITE if on_sqlite else POSTGRESQL)]:
        schema_editor.execute(statement, params=None)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for name in NAMES:
        on = "" if on_sqlite else f" ON comments_{name.partition('_')[0]}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS comments_{name}{on}", params=None)
    schema_editor.execute("DROP INDEX logline_actor", params=None)


class Migration(migrations.Migration):
    dependencies = [("comments", "0008_roles")]
    operations = [
        migrations.CreateModel(
            name="LogCheck",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(default=timezone.now)),
                ("wrong", models.PositiveIntegerField()),
            ],
        ),
        migrations.RunPython(make, drop),
    ]

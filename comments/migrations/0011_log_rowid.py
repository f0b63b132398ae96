"""One more way to replace a line of the log in SQLite: a new one with the hidden row number of an old one."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

DROP = "DROP TRIGGER comments_logline_replace"
TRIGGER = """CREATE TRIGGER comments_logline_replace BEFORE INSERT ON comments_logline
WHEN EXISTS (SELECT 1 FROM comments_logline WHERE number = NEW.number{or_row})
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END"""


def replace(schema_editor: BaseDatabaseSchemaEditor, or_row: str) -> None:
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(DROP, params=None)
        schema_editor.execute(TRIGGER.format(or_row=or_row), params=None)


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    replace(schema_editor, " OR rowid = NEW.rowid")


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    replace(schema_editor, "")


class Migration(migrations.Migration):
    dependencies = [("comments", "0010_reports")]
    operations = [migrations.RunPython(make, drop)]

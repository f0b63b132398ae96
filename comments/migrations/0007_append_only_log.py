"""The tables of the append-only log, and the triggers that refuse to change it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLES = """
CREATE TABLE comments_logline (
    number bigint PRIMARY KEY, at {moment} NOT NULL, act varchar(20) NOT NULL, subject varchar(40) NOT NULL,
    actor bigint NOT NULL, before varchar(20) NOT NULL, after varchar(20) NOT NULL, reason varchar(20) NOT NULL,
    mac varchar(64) NOT NULL
);
CREATE INDEX logline_subject ON comments_logline (subject);
CREATE TABLE comments_loghead (
    id smallint PRIMARY KEY, number bigint NOT NULL, mac varchar(64) NOT NULL, seal varchar(64) NOT NULL
);
INSERT INTO comments_loghead (id, number, mac, seal) VALUES (1, 0, '', '')
"""
SQLITE = """
CREATE TRIGGER comments_logline_{act} BEFORE {act} ON comments_logline
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END
"""
POSTGRESQL = """
CREATE FUNCTION comments_log_refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$;
CREATE TRIGGER comments_logline_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON comments_logline
FOR EACH STATEMENT EXECUTE FUNCTION comments_log_refuse()
"""


def make(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    on_sqlite = schema_editor.connection.vendor == "sqlite"
    for statement in TABLES.format(moment="datetime" if on_sqlite else "timestamptz").split(";"):
        schema_editor.execute(statement, params=None)
    if on_sqlite:
        for act in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(act=act), params=None)
    else:
        schema_editor.execute(POSTGRESQL, params=None)


def drop(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for table in ("comments_logline", "comments_loghead"):
        schema_editor.execute(f"DROP TABLE {table}", params=None)
    if schema_editor.connection.vendor != "sqlite":
        schema_editor.execute("DROP FUNCTION comments_log_refuse()", params=None)


class Migration(migrations.Migration):
    dependencies = [("comments", "0006_workbench")]
    operations = [migrations.RunPython(make, drop)]

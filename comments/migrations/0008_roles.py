"""The privacy officer, and editors' safety notes."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from comments.groups import make_groups


def add(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    make_groups(apps)


class Migration(migrations.Migration):
    dependencies = [("comments", "0007_append_only_log")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

"""PostgreSQL itself refuses to change or delete a frozen list; see the trail's migration."""

from django.db import migrations

TABLE = "trainees_rostersnapshot"


def set_up(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    )


def take_down(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(f"DROP TRIGGER {TABLE}_append_only ON {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("trainees", "0001_initial"), ("audit", "0002_append_only")]
    operations = [migrations.RunPython(set_up, take_down)]

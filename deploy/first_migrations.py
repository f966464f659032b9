"""Writes every app's one migration afresh and folds constraints into their tables.

Until the first release each app has a single ``0001_initial``. Django writes
constraints and indexes as operations of their own, and each of them renders
every related model again: folded, a new database is migrated in half the time.
What a constraint needs must stand in its table's ``CreateModel``.
"""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = [
    *("accounts", "audit", "calendar", "clock", "files", "jobs", "notices"),
    *("institutions", "programs", "trainees", "certificates", "demo"),
]


def fold(migration) -> bool:
    """Move constraints and indexes into the options of tables made in the same migration."""
    from django.db.migrations import operations as ops  # noqa: PLC0415 -- after setup

    made, rest = {}, []
    for operation in migration.operations:
        if isinstance(operation, ops.CreateModel):
            made[operation.name_lower] = operation
        kind = {ops.AddConstraint: "constraints", ops.AddIndex: "indexes"}.get(type(operation))
        table = made.get(getattr(operation, "model_name_lower", ""))
        if kind and table is not None and _stands_alone(operation, table, rest):
            listed = table.options.setdefault(kind, [])
            listed.append(operation.constraint if kind == "constraints" else operation.index)
        else:
            rest.append(operation)
    folded = len(rest) < len(migration.operations)
    migration.operations = rest
    return folded


def _stands_alone(operation, table, rest) -> bool:
    """Whether no later operation has added to the table what this one may need."""
    later = (getattr(other, "model_name_lower", "") for other in rest)
    return table.name_lower not in set(later)


def main() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    import django  # noqa: PLC0415 -- needs the path above

    django.setup()
    from django.apps import apps  # noqa: PLC0415 -- after setup
    from django.core.management import call_command  # noqa: PLC0415 -- after setup
    from django.db.migrations.loader import MigrationLoader  # noqa: PLC0415 -- after setup
    from django.db.migrations.writer import MigrationWriter  # noqa: PLC0415 -- after setup

    later = {}
    for label in APPS:
        for path in (Path(apps.get_app_config(label).path) / "migrations").glob("0*.py"):
            if path.stem != "0001_initial":
                later[path] = path.read_text(encoding="utf-8")
            path.unlink()
    call_command("makemigrations", *APPS, verbosity=0)
    for path, text in later.items():
        path.write_text(text, encoding="utf-8")
    loader = MigrationLoader(None)
    for label in APPS:
        migration = loader.get_migration(label, "0001_initial")
        if fold(migration):
            writer = MigrationWriter(migration)
            Path(writer.path).write_text(writer.as_string(), encoding="utf-8")


if __name__ == "__main__":
    main()

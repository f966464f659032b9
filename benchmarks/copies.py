"""A population many times over: every row copied inside the database, keys moved on.

What must stay unique gets the number of its copy in front; everything else is as in the
row it was taken from. Indexes are made once at the end and nothing is checked meanwhile:
a million people stand after minutes, not after an hour.
"""

from collections.abc import Sequence

from django.core.management.color import no_style
from django.db import connection, models, transaction

MARK = 4  # characters of a unique text that give way to a sign and the number of the copy
INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    " AND tbl_name IN ({})",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN ({})"
    " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
}


class Copies:
    """Copies of all rows of ``tables``, which stand in the order of their foreign keys.

    Args:
        fixed: Model -> column -> SQL, with ``{n}`` for the number of the copy and
            ``{step}`` for the rows of the model, where a copy differs.
    """

    def __init__(self, tables: Sequence[type[models.Model]], fixed: dict):
        self._tables, self._fixed = tables, fixed
        self._steps = {model: _last(model) for model in tables}

    def make(self, copies: int) -> None:
        """So many of each row besides the one there is."""
        dropped = self._drop_indexes()
        with connection.constraint_checks_disabled(), transaction.atomic(), _unchecked():
            for number in range(1, copies + 1):
                for model in self._tables:
                    _run(self._copy(model, number))
        for definition in dropped:
            _run(definition)
        for line in connection.ops.sequence_reset_sql(no_style(), self._tables):
            _run(line)

    def _copy(self, model, number: int) -> str:
        fields = model._meta.concrete_fields
        columns = ", ".join(f'"{field.column}"' for field in fields)
        values = ", ".join(self._value(model, field, number) for field in fields)
        table, key = model._meta.db_table, model._meta.pk.column
        last = self._steps[model]
        return (
            f'INSERT INTO "{table}" ({columns}) SELECT {values} '  # noqa: S608 -- own names
            f'FROM "{table}" WHERE "{key}" <= {last}'
        )

    def _value(self, model, field, number: int) -> str:
        column, step = f'"{field.column}"', self._steps[model]
        if field.column in self._fixed.get(model, {}):
            return self._fixed[model][field.column].format(n=number, step=step)
        if field.related_model in self._steps:
            return f"{column} + {number * self._steps[field.related_model]}"
        if field.primary_key:
            return f"{column} + {number * step}"
        if isinstance(field, models.UUIDField):
            return _uuid(column, number)
        if isinstance(field, models.CharField) and _is_unique(model, field):
            return f"'~{number:03d}' || substr({column}, {MARK + 1})"
        return column

    def _drop_indexes(self) -> list[str]:
        """Those that can be made again; how."""
        names = ", ".join(f"'{model._meta.db_table}'" for model in self._tables)
        with connection.cursor() as cursor:
            cursor.execute(INDEXES[connection.vendor].format(names))
            found = cursor.fetchall()
        for name, _definition in found:
            _run(f'DROP INDEX "{name}"')
        return [definition for _name, definition in found]


def _unchecked():
    """PostgreSQL checks no foreign key of what is written within this transaction."""
    if connection.vendor == "postgresql":
        _run("SET LOCAL session_replication_role = replica")
    return transaction.atomic()


def _last(model) -> int:
    return model.objects.aggregate(last=models.Max("pk"))["last"]


def _uuid(column: str, number: int) -> str:
    if connection.vendor == "postgresql":
        return f"('{number:08x}' || substr({column}::text, 9))::uuid"
    return f"'{number:08x}' || substr({column}, 9)"


def _is_unique(model, field) -> bool:
    together = (
        rule.fields
        for rule in model._meta.constraints
        if isinstance(rule, models.UniqueConstraint)
    )
    return field.unique or any(field.name in names for names in together)


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)

"""Databases made for one measurement, on the private ground of ``tests.settings``."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


def database(name: str) -> BaseDatabaseWrapper:
    """A connection to a new, migrated, empty database; it stays open."""
    made = connections.create_connection("default")
    made.settings_dict = {**made.settings_dict, "NAME": _place(made, name)}
    with on(made):
        call_command("migrate", verbosity=0)
    return made


@contextmanager
def on(other: BaseDatabaseWrapper) -> Iterator[None]:
    """Within it ``other`` is the default connection."""
    usual = connections["default"]
    connections["default"] = other
    try:
        yield
    finally:
        connections["default"] = usual


def _place(made, name: str) -> str:
    if made.vendor == "sqlite":
        return f"{made.settings_dict['NAME']}.{name}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    return name

"""The rehearsal as it opens, played once and copied for every walk; and whoever walks in it."""

import sqlite3

import pytest
from django.db import connection

from portal.accounts.models import User
from portal.demo import loading
from portal.jobs import worker

from .looking import Gallery


@pytest.fixture(scope="session")
def played(tmp_path_factory):
    """Where the database of the opening morning is kept; the first walk makes it."""
    return tmp_path_factory.mktemp("season") / "opening.sqlite3"


@pytest.fixture
def season(transactional_db, rehearsal, live_server, settings, played):
    """28 October 2022, 09:00: everything played so far, last year's certificates made.

    Playing takes seconds, copying the pages of the file none; what the
    fixture returns opens that morning again.
    """
    if connection.vendor != "sqlite":
        pytest.skip("the walk copies an SQLite file")
    # What a certificate's QR code names must be the server that is walked on.
    settings.SITE_URL = live_server.url
    settings.EMAIL_CONFIG = None
    connection.ensure_connection()
    if not played.exists():
        loading.load()
        worker.drain()
        _copy(connection.connection, sqlite3.connect(played))

    def reopen():
        _copy(sqlite3.connect(played), connection.connection)

    reopen()
    return reopen


def _copy(source, target):
    source.backup(target)
    for database in (source, target):
        if database is not connection.connection:
            database.close()


@pytest.fixture
def enter(season, open_page, sign_in):
    """``enter("guangdong", **context_options)``: that persona's page, signed in."""

    def enter(persona, **options):
        page = open_page(**{"viewport": {"width": 1366, "height": 900}, **options})
        sign_in(page, User.objects.get(persona=persona))
        return page

    return enter


@pytest.fixture
def gallery():
    return Gallery()

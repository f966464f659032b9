"""The suite writes only to what it made itself, and its browser hides nothing."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection

from portal.accounts.models import User
from tests.factories import actor, organization
from tests.support import browser as chromium
from tests.support import ground, postgres

ROOT = Path(__file__).resolve().parent.parent


def test_the_database_and_the_folder_are_the_runs_own(db):
    folder = Path(os.environ[ground.FOLDER])

    assert settings.VAR_DIR.is_relative_to(folder)
    if connection.vendor == "sqlite":
        assert Path(connection.settings_dict["NAME"]).is_relative_to(folder)
    else:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('cluster_name')")
            assert cursor.fetchone() == (os.environ[ground.TOKEN],)


def test_a_foreign_postgresql_is_refused_before_anything_is_written(postgresql):
    host = settings.DATABASES["default"]["HOST"]

    with pytest.raises(postgres.NotOurServer):
        postgres.prove_ours(host, "another run's token")
    with pytest.raises(psycopg2.OperationalError):
        postgres.prove_ours(f"{host}-elsewhere", os.environ[ground.TOKEN])


def test_a_sqlite_file_outside_the_runs_folder_is_refused(tmp_path):
    elsewhere = {"ENGINE": "django.db.backends.sqlite3", "TEST": {"NAME": tmp_path / "real.db"}}

    with pytest.raises(postgres.NotOurServer):
        ground.prove_own_database(elsewhere)


def test_settings_of_the_shell_do_not_reach_the_suite():
    """A child with production's environment still sees the suite's own ground."""
    shell = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    shell["DATABASE_URL"] = "postgresql://portal@database.example.cn/portal"
    shell["REDIS_URL"] = "redis://broker.example.cn/0"
    shell["PORTAL_SITE_URL"] = "https://portal.example.cn"
    shown = "print(s.DATABASES['default']['ENGINE'], repr(s.REDIS_URL), s.SITE_URL)"

    answer = subprocess.run(
        [sys.executable, "-c", f"import tests.settings as s; {shown}"],
        cwd=ROOT,
        env=shell,
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.split() == [
        "django.db.backends.sqlite3",
        "''",
        "http://127.0.0.1:8000",
    ]


@pytest.mark.parametrize("turn", [1, 2])
def test_one_tests_cache_is_not_the_next_ones(turn):
    assert cache.get("turn") is None

    cache.set("turn", turn)


def test_an_actor_of_the_factories_is_one_the_portal_would_build(db):
    body = organization("authority", code="SAMPLE1")

    liaison = actor("authority", "liaison", organization=body)

    assert (liaison.kind, liaison.organization_slug) == ("authority", "SAMPLE1")
    assert (liaison.duties, User.objects.count()) == (frozenset({"liaison"}), 1)
    assert actor("bureau").organization == actor("bureau").organization


def test_the_witness_sees_script_errors_refusals_and_missing_parts(browser, live_server):
    """Negative control of what every browser test relies on."""
    context = browser.new_context()
    page, witness = context.new_page(), chromium.Witness()
    witness.watch(page)
    page.goto(f"{live_server.url}/accounts/login/")
    sound = list(witness.problems)

    page.evaluate(
        """() => {
          const inline = document.createElement("script");
          inline.textContent = "window.ran = true";
          document.head.append(inline);
          const gone = document.createElement("script");
          gone.src = "/static/no-such-file.js";
          document.head.append(gone);
          setTimeout(() => { throw new Error("planted"); });
        }"""
    )
    page.wait_for_timeout(500)
    context.close()

    kinds = {problem.split(":")[0] for problem in witness.problems}
    assert sound == []
    assert {"csp", "console", "script", "404"} <= kinds


def test_axe_names_what_it_finds(page):
    body = '<main><h1>题</h1><img src="x"></main>'
    page.set_content(f'<html lang="zh"><title>题</title>{body}</html>')

    assert [line.split(":")[0] for line in chromium.axe(page)] == ["image-alt"]

"""What every test stands on; servers and folders are the run's own (see ``ground``)."""

import os
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import sync_playwright

from portal.jobs import embedded
from portal.pdf import fonts
from tests.support import browser as chromium
from tests.support import ground, lines, template
from tests.support.meeting import Meeting
from tests.support.workers import Workers


def pytest_collection_modifyitems(config, items):
    """Whoever opens a page needs a browser; long proofs run only when asked for by mark.

    Browsers come last: their driver keeps an event loop in the thread, and
    pyHanko, which starts one of its own, calls no signature valid meanwhile.
    """
    for item in items:
        if {"browser", "open_page"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)
    if "proof" in (config.getoption("-m") or ""):
        return
    proofs = [item for item in items if item.get_closest_marker("proof")]
    config.hook.pytest_deselected(items=proofs)
    items[:] = [item for item in items if item not in proofs]


def pytest_sessionfinish():
    lines.keep()


def pytest_report_header():
    engine = django_settings.DATABASES["default"]["ENGINE"].rsplit(".", 1)[-1]
    return f"ground: {engine}, {'redis' if django_settings.REDIS_URL else 'embedded broker'}"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings):
    """Runs after the names are settled and before the test database is made.

    True when a migrated file was laid there: Django then only looks it through.
    """
    database = django_settings.DATABASES["default"]
    ground.prove_own_database(database)
    return connection.vendor == "sqlite" and template.lay(Path(database["TEST"]["NAME"]))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_keepdb, django_db_blocker):
    if connection.vendor == "sqlite" and not django_db_keepdb:
        with django_db_blocker.unblock():
            connection.close()  # the last one to close writes the journal back
        template.keep(Path(connection.settings_dict["NAME"]))


@pytest.fixture(autouse=True)
def _fresh_cache():
    """Rate limits and cached answers of one test are not the next one's."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language():
    """A request made in English leaves its language with the thread."""
    yield
    translation.deactivate()


@pytest.fixture
def postgresql(db):
    """For what only PostgreSQL can do; on SQLite the test is skipped."""
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL only; runs in the second pass")


@pytest.fixture
def rehearsal(settings):
    settings.REHEARSAL = True


@pytest.fixture
def embedded_worker(transactional_db):
    """The web process's own worker and beat threads, as in the embedded default."""
    embedded.start()
    yield
    embedded.stop()


@pytest.fixture
def workers(transactional_db):
    """``workers.start(mode)``: processes that do jobs; whoever lives at the end is killed."""
    workers = Workers()
    yield workers
    workers.end()


@pytest.fixture
def meeting(tmp_path):
    """Where processes wait for each other."""
    folder = tmp_path / "meeting"
    folder.mkdir()
    return Meeting(folder)


@pytest.fixture(scope="session")
def browser():
    binary = chromium.binary()
    if binary is None:
        pytest.skip(f"no browser: apt-get install -y {chromium.PACKAGE}")
    # Pages are looked at as people see them, whatever faces this machine has.
    fonts.ensure()
    # The sync driver runs an event loop in this thread, where Django refuses queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as driver:
        window = driver.chromium.launch(
            executable_path=binary, headless=True, args=chromium.ARGUMENTS
        )
        yield window
        window.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(browser, live_server):
    """``open_page(**context_options)``: a page on the live server; any problem fails."""
    witness, contexts = chromium.Witness(), []

    def open_page(**options):
        options = {"locale": "zh-CN", "viewport": {"width": 1280, "height": 800}, **options}
        context = browser.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        witness.watch(page)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert witness.problems == []


@pytest.fixture
def page(open_page):
    """One desktop page in Chinese."""
    return open_page()


@pytest.fixture
def sign_in(live_server):
    """``sign_in(page, user)``: the page's browser holds that user's session from now on."""

    def sign_in(page, user):
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        value = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": value, "url": live_server.url}])

    return sign_in


@pytest.fixture
def picture(tmp_path):
    """``picture(page, name)``: a screenshot; ``PORTAL_TEST_PICTURES`` keeps it."""
    folder = Path(os.environ.get("PORTAL_TEST_PICTURES") or tmp_path).absolute()

    def picture(page, name):
        page.evaluate("document.fonts.ready.then(() => true)")
        page.screenshot(path=folder / f"{name}.png")
        return folder / f"{name}.png"

    return picture

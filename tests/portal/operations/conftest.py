import pytest

from portal.jobs import registry
from portal.notices import routes


@pytest.fixture
def kind(monkeypatch):
    """``kind(name, handler)``: a kind of job known during this test only."""
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    return lambda name, handler, **options: registry.register(name, handler, **options)


@pytest.fixture
def topic(monkeypatch, tmp_path, settings):
    """A topic ``test.done`` during this test only."""
    monkeypatch.setattr(routes, "_routes", dict(routes._routes))
    [engine] = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    (tmp_path / "done.txt").write_text("{{ who }}的名单已接收。", encoding="utf-8")
    routes.register("test.done", subject="名单已接收", template="done.txt")
    return "test.done"

import pytest

from portal.jobs import registry


@pytest.fixture
def kind(monkeypatch):
    """``kind(name, handler, queue=…)``: a kind of job known during this test only."""

    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))

    def kind(name, handler, **options):
        registry.register(name, handler, **options)
        return name

    return kind


@pytest.fixture
def recurring(monkeypatch):
    """``recurring(name, seconds, function)``: the only recurring work during this test."""
    monkeypatch.setattr(registry, "_recurring", {})
    return registry.register_periodic

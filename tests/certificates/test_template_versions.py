"""An issued look never changes unseen."""

import pytest

from certificates import artwork, template_versions
from certificates.template_versions import VERSIONS, ChangedVersion, UnknownVersion, checked


@pytest.mark.parametrize("version_id", VERSIONS)
def test_a_version_is_what_it_was_when_it_was_issued(version_id):
    """If this fails, the look of issued certificates has been edited: add a version instead."""
    version = VERSIONS[version_id]

    assert version.computed_digest() == version.digest
    assert version.id == version_id
    assert template_versions.CURRENT in VERSIONS


def test_a_changed_version_renders_nothing(settings, monkeypatch):
    checked.cache_clear()
    monkeypatch.setattr(artwork, "CINNABAR", "#ff0000")
    artwork.frame.cache_clear()

    with pytest.raises(ChangedVersion, match="completion-1"):
        checked("completion-1")

    artwork.frame.cache_clear()


def test_an_unknown_version_is_named():
    with pytest.raises(UnknownVersion, match="completion-0"):
        checked("completion-0")

"""The locks name what is installed so that no later release can change or break it.

A library asked for with an extra (``fonttools[woff]``) must be pinned with that extra:
pip takes the two for different wishes, and as soon as a newer release is out it tries
that one for the second and stops, because it has no hash.
"""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ["requirements.lock", "requirements-dev.lock"]


def pins(text: str) -> dict[str, Requirement]:
    lines = re.findall(r"^[a-z0-9][^\\\n]*", text, re.MULTILINE)
    found = [Requirement(line.strip()) for line in lines]
    return {pin.name.lower(): pin for pin in found}


def unpinned_extras(text: str) -> list[str]:
    """``"weasyprint: fonttools[woff]"`` for each extra that is asked for and not pinned."""
    locked, lacking = pins(text), []
    for pin in locked.values():
        if pin.marker and not pin.marker.evaluate():
            continue
        for line in metadata.requires(pin.name) or ():
            wish = Requirement(line)
            extras = pin.extras or {""}
            applies = not wish.marker or any(wish.marker.evaluate({"extra": e}) for e in extras)
            held = locked.get(wish.name.lower())
            if applies and held is not None and not wish.extras <= held.extras:
                lacking.append(f"{pin.name}: {wish.name}[{','.join(sorted(wish.extras))}]")
    return sorted(lacking)


@pytest.mark.parametrize("name", LOCKS)
def test_every_extra_that_is_asked_for_is_pinned(name):
    assert unpinned_extras((ROOT / name).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_without_extras_is_seen(name):
    text = (ROOT / name).read_text(encoding="utf-8")

    stripped = unpinned_extras(re.sub(r"\[[a-z0-9,]+\]==", "==", text))

    assert "weasyprint: fonttools[woff]" in stripped

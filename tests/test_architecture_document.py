"""docs/architecture.md tells ways through the code; every place it names is still there."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
PLACE = r"`((?:[\w.]+/)+[\w.]+)`"
APPS = ("institutions", "programs", "trainees", "certificates")


def defined_in(path: Path) -> set[str]:
    """Functions, classes, methods and module-level names of a Python file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef)
    }
    targets = [t for n in tree.body if isinstance(n, ast.Assign) for t in n.targets]
    return found | {target.id for target in targets if isinstance(target, ast.Name)}


PLACES = sorted(set(re.findall(PLACE, PAGE)))
POINTED = [
    (path, name)
    for path, names in re.findall(rf"{PLACE}:((?:\s+`\w+`,?)+)", PAGE)
    for name in re.findall(r"`(\w+)`", names)
]


@pytest.mark.parametrize("place", PLACES)
def test_a_file_it_names_is_there(place):
    assert (ROOT / place).exists()


@pytest.mark.parametrize(("path", "name"), POINTED, ids=[f"{p}:{n}" for p, n in POINTED])
def test_what_it_points_at_is_defined_there(path, name):
    assert name in defined_in(ROOT / path)


def test_pointing_is_understood():
    assert ("portal/jobs/queue.py", "enqueue") in POINTED
    assert ("trainees/register.py", "find_or_make_enterprises") in POINTED
    assert len(POINTED) > 50
    assert "ghost" not in defined_in(ROOT / "portal/jobs/queue.py")


def test_every_room_that_exists_is_told_and_stands_in_the_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    rooms = contracts["tool"]["importlinter"]["contracts"][1]
    allowed = set(re.findall(r"\w+", " ".join(rooms["layers"])))
    found = {
        path.stem
        for app in APPS
        for path in (ROOT / app).iterdir()
        if path.stem not in {"__init__", "__pycache__", *rooms["exhaustive_ignores"]}
    }
    table = PAGE.partition("## The rooms of an app")[2].partition("## The laws")[0]
    told = {
        name
        for cell in re.findall(r"^\| (`[^|]+) \|", table, re.M)
        for name in re.findall(r"`(\w+)`", cell)
    }

    assert found <= allowed
    assert told == found

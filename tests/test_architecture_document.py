"""docs/architecture.md tells ways through the code; every place it names is still there."""

import ast
import json
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


def test_the_page_of_defaults_is_what_the_years_data_calls_a_default():
    data = json.loads((ROOT / "programs/data/2022-2023.json").read_text(encoding="utf-8"))
    dated = {row["kind"]: row["due_on"] for row in data["milestones"] if "default" in row}
    valued = {
        name: str(datum["value"])
        for name, datum in data["program"].items()
        if "default" in datum
    }
    page = (ROOT / "docs/defaults.md").read_text(encoding="utf-8")
    table = page.partition("2022-2023.json -->")[2].partition("<!-- end -->")[0]
    told = dict(re.findall(r"^\| `(\w+)`[^|]*\| ([^|]+) \|", table, re.M))

    assert set(told) == set(dated) | set(valued)
    assert {kind: told[kind] for kind in dated} == dated
    assert told["countersign_days"] == valued["countersign_days"]


def test_the_page_of_defaults_states_the_rule_of_the_year():
    data = json.loads((ROOT / "programs/data/2022-2023.json").read_text(encoding="utf-8"))
    rule = data["program"]["completion_rule"]["value"]
    page = (ROOT / "docs/defaults.md").read_text(encoding="utf-8")
    numbers = re.findall(r"\d+", page.partition("结业规则 `2022-1`")[2].partition("1 学时")[0])

    assert f"结业规则 `{rule['version']}`" in page
    assert numbers == [
        str(rule[name])
        for name in (
            "required_hours",
            "attendance_percent",
            "absence_limit_percent",
            "online_share_percent",
            "practice_activities",
        )
    ]


DEFAULTS = re.findall(PLACE, (ROOT / "docs/defaults.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("place", sorted(set(DEFAULTS)))
def test_a_file_the_page_of_defaults_names_is_there(place):
    assert (ROOT / place).exists()

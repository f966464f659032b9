"""No line of a verb, a policy or a workflow goes untried, and nobody is fooled about it."""

import subprocess
import sys
from importlib import util

import pytest
from coverage import Coverage, CoverageData

from tests.support.lines import ROOT, Watch

RULES = """
[tool.coverage.run]
include = ["*/actions/*.py", "*/policies.py"]
omit = ["tests/*"]
[tool.coverage.report]
fail_under = 100
show_missing = true
"""
VERB = """
def greet(name):
    if name == "":
        return "nobody"
    return name
"""
# Every shape of statement; half of it stays undone.
SHAPES = '''"""A text that is no line."""

from __future__ import annotations

import functools
from contextlib import suppress


@functools.cache
@functools.wraps(
    len,
)
def decorated(number):
    """Another."""
    return (
        number
        + 1
    )


class Thing:
    size: int = 3

    @property
    def double(self):
        global unused
        return self.size * 2

    async def later(self):
        async with self:
            return await self


def choose(value):
    match value:
        case 1:
            return "one"
        case str() as text if text:
            return text
        case _:
            pass


def walk(values):
    for value in values:
        if value > 2:
            continue
        elif value == 2:
            break
        while value:
            value -= 1
        else:
            value = None
    else:
        return [
            item
            for item in values
        ]
    try:
        return 1 / 0
    except ZeroDivisionError as error:
        with suppress(ValueError), suppress(KeyError):
            int(str(error))
    else:
        return 2
    finally:
        del values
    assert (
        value
    )
    raise ValueError


decorated(1)
Thing().double
choose(1)
choose("two")
with suppress(ValueError):
    walk([1, 2, 3])
'''


@pytest.fixture
def house(tmp_path):
    (tmp_path / "pyproject.toml").write_text(RULES, encoding="utf-8")
    for folder in ("actions", "views", "tests/actions"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


@pytest.fixture
def watch(house):
    return Watch(house, house / "pyproject.toml")


def load(watch, file):
    """The module of the file, as the finder has it loaded; None when it leaves it alone."""
    spec = watch.find_spec(file.stem, [str(file.parent)])
    if spec is None:
        return None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def report(house) -> tuple[int, str]:
    for command in (("combine", "-q"), ("report",)):
        answer = subprocess.run(
            [sys.executable, "-m", "coverage", *command, f"--data-file={house / 'seen'}"],
            cwd=house,
            capture_output=True,
            text=True,
            check=False,
        )
    return answer.returncode, answer.stdout


@pytest.mark.parametrize(
    ("names", "code", "said"),
    [(("Li",), 2, "75%   4"), (("Li", ""), 0, "100%")],
    ids=["one way only", "both ways"],
)
def test_a_line_nobody_went_through_closes_the_gate(house, watch, names, code, said):
    file = house / "actions/greeting.py"
    file.write_text(VERB, encoding="utf-8")

    greeting = load(watch, file)
    answers = [greeting.greet(name) for name in names]
    watch.keep(str(house / "seen"))

    assert answers == [name or "nobody" for name in names]
    status, text = report(house)
    assert (status, said in text) == (code, True)


def test_what_several_processes_went_through_is_one(house):
    file = house / "actions/greeting.py"
    file.write_text(VERB, encoding="utf-8")
    for number, name in enumerate(("Li", "")):
        watch = Watch(house, house / "pyproject.toml")
        load(watch, file).greet(name)
        watch.keep(str(house / "seen"))
        next(house.glob("seen.*")).rename(house / f"seen.worker{number}")

    assert report(house)[0] == 0


def test_the_lines_are_those_a_tracer_sees(house, watch):
    file = house / "actions/shapes.py"
    file.write_text(SHAPES, encoding="utf-8")
    spec = util.spec_from_file_location("shapes", file)
    tracer = Coverage(data_file=None, config_file=str(house / "pyproject.toml"))
    with tracer.collect():
        spec.loader.exec_module(util.module_from_spec(spec))
    traced = tracer.analysis2(str(file))

    load(watch, file)
    watch.keep(str(house / "seen"))
    data = CoverageData(basename=str(next(house.glob("seen.*"))))
    data.read()
    noted = Coverage(data_file=None, config_file=str(house / "pyproject.toml"))
    noted.get_data().update(data)

    _, statements, _, missing, _ = traced
    assert set() < set(missing) < set(statements)
    assert noted.analysis2(str(file)) == traced


def test_all_other_modules_are_left_alone(house, watch):
    files = [house / name for name in ("views/pages.py", "tests/actions/fake.py")]
    for file in files:
        file.write_text(VERB, encoding="utf-8")

    assert [load(watch, file) for file in files] == [None, None]


def test_a_run_watches_the_rooms_where_rights_and_steps_are_decided():
    watch = Watch()
    rooms = ("actions/quota.py", "policies/quota.py", "workflow/roster.py", "views/quota.py")

    held = [watch.holds_for(ROOT / "trainees" / room) for room in rooms]

    assert held == [True, True, True, False]
    assert watch.holds_for(ROOT / "portal/notices/actions.py")

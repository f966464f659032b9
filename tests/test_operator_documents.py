"""What docs/operators.md lists is what the code reads, runs and offers: no more, no less."""

import ast
import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from portal.jobs import registry

ROOT = Path(__file__).resolve().parent.parent
APPS = ("portal", "institutions", "programs", "trainees", "certificates")
MANUAL = ROOT / "docs/operators.md"
READERS = frozenset(
    {"text", "flag", "number", "secret", "site_url", "database", "storage", "email", "key"}
)
SECRETS = frozenset({"secret", "key"})
PERIODS = {5: "5 秒", 30: "30 秒", 60: "1 分钟", 3600: "1 小时", 24 * 3600: "1 天"}


def rows(mark: str) -> list[list[str]]:
    """The cells of the manual's table under ``<!-- mark -->``, without its head."""
    part = MANUAL.read_text(encoding="utf-8").partition(f"<!-- {mark} -->\n")[2]
    lines = part.partition("<!-- end -->")[0].splitlines()[2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def codes(mark: str) -> list[str]:
    """What stands in backquotes in the first column."""
    return [code for row in rows(mark) for code in re.findall(r"`([^`]+)`", row[0])]


def names_read(source: str) -> set[str]:
    """The variables that code reads, by ``env.<reader>`` or straight from ``os.environ``."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            found |= _asked(node)
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            found.add(ast.literal_eval(node.slice))
    return found


def _asked(call: ast.Call) -> set[str]:
    called = ast.unparse(call.func)
    if not call.args or not isinstance(call.args[0], ast.Constant):
        return set()
    name, reader = call.args[0].value, called.removeprefix("env.")
    if called in {"os.environ.get", "os.getenv"}:
        return {name}
    if not called.startswith("env.") or reader not in READERS:
        return set()
    return {name, f"{name}_FILE"} if reader in SECRETS else {name}


def sources() -> list[Path]:
    found = [ROOT / "manage.py", *sorted((ROOT / "deploy").glob("*.py"))]
    return found + [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]


def test_every_variable_that_the_code_reads_is_in_the_manual_and_no_other():
    read = {name for path in sources() for name in names_read(path.read_text(encoding="utf-8"))}

    assert set(codes("environment")) == read


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('env.text("A", "b")', {"A"}),
        ('env.secret("KEY")', {"KEY", "KEY_FILE"}),
        ('env.key("KEY", folder, make=True)', {"KEY", "KEY_FILE"}),
        ('os.environ.get("BIND", "x") or os.environ["SITE"]', {"BIND", "SITE"}),
        ('os.environ.setdefault("A", "b"); text("B"); env.text(name)', set()),
    ],
)
def test_reading_a_variable_is_seen_in_each_of_its_forms(source, names):
    assert names_read(source) == names


def test_what_compose_asks_for_is_in_the_manual_and_in_the_example():
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    asked = set(re.findall(r"\$\{(\w+)[:}]", text))
    example = (ROOT / "deploy/example.env").read_text(encoding="utf-8")
    manual = MANUAL.read_text(encoding="utf-8")

    assert {name for name in asked if f"`{name}`" not in manual} == set()
    assert asked - set(re.findall(r"^(\w+)=", example, re.M)) == {"WEB_CONCURRENCY"}


def test_the_manual_tells_what_recurs_and_how_often():
    told = {re.search(r"`([^`]+)`", row[0])[1]: row[1] for row in rows("periodic")}

    assert told == {
        name: PERIODS[work.every_seconds] for name, work in registry.recurring().items()
    }


def test_the_manual_lists_every_command_of_ours_and_no_other():
    ours = {name for name, app in get_commands().items() if app.startswith(APPS)}

    assert {code.split()[0] for code in codes("commands")} == ours


def test_every_option_of_a_command_in_the_manual_exists():
    missing = []
    for code in codes("commands"):
        name, *rest = code.split()
        paths = [p for p in sources() if p.parts[-2:] == ("commands", f"{name}.py")]
        text = paths[0].read_text(encoding="utf-8")
        options = re.findall(r"--[a-z-]+", " ".join(rest))
        missing += [f"{name} {option}" for option in options if f'"{option}"' not in text]

    assert missing == []


def test_every_command_of_the_text_is_one_that_exists():
    asked = re.findall(r"manage\.py (\w+)", MANUAL.read_text(encoding="utf-8"))

    assert set(asked) - set(get_commands()) == set()

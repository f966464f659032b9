"""The gate fails when anything fails; scripts that obey a list stand in for its steps."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("chromium", "redis-server", "postgres", "pdftotext", "mutool", "zbarimg", "soffice")
SYSTEM = ("bash", "cat", "dirname", "env", "grep", "id", "make", "mktemp", "readlink", "rm")
# A step whose command line holds a line of ``fail`` ends with that line's code.
STEP = """#!/bin/bash
if [ "$1" = - ]; then exec {python} "$@"; fi
while read -r code words; do
  case "$(basename "$0") $*" in *"$words"*) exit "$code" ;; esac
done < fail
"""
STEPS = {
    "ruff format": "format",
    "ruff check": "lint",
    "lint-imports": "contracts",
    "makemigrations --check": "migrations",
    "check --deploy": "deployment",
    "deploy/catalogue.py": "catalogue",
    "junit_suite_name=sqlite": "suite",
    "coverage report": "lines",
    "junit_suite_name=postgres": "postgres",
    "junit_suite_name=browser": "browser",
}


def script(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def house(tmp_path):
    """A copy of the gate with stand-ins for its tools; nothing can be installed."""
    for name in ("deploy/check.sh", "deploy/packages.sh", "Makefile", ".ci/run"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, target)
    for name in ("python", "ruff", "lint-imports"):
        script(tmp_path / ".venv/bin" / name, STEP.format(python=sys.executable))
    script(tmp_path / "deploy/setup.sh", "#!/bin/bash\n")
    for name in TOOLS:
        script(tmp_path / "bin" / name, "#!/bin/bash\n")
    (tmp_path / "bin/libswlo.so").touch()
    script(tmp_path / "bin/apt-get", "#!/bin/bash\nexit 100\n")
    script(tmp_path / "bin/basename", '#!/bin/bash\necho "${1##*/}"\n')
    for name in SYSTEM:
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    (tmp_path / "fail").write_text("")
    return tmp_path


def gate(house: Path, *command: str, **environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        ["bash", *(command or ["deploy/check.sh"])],
        cwd=house,
        env={"PATH": str(house / "bin"), "HOME": str(house), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_gate_opens_when_every_step_passes(house):
    answer = gate(house, ".ci/run")

    assert (answer.returncode, answer.stdout.splitlines()[-1]) == (0, "OK")


@pytest.mark.parametrize(("words", "step"), STEPS.items(), ids=STEPS.values())
def test_one_failing_step_closes_the_gate(house, words, step):
    (house / "fail").write_text(f"1 {words}\n")

    answer = gate(house, ".ci/run")

    assert answer.returncode != 0
    assert f"FAILED: {step} (1)" in answer.stdout
    assert answer.stdout.count("──") == len(STEPS)


def test_a_suite_that_collects_nothing_closes_the_gate(house):
    (house / "fail").write_text("5 junit_suite_name=postgres\n")

    answer = gate(house)

    assert (answer.returncode, "FAILED: postgres (5)" in answer.stdout) == (1, True)


def test_what_could_not_be_had_is_named_and_closes_the_strict_gate(house):
    (house / "bin/zbarimg").unlink()

    lenient, strict = gate(house), gate(house, ".ci/run")

    assert lenient.returncode == 0
    assert "(could not be had): zbar-tools" in lenient.stdout
    assert strict.returncode != 0
    assert "FAILED: tools" in strict.stdout


def test_an_installation_that_fails_closes_the_gate(house):
    script(house / "deploy/setup.sh", "#!/bin/bash\nexit 1\n")

    assert gate(house).returncode == 1

"""Set-up installs what it may and says in one line what it may not."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.test_check import ROOT, SYSTEM, script

OLD = "#!/bin/bash\nexit 1\n"


@pytest.fixture
def machine(tmp_path):
    """A machine with too old a Python; ``apt-get`` writes down what it is asked for."""
    for name in ("deploy/setup.sh", "deploy/packages.sh"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, target)
    for name in set(SYSTEM) - {"id"}:
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).symlink_to(shutil.which(name))
    script(tmp_path / "bin/python3", OLD)
    script(tmp_path / "bin/apt-get", '#!/bin/bash\necho "$*" >> asked\n')
    return tmp_path


def set_up(machine: Path, *, uid: int) -> subprocess.CompletedProcess:
    script(machine / "bin/id", f"#!/bin/bash\necho {uid}\n")
    return subprocess.run(
        ["bash", "deploy/setup.sh", "run"],
        cwd=machine,
        env={"PATH": str(machine / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_rights_the_one_line_to_run_is_said_and_nothing_is_done(machine):
    answer = set_up(machine, uid=1000)

    assert answer.returncode == 1
    assert "  sudo apt-get install -y python3 python3-venv\n" in answer.stderr
    assert not (machine / "asked").exists()


def test_as_root_the_missing_package_is_installed_after_one_update(machine):
    answer = set_up(machine, uid=0)

    assert (machine / "asked").read_text().splitlines() == [
        "update -qq",
        "install -y -qq --no-install-recommends python3 python3-venv",
    ]
    assert answer.returncode == 1
    assert "需要 Python 3.11 或更高版本" in answer.stderr


def test_an_unknown_kind_is_refused(machine):
    asked = subprocess.run(["bash", "deploy/setup.sh", "nonsense"], cwd=machine, check=False)

    assert asked.returncode == 2


def test_a_symlinked_environment_is_made_behind_its_link(machine):
    """The folder behind the link need not exist yet; the link stays a link."""
    made = '#!/bin/bash\ncase "$*" in *-m\\ venv*) echo "${@: -1}" >> made ;; esac\n'
    script(machine / "bin/python3", made)
    (machine / ".venv").symlink_to(machine / "elsewhere")

    set_up(machine, uid=1000)

    assert (machine / "made").read_text() == f"{machine}/elsewhere\n"

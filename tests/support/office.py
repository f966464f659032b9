"""LibreOffice as an office would use it: files opened and saved again, in one start."""

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGES = "libreoffice-calc-nogui libreoffice-writer-nogui"
SECONDS = 120


def resaved(
    folder: Path, to: str, *, came_as: str = "xlsx", **contents: bytes
) -> dict[str, bytes]:
    """What the suite makes of each file; ``to`` is its filter, such as ``ods`` or ``pdf``."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail(f"apt-get install -y --no-install-recommends {PACKAGES}")
    suffix = to.partition(":")[0]
    came, went = folder / "in", folder / f"out-{suffix}"
    came.mkdir(exist_ok=True)
    sources = {name: came / f"{name}.{came_as}" for name in contents}
    for name, source in sources.items():
        source.write_bytes(contents[name])
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    subprocess.run(
        [*command, "--convert-to", to, "--outdir", went, *sources.values()],
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    return {name: (went / f"{name}.{suffix}").read_bytes() for name in contents}

"""LibreOffice as an office would use it: files opened and saved again, in one start."""

import shutil
import subprocess
from pathlib import Path

import pytest

PACKAGE = "libreoffice-calc-nogui"
SECONDS = 120


def resaved(folder: Path, to: str, **contents: bytes) -> dict[str, bytes]:
    """What the suite makes of each workbook; ``to`` is its filter, such as ``ods``."""
    office = shutil.which("soffice")
    if office is None:
        pytest.fail(f"apt-get install -y --no-install-recommends {PACKAGE}")
    suffix = to.partition(":")[0]
    came, went = folder / "in", folder / f"out-{suffix}"
    came.mkdir(exist_ok=True)
    sources = {name: came / f"{name}.xlsx" for name in contents}
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

"""LibreOffice without a screen, to have files as another program writes them."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

PACKAGE = "libreoffice-calc-nogui"


def office_suite(folder: Path) -> Callable[[bytes, str, str], bytes]:
    """``convert(content, suffix, to)``: the bytes as the office suite saves them again.

    Args:
        folder: Where its profile and its files may lie.
    """
    office = shutil.which("soffice")
    if office is None:
        pytest.fail(f"apt-get install -y --no-install-recommends {PACKAGE}")

    def convert(content: bytes, suffix: str, to: str) -> bytes:
        source = folder / f"in.{suffix}"
        source.write_bytes(content)
        command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        subprocess.run(
            [*command, "--convert-to", to, "--outdir", folder / "out", source],
            check=True,
            capture_output=True,
            timeout=120,
        )
        return (folder / "out" / f"in.{to.partition(':')[0]}").read_bytes()

    return convert

"""Starting a server that belongs to this process and dies with it, even by SIGKILL."""

import os
import pwd
import shutil
import subprocess
from pathlib import Path


def unprivileged_user() -> str | None:
    """Whom a server that refuses root runs as; None when we are not root ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def demoted(command: list[str], user: str | None, *, dies_with_us: bool = False) -> list[str]:
    """``command`` run as ``user``, and (Linux) interrupted when this process ends."""
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        return command
    options = []
    if user is not None:
        group = str(pwd.getpwnam(user).pw_gid)
        options += ["--reuid", user, "--regid", group, "--clear-groups"]
    if dies_with_us:
        options += ["--pdeathsig", "INT"]
    return [setpriv, *options, *command] if options else command


def spawn(command: list[str], *, user: str | None, folder: Path, log: Path) -> subprocess.Popen:
    with log.open("wb") as sink:
        return subprocess.Popen(
            demoted(command, user, dies_with_us=True),
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
        )


def stop(process: subprocess.Popen, signal: int, *, patience: float = 10) -> None:
    if process.poll() is not None:
        return
    process.send_signal(signal)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()

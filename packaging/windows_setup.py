"""Builds the Windows setup program with Inno Setup."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from project import BUILD, DIST, FROZEN, PROJECT, version

SIGN_COMMAND = "PIXLORE_SIGN_COMMAND"
"""A command that signs one file, with `$f` in the file's place. Without it nothing is signed."""

_USUAL_PLACE = Path(r"C:\Program Files (x86)\Inno Setup 6\ISCC.exe")


def build() -> list[Path]:
    """Make dist/pixlore-VERSION-setup.exe from the frozen folder."""
    command = os.environ.get(SIGN_COMMAND)
    if command:
        _sign_programs(command)
    subprocess.run([_compiler(), *_options(command), _script()], check=True)
    return [DIST / f"pixlore-{version()}-setup.exe"]


def _options(sign_command: str | None) -> list[str]:
    defined = {"Version": version(), "Source": FROZEN, "Icon": BUILD / "icons" / "pixlore.ico"}
    options = [f"/D{name}={value}" for name, value in defined.items()] + [f"/O{DIST}"]
    if sign_command:
        options += ["/DSigned=1", f"/Spixlore={sign_command}"]
    return options


def _sign_programs(command: str) -> None:
    """Sign both programs before they are packed; Inno Setup signs what it makes itself."""
    for program in ("pixlore.exe", "pixlore-service.exe"):
        subprocess.run(command.replace("$f", f'"{FROZEN / program}"'), check=True)


def _script() -> str:
    return str(PROJECT / "packaging" / "windows" / "pixlore.iss")


def _compiler() -> str:
    found = shutil.which("iscc") or (str(_USUAL_PLACE) if _USUAL_PLACE.exists() else None)
    if found is None:
        raise SystemExit("Inno Setup 6 is missing: its compiler iscc makes the setup program.")
    return found

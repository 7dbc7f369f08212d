"""Writes packaging/locked/SYSTEM.txt: every package of a release build, with version and hashes.

    pip install uv && python packaging/lock.py

Versions are those of constraints.txt. Linux takes PyTorch's CPU build: say where it is with uv's
own variables (UV_FIND_LINKS or UV_INDEX). Install with `pip install --require-hashes -r`.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from project import PROJECT

PYTHON = "3.11"
PLATFORMS = {
    "linux": "x86_64-manylinux_2_34",
    "windows": "x86_64-pc-windows-msvc",
    "macos": "aarch64-apple-darwin",
}
"""The oldest systems that Qt and PyTorch have wheels for; macOS is the version below."""

_OLDEST_MACOS = "14.0"
_LOCKED = PROJECT / "packaging" / "locked"
_HEADER = "# Made by packaging/lock.py: do not edit.\n"


def lock(system: str, constraints: Path) -> Path:
    """Write the file of one system and return its path."""
    made = _LOCKED / f"{system}.txt"
    command = [
        *("uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-header", "--no-annotate"),
        *("--python-version", PYTHON, "--python-platform", PLATFORMS[system]),
        *("--constraint", str(constraints), "--output-file", str(made)),
        *(str(PROJECT / "pyproject.toml"), str(_LOCKED / "build.in")),
    ]
    made.unlink(missing_ok=True)  # else uv keeps what the old file says
    environment = {**os.environ, "MACOSX_DEPLOYMENT_TARGET": _OLDEST_MACOS}
    subprocess.run(command, check=True, env=environment)
    made.write_text(_HEADER + made.read_text("utf-8"), "utf-8")
    return made


def constraints_for(system: str) -> str:
    """The tested versions; on Linux with the CPU build of torch."""
    text = (PROJECT / "constraints.txt").read_text("utf-8")
    if system == "linux":
        text = re.sub(r"(?m)^(torch==[\d.]+)$", r"\1+cpu", text)
    return text


def main() -> int:
    """Lock all systems."""
    with tempfile.TemporaryDirectory() as scratch:
        for system in PLATFORMS:
            constraints = Path(scratch) / f"{system}.txt"
            constraints.write_text(constraints_for(system), "utf-8")
            print(lock(system, constraints).relative_to(PROJECT))
    return 0


if __name__ == "__main__":
    sys.exit(main())

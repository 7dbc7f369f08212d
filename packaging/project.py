"""Where the project and its build products are, and which version this is."""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
BUILD = PROJECT / "build"
DIST = PROJECT / "dist"
UNPACKED = BUILD / "wheel"
"""The wheel's content: what is frozen is exactly what is installed from the wheel."""

FROZEN = BUILD / "frozen" / "pixlore"
"""The folder with both programs, after `build.py freeze`."""

APP_ID = "io.github.pixlore.Pixlore"


def version() -> str:
    """The version in pyproject.toml, the one place that says it."""
    with (PROJECT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def summary() -> str:
    """The one-sentence description in pyproject.toml."""
    with (PROJECT / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["description"])

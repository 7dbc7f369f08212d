"""Finds the files of `resources/` from source, an installed wheel and a frozen build."""

from __future__ import annotations

import sys
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """The path of a file under `resources/`."""
    return _resource_root().joinpath(*parts)


def _resource_root() -> Path:
    package = Path(__file__).resolve().parents[1]
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    installed = package / "_resources"
    return installed if installed.is_dir() else package.parent / "resources"

"""How to start Pixlore's own processes, from source, a wheel and a frozen build."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def service_command() -> list[str]:
    """The argument list that starts the background service."""
    if getattr(sys, "frozen", False):
        return [_frozen_program("pixlore-service"), "serve"]
    return [sys.executable, "-m", "indexer", "serve"]


def worker_command() -> list[str]:
    """The argument list that starts a worker speaking on its standard input and output."""
    if getattr(sys, "frozen", False):
        return [_frozen_program("pixlore-service"), "--worker"]
    return [sys.executable, "-m", "indexer.worker"]


def pretrained_table_command() -> list[str]:
    """The argument list that prints a row of open_clip's table; add architecture and tag."""
    if getattr(sys, "frozen", False):
        return [_frozen_program("pixlore-service"), "--pretrained-table"]
    return [sys.executable, "-m", "indexer.embedding.pretrained_table"]


def child_environment() -> dict[str, str]:
    """The environment for a child: this one, with the import path of a source checkout."""
    environment = dict(os.environ)
    if getattr(sys, "frozen", False):
        # Else a frozen child takes itself for a part of its parent, and skips setting itself up.
        environment["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    else:
        root = str(Path(__file__).resolve().parents[2])
        inherited = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = os.pathsep.join([root, inherited] if inherited else [root])
    return environment


def _frozen_program(name: str) -> str:
    suffix = ".exe" if os.name == "nt" else ""
    return str(Path(sys.executable).with_name(name + suffix))

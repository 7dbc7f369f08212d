"""Compiles resources/translations/*.ts to .qm, as a build hook and as a command.

The .qm files are build products: git ignores them, the wheel and the source archive carry them.
Run `python packaging/compile_translations.py` once in a checkout to see the window in Chinese.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

TRANSLATIONS = Path(__file__).resolve().parents[1] / "resources" / "translations"


def compile_translations(folder: Path = TRANSLATIONS) -> list[Path]:
    """Compile what is older than its source; return every .qm."""
    compiled = []
    for source in sorted(folder.glob("*.ts")):
        target = source.with_suffix(".qm")
        if not target.exists() or target.stat().st_mtime_ns < source.stat().st_mtime_ns:
            _compile(source, target)
        compiled.append(target)
    return compiled


def _compile(source: Path, target: Path) -> None:
    """Compile one; whoever reads `target` meanwhile, or makes it too, sees no half of it."""
    passing = target.with_name(f"{target.name}.{os.getpid()}")
    command = [str(_lrelease()), "-silent", str(source), "-qm", str(passing)]
    subprocess.run(command, check=True)
    passing.replace(target)


def _lrelease() -> Path:
    """Qt's own compiler, inside the PySide6 package: its Python wrapper is not needed."""
    import PySide6

    package = Path(PySide6.__file__).parent
    for place in (package / "lrelease", package / "lrelease.exe", package / "Qt/libexec/lrelease"):
        if place.is_file():
            return place
    sys.exit("PySide6's lrelease is missing: install PySide6-Essentials and try again.")


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a command, where the build system is not installed
    pass
else:

    class CompileTranslations(BuildHookInterface):  # type: ignore[misc]
        """Makes the .qm files before the archive is put together."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Compile, and have the archive carry what git ignores."""
            for path in compile_translations():
                build_data["artifacts"].append(str(path.relative_to(Path(self.root))))


if __name__ == "__main__":
    for made in compile_translations():
        print(made)
